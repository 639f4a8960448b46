//! What expressions are told, and what they make of hostile values.

use super::*;

#[test]
fn an_event_has_these_names() {
    let mut event = call()
        .with_role("manager")
        .with_scope("s")
        .with_claims(json!({ "team": "red" }))
        .with_context(json!({ "depth": 1 }));
    event.target = "tool:desk/refund".to_owned();
    event.time_ms = 1_767_225_600_123;
    for when in [
        "action == 'approve_refund' && tool == 'refund' && target == 'tool:desk/refund'",
        "phase == 'tool-call' && session == 'session' && time_ms == 1767225600123",
        "subject.id == 'agent' && subject.kind == 'agent' && 'manager' in subject.roles && 's' in subject.scopes",
        "subject.claims.team == 'red' && subject.via == [] && context.depth == 1",
        "args.items.all(item, item.startsWith('a')) && args.items.exists(x, x == 'ab') && size(args.items) == 2",
        "has(args.items) && !has(args.other)",
        "args.name.lowerAscii().matches('^r[a-z]+$')",
    ] {
        assert_eq!(answer(when, &event, r#"{"items": ["ab", "ac"], "name": "Refund"}"#), Ok(true), "{when}");
    }
}

#[test]
fn numbers_are_kept_and_compared_as_numbers() {
    for (when, payload, expected) in [
        ("args.n == 9007199254740993", r#"{"n": 9007199254740993}"#, true),
        ("args.n > 9007199254740992", r#"{"n": 9007199254740993}"#, true),
        ("args.n > 9223372036854775807u", r#"{"n": 18446744073709551615}"#, true),
        ("args.n <= 100", r#"{"n": 100}"#, true),
        ("args.n <= 100", r#"{"n": 100.5}"#, false),
        ("args.n <= 100", r#"{"n": 99.5}"#, true),
        ("args.n <= 100.5", r#"{"n": 100}"#, true),
        ("args.n >= 0", r#"{"n": -0.0}"#, true),
        ("type(args.n) == int", r#"{"n": 5}"#, true),
        ("type(args.n) == double", r#"{"n": 5.0}"#, true),
    ] {
        assert_eq!(answer(when, &call(), payload), Ok(expected), "{when} {payload}");
    }
    let limit = rules(&json!({ "rules": [{ "id": "r", "when": "args.n <= 100", "effect": "allow" }] }));
    for number in ["1e309", "-1e309", "36893488147419103233", "100.0000000000000000001"] {
        let payload = Document::parse(&format!(r#"{{"n": {number}}}"#)).unwrap();
        let error = limit.evaluate(&call(), &payload).unwrap_err().to_string();
        assert!(error.contains("a number that"), "{error}");
    }
}

#[test]
fn a_value_of_another_type_denies() {
    for value in ["null", "true", "false", "\"50\"", "\"\"", "[]", "[50]", "{}"] {
        for when in ["args.n <= 100", "args.n >= 0", "!(args.n > 100)"] {
            assert!(answer(when, &call(), &format!(r#"{{"n": {value}}}"#)).is_err(), "{when} {value}");
        }
    }
    for payload in ["{}", "null", "[]", "5", r#"{"N": 50}"#, r#"{"n ": 50}"#] {
        assert!(answer("args.n <= 100", &call(), payload).is_err(), "{payload}");
    }
    assert_eq!(answer("args.n", &call(), r#"{"n": 1}"#), Err("`r`: it is a int, not a boolean".to_owned()));
    assert!(answer("1 / args.n > 0", &call(), r#"{"n": 0}"#).is_err());
    assert!(answer("args.n + 1 > 0", &call(), r#"{"n": 9223372036854775807}"#).is_err());
}

#[test]
fn a_deep_payload_is_read() {
    let deep = format!("{}1{}", "[".repeat(120), "]".repeat(120));
    assert_eq!(answer("size(args) == 1", &call(), &deep), Ok(true));
}

#[test]
fn what_no_rule_uses_is_not_read() {
    let mut event = call().with_context(Document::parse(r#"{"n": 1e309}"#).unwrap());
    event.session = "s".to_owned();
    assert_eq!(answer("session == 's'", &event, r#"{"n": 1e309}"#), Ok(true));
}
