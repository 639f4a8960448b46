//! The stock pack `cel-desk`.

use super::*;

fn desk() -> CelRules {
    let manifest: Value = toml::from_str(include_str!("../../../packs/cel-desk/pack.toml")).unwrap();
    rules(&manifest["plugin"][0]["config"])
}

fn outcome(event: &Event, payload: &str) -> &'static str {
    match desk().evaluate(event, &Document::parse(payload).unwrap()) {
        Err(_) => "error",
        Ok(verdict) if verdict.is_allow() => "allow",
        Ok(verdict) if verdict.is_deny() => "deny",
        Ok(_) => "escalate",
    }
}

#[test]
fn refunds_by_scope_role_and_amount() {
    let small = call().with_scope("approve_refund_under_100").with_role("support_agent");
    for (amount, expected) in
        [("100", "allow"), ("0.01", "allow"), ("100.01", "escalate"), ("1000.01", "deny"), ("-1", "deny")]
    {
        assert_eq!(outcome(&small, &format!(r#"{{"amount": {amount}}}"#)), expected, "{amount}");
    }
    assert_eq!(outcome(&call().with_scope("approve_refund_under_100"), r#"{"amount": 5}"#), "deny");
    assert_eq!(outcome(&call().with_role("support_agent"), r#"{"amount": 5}"#), "deny");
}

#[test]
fn what_is_no_amount_is_never_allowed() {
    let small = call().with_scope("approve_refund_under_100").with_role("support_agent");
    for amount in ["null", "\"5\"", "true", "[]", "{}", "1e309", "9007199254740993"] {
        assert!(["deny", "error"].contains(&outcome(&small, &format!(r#"{{"amount": {amount}}}"#))), "{amount}");
    }
    for payload in ["{}", "null", r#"{"Amount": 5}"#] {
        assert_eq!(outcome(&small, payload), "deny", "{payload}");
    }
}

#[test]
fn reading_by_scope() {
    let mut read = call().with_scope("read_customer");
    read.action = "get_customer".to_owned();
    assert_eq!(outcome(&read, "{}"), "allow");
    read.subject.scopes.clear();
    assert_eq!(outcome(&read, "{}"), "deny");
}
