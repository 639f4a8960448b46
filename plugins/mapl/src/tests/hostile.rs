use super::*;

#[test]
fn nothing_but_a_number_satisfies_a_limit_of_numbers() {
    let mapl = tool(json!({ "amount": { "max": 100, "required": true }, "count": { "type": "integer", "min": 0 } }));
    for value in [
        "null",
        "\"50\"",
        "\"\"",
        "true",
        "[50]",
        "{\"value\":50}",
        "1e309",
        "-1e309",
        "1e99999999999999999999",
        "101",
        "100.000000000000000001",
    ] {
        assert_eq!(tool_refused(&mapl, &format!("{{\"amount\": {value}}}")).len(), 1, "{value}");
    }
    assert_eq!(codes(&tool_refused(&mapl, "{}")), ["parameter-missing"]);
    for value in ["-0", "0.0", "100", "1e2", "-5"] {
        assert_eq!(tool_refused(&mapl, &format!("{{\"amount\": {value}}}")), [], "{value}");
    }
}

#[test]
fn large_integers_are_compared_to_the_last_digit() {
    let mapl = tool(json!({ "id": { "type": "integer", "max": 9_007_199_254_740_992_u64 } }));
    assert_eq!(tool_refused(&mapl, r#"{"id": 9007199254740992}"#), []);
    assert_eq!(codes(&tool_refused(&mapl, r#"{"id": 9007199254740993}"#)), ["above-max"]);
    let listed = tool(json!({ "id": [9_007_199_254_740_992_u64] }));
    assert_eq!(codes(&tool_refused(&listed, r#"{"id": 9007199254740993}"#)), ["value-not-allowed"]);
}

#[test]
fn deep_nesting_is_refused_where_it_cannot_be_looked_through() {
    let mapl = constraints(json!({ "denied_parameters": { "tool:app/tool": { "x": ["*secret*"] } } }));
    let nested = |depth: usize| format!("{{\"x\": {}\"secret\"{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(codes(&tool_refused(&mapl, &nested(100))), ["value-denied"]);
    assert_eq!(codes(&tool_refused(&mapl, &nested(125))), ["value-denied"]);
    let verdict = mapl.evaluate(&call("tool:app/tool"), &Document::parse(&nested(127)).unwrap()).unwrap();
    assert!(verdict.is_deny());
}

#[test]
fn a_target_that_has_no_plain_form_is_refused() {
    let mapl = documents(json!([{ "policy_id": "global:a", "resources": ["**"] }]));
    let target = format!("tool:app/%{}61", "25".repeat(30));
    assert_eq!(codes(&refused(&mapl, &call(&target), "{}")), ["target-not-canonical"]);
}

#[test]
fn patterns_take_time_in_proportion_to_the_text() {
    let mapl = documents(json!([{
        "policy_id": "global:a",
        "resources": ["**"],
        "denied_resources": ["*a*a*a*a*a*a*a*a*a*b"],
        "constraints": { "parameters": { "tool:**": { "x": { "pattern": "(a+)+b" } } } },
    }]));
    let text = "a".repeat(5_000);
    assert_eq!(
        codes(&refused(&mapl, &call(&format!("tool:{text}")), &format!("{{\"x\": \"{text}\"}}"))),
        ["pattern-mismatch"]
    );
}
