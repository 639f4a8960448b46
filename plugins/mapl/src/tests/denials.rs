use super::*;

fn sql(patterns: Value) -> Mapl {
    constraints(json!({ "denied_parameters": { "tool:app/*": { "sql": patterns } } }))
}

#[test]
fn a_denied_value_is_found_wherever_it_stands_and_however_it_is_encoded() {
    let mapl = sql(json!(["*DROP *", "*/etc/passwd*", "secret"]));
    for value in [
        r#""x; DROP TABLE y""#,
        r#""x; DR%4FP TABLE y""#,
        r#""x; ＤＲＯＰ TABLE y""#,
        r#""x; DR\u200bOP TABLE y""#,
        r#""x; DRОP TABLE y""#,
        r#"["SELECT", "DROP TABLE"]"#,
        r#"{"q": {"r": "DROP TABLE"}}"#,
        r#"{"DROP x": 1}"#,
        r#""/etc/passwd""#,
        r#""/etc//passwd""#,
        r#""/safe/../etc/passwd""#,
        r#""\\etc\\passwd""#,
        r#""%2fetc%2fpasswd""#,
        r#""file:///etc/./passwd""#,
        r#""secret""#,
    ] {
        let refused = tool_refused(&mapl, &format!("{{\"sql\": {value}}}"));
        assert_eq!(codes(&refused), ["value-denied"], "{value}");
    }
    for value in [r#""SELECT 1""#, r#""drop table""#, r#""secrets""#, "5", "null", r#""100 % sure /../ x""#] {
        assert_eq!(tool_refused(&mapl, &format!("{{\"sql\": {value}}}")), [], "{value}");
    }
    let nested = format!("{{\"sql\": \"%{}41\"}}", "25".repeat(50));
    assert_eq!(codes(&tool_refused(&mapl, &nested)), ["value-not-canonical"]);
}

#[test]
fn denied_literals_are_denied_in_every_spelling() {
    let mapl = sql(json!([true, 0, 22]));
    for value in ["true", "\"true\"", "0", "-0", "0.0", "1e-400", "\"0\"", "22", "2.2e1", "\"22\"", "[22]"] {
        assert_eq!(codes(&tool_refused(&mapl, &format!("{{\"sql\": {value}}}"))), ["value-denied"], "{value}");
    }
    for value in ["false", "1", "220", "null"] {
        assert_eq!(tool_refused(&mapl, &format!("{{\"sql\": {value}}}")), [], "{value}");
    }
}

#[test]
fn a_denied_resource_is_denied_under_every_name() {
    let mapl = documents(json!([
        { "policy_id": "global:all", "resources": ["**"], "denied_resources": ["tool:admin/*", "**.pem"] }
    ]));
    for name in [
        "tool:admin/x",
        "tool:Admin/x",
        "tool:app/../admin/x",
        "tool:%61dmin/x",
        "tool:аdmin/x",
        "tool:admin//x",
        "tool:a\u{200b}dmin/x",
        "data:keys/a.pem",
        "data:keys/a.PEM",
        "data:keys/a.pem ",
    ] {
        assert_eq!(codes(&refused(&mapl, &call(name), "{}")), ["resource-denied"], "{name}");
    }
    assert_eq!(refused(&mapl, &call("tool:administrator/x"), "{}"), []);
}

#[test]
fn an_argument_that_looks_like_a_limited_one_is_refused() {
    let mapl = tool(json!({ "amount": { "max": 100 } }));
    for name in ["Amount", "AMOUNT", "amount ", "аmount", "am\\u200bount", "ａmount", "%61mount"] {
        let refused = tool_refused(&mapl, &format!("{{\"{name}\": 1000, \"amount\": 5}}"));
        assert_eq!(codes(&refused), ["parameter-look-alike"], "{name}");
    }
    assert_eq!(tool_refused(&mapl, r#"{"amounts": 1000, "amount": 5, "nested": {"Amount": 1}}"#), []);
    for payload in ["[1]", "5", "null"] {
        assert_eq!(codes(&tool_refused(&mapl, payload)), ["payload-not-object"], "{payload}");
    }
}

#[test]
fn a_path_must_match_where_it_leads() {
    let mapl = tool(json!({ "path": { "pattern": "/safe/.*" } }));
    assert_eq!(tool_refused(&mapl, r#"{"path": "/safe/a.txt"}"#), []);
    for path in ["/safe/../etc/passwd", "/safe/%2e%2e/etc/passwd", "/safe/..\\\\..\\\\etc"] {
        assert_eq!(codes(&tool_refused(&mapl, &format!("{{\"path\": \"{path}\"}}"))), ["pattern-mismatch"], "{path}");
    }
}
