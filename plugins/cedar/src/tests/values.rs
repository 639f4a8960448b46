//! What becomes of hostile values.

use super::*;

#[test]
fn numbers_are_kept_or_refused() {
    for (condition, number, expected) in [
        ("context.args.n == 9007199254740993", "9007199254740993", true),
        ("context.args.n > 9007199254740992", "9007199254740993", true),
        ("context.args.n <= 9223372036854775807", "9223372036854775807", true),
        ("context.args.n == decimal(\"0.1\")", "0.1", true),
        ("context.args.n == decimal(\"100.0\")", "1e2", true),
        ("context.args.n.lessThanOrEqual(decimal(\"100.0\"))", "100.0001", false),
        ("context.args.n == decimal(\"922337203685477.5807\")", "922337203685477.5807", true),
        ("context.args.n == decimal(\"0.0\")", "-0.0", true),
        ("context.args.n == 0", "-0", true),
        ("context.args.n == 40", "40.0", false),
    ] {
        assert_eq!(answer(condition, &call(), &format!(r#"{{"n": {number}}}"#)), Ok(expected), "{condition} {number}");
    }
    for number in
        ["1e309", "-1e309", "9223372036854775808", "18446744073709551615", "0.00001", "0.30000000000000004", "1e-400"]
    {
        let error = answer("context.args.n == context.args.n", &call(), &format!(r#"{{"n": {number}}}"#)).unwrap_err();
        assert!(error.starts_with(&format!("the payload's `/n` is `{number}`, which is not a")), "{error}");
    }
}

#[test]
fn numbers_are_decimals_where_the_config_says_so() {
    let config = json!({
        "policies": { "p.cedar": r#"
            permit (principal, action, resource) when {
                context.args.amount.lessThanOrEqual(decimal("100.0")) && context.args.items.contains({ price: decimal("5.0"), count: 2 })
            };"# },
        "decimals": ["/amount", "/items/*/price"],
    });
    let cedar = cedar(&config);
    for (amount, allowed) in [("40", true), ("40.5", true), ("100", true), ("100.0001", false), ("101", false)] {
        let payload = format!(r#"{{"amount": {amount}, "items": [{{"price": 5, "count": 2}}]}}"#);
        assert_eq!(decide(&cedar, &call(), &payload).is_allow(), allowed, "{amount}");
    }
    for amount in ["\"40\"", "1e309", "922337203685478", "0.00001"] {
        let payload = format!(r#"{{"amount": {amount}, "items": []}}"#);
        assert!(cedar.evaluate(&call(), &Document::parse(&payload).unwrap()).is_err(), "{amount}");
    }
}

#[test]
fn a_value_of_another_type_is_an_error_and_never_skips_a_policy() {
    let cedar = policies(
        "permit (principal, action, resource);\n@id(\"large\") forbid (principal, action, resource) when { context.args.n > 100 };",
    );
    assert!(decide(&cedar, &call(), r#"{"n": 100}"#).is_allow());
    for value in ["null", "true", "\"500\"", "\"\"", "[500]", "{}", "{\"n\": 500}", "500.5"] {
        let error = failure(&cedar, &call(), &format!(r#"{{"n": {value}}}"#));
        assert!(error.starts_with("policies can't be evaluated: `large`: 2:"), "{value}: {error}");
    }
    for payload in ["{}", "null", "[]", "[500]", "\"text\"", "5", r#"{"N": 500}"#, r#"{"n ": 500}"#, r#"{"ｎ": 500}"#]
    {
        assert!(failure(&cedar, &call(), payload).contains("`large`"), "{payload}");
    }
}

#[test]
fn what_is_no_record_has_no_members_and_is_no_empty_record() {
    for payload in ["[]", "[{\"n\": 1}]", "\"n\"", "5", "true"] {
        for condition in
            ["context.args has n", "!(context.args has n)", "context.args has \"0\"", "context.args has a.b"]
        {
            assert!(answer(condition, &call(), payload).is_err(), "{condition} {payload}");
        }
    }
    for inner in ["[]", "\"x\"", "5", "[{\"b\": 1}]"] {
        let payload = format!(r#"{{"a": {inner}}}"#);
        for condition in
            ["context.args.a has b", "!(context.args.a has b)", "context.args.a.b == 1", "context.args.a has \"0\""]
        {
            assert!(answer(condition, &call(), &payload).is_err(), "{condition} {payload}");
        }
    }
    assert_eq!(answer("context.args.a has \"0\"", &call(), r#"{"a": {"0": 1}}"#), Ok(true));
}

#[test]
fn null_is_nothing_and_no_element() {
    for condition in ["!(context.args has n)", "!(context.args has o.p)", "context.args == { o: {} }"] {
        assert_eq!(answer(condition, &call(), r#"{"n": null, "o": {"p": null}}"#), Ok(true), "{condition}");
    }
    assert!(
        answer("context.args.n == 1", &call(), r#"{"n": null}"#).unwrap_err().contains("does not have the attribute")
    );
    assert!(
        answer("context.args.l.contains(1)", &call(), r#"{"l": [1, null]}"#).unwrap_err().contains("`/l/1` is `null`")
    );
    assert_eq!(answer("!(context has args)", &call(), "null"), Ok(true));
}

#[test]
fn arguments_never_become_entities_or_extensions() {
    for (payload, condition) in [
        (
            r#"{"a": {"__entity": {"type": "Role", "id": "admin"}}}"#,
            "context.args.a == { \"__entity\": { type: \"Role\", id: \"admin\" } }",
        ),
        (
            r#"{"a": {"__extn": {"fn": "decimal", "arg": "1.0"}}}"#,
            "context.args.a == { \"__extn\": { fn: \"decimal\", arg: \"1.0\" } }",
        ),
        (r#"{"a": {"__expr": "principal"}}"#, "context.args.a == { \"__expr\": \"principal\" }"),
        (r#"{"a": {"type": "Role", "id": "admin"}}"#, "context.args.a == { type: \"Role\", id: \"admin\" }"),
        (r#"{"a": {"$serde_json::private::Number": "5"}}"#, "context.args.a has \"$serde_json::private::Number\""),
        (r#"{"a": "decimal(\"1.0\")"}"#, "context.args.a == \"decimal(\\\"1.0\\\")\""),
    ] {
        assert_eq!(answer(condition, &call(), payload), Ok(true), "{condition}");
        assert!(answer("context.args.a in Role::\"admin\"", &call(), payload).is_err(), "{payload}");
        assert!(answer("context.args.a.lessThan(decimal(\"2.0\"))", &call(), payload).is_err(), "{payload}");
    }
    let claims = call().with_claims(json!({ "boss": { "__entity": { "type": "Role", "id": "admin" } } }));
    assert!(answer("principal.boss in Role::\"admin\"", &claims, "{}").is_err());
    let context = call().with_context(json!({ "boss": { "__entity": { "type": "Role", "id": "admin" } } }));
    assert!(answer("context.boss in Role::\"admin\"", &context, "{}").is_err());
}

#[test]
fn ids_are_taken_as_they_are() {
    for id in ["x\" || true", "User::\"root\"", "", "äöü", "a\\b", "\u{202e}x", "{tool}"] {
        let mut event = call();
        event.subject.id = id.to_owned();
        event.action = id.to_owned();
        assert_eq!(answer("context.subject.id == principal.id", &event, "{}"), Ok(true), "{id}");
        assert_eq!(
            answer("principal == Agent::\"root\" || action == Action::\"root\"", &event, "{}"),
            Ok(false),
            "{id}"
        );
    }
    let mut look_alike = call();
    look_alike.action = "approve_refund\u{200b}".to_owned();
    assert_eq!(answer("action == Action::\"approve_refund\"", &look_alike, "{}"), Ok(false));
    look_alike.action = "аpprove_refund".to_owned();
    assert_eq!(answer("action == Action::\"approve_refund\"", &look_alike, "{}"), Ok(false));
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    for payload in
        [r#"{"a": {"n": 1, "n": 500}}"#, r#"{"a": {"n": null, "n": 500}}"#, r#"{"a": {"n": 500, "n": null}}"#]
    {
        let error = answer("context.args.a == { n: 1 }", &call(), payload).unwrap_err();
        assert!(error.contains("`/a/n` stands there twice"), "{error}");
    }
}

#[test]
fn a_deep_payload_is_read() {
    let deep = format!("{}1{}", "[".repeat(126), "]".repeat(126));
    assert_eq!(answer("context.args == context.args", &call(), &deep), Ok(true));
    let deep = format!("{}1{}", "{\"a\":".repeat(126), "}".repeat(126));
    assert_eq!(answer("context.args has a && context.args == context.args", &call(), &deep), Ok(true));
}
