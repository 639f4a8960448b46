//! The stock pack `cedar-desk`.

use super::*;

fn desk() -> Cedar {
    let manifest: Value = toml::from_str(include_str!("../../../packs/cedar-desk/pack.toml")).unwrap();
    cedar(&manifest["plugin"][0]["config"])
}

fn outcome(event: &Event, payload: &str) -> &'static str {
    match desk().evaluate(event, &Document::parse(payload).unwrap()) {
        Err(_) => "error",
        Ok(verdict) if verdict.is_allow() => "allow",
        Ok(verdict) if verdict.is_deny() => "deny",
        Ok(_) => "escalate",
    }
}

fn agent() -> Event {
    call().with_scope("approve_refund_under_100").with_role("support_agent")
}

#[test]
fn refunds_by_scope_role_and_amount() {
    for (amount, expected) in [
        ("100", "allow"),
        ("0.01", "allow"),
        ("100.01", "escalate"),
        ("1000", "escalate"),
        ("1000.01", "deny"),
        ("-1", "deny"),
    ] {
        assert_eq!(outcome(&agent(), &format!(r#"{{"amount": {amount}}}"#)), expected, "{amount}");
    }
    assert_eq!(outcome(&call().with_scope("approve_refund_under_100"), r#"{"amount": 5}"#), "deny");
    assert_eq!(outcome(&call().with_role("support_agent"), r#"{"amount": 5}"#), "deny");
    let manager = call().with_scope("approve_refund_under_100").with_role("manager");
    assert_eq!(outcome(&manager, r#"{"amount": 5}"#), "allow", "a manager is an agent too");
}

#[test]
fn what_is_no_amount_is_never_allowed() {
    for amount in [
        "null",
        "\"5\"",
        "true",
        "[]",
        "{}",
        "1e309",
        "0.00001",
        "{\"__extn\": {\"fn\": \"decimal\", \"arg\": \"5.0\"}}",
    ] {
        assert_eq!(outcome(&agent(), &format!(r#"{{"amount": {amount}}}"#)), "error", "{amount}");
    }
    for payload in ["{}", "null", "[]", r#"{"Amount": 5}"#] {
        assert_eq!(outcome(&agent(), payload), "error", "{payload}");
    }
}

#[test]
fn reading_by_scope() {
    let mut read = call().with_scope("read_customer");
    for action in ["get_customer", "list_transactions", "lookup_customer", "read_customer"] {
        read.action = action.to_owned();
        assert_eq!(outcome(&read, "{}"), "allow", "{action}");
    }
    read.action = "delete_customer".to_owned();
    assert_eq!(outcome(&read, "{}"), "deny");
    read.action = "get_customer".to_owned();
    read.subject.scopes.clear();
    assert_eq!(outcome(&read, "{}"), "deny");
}

#[test]
fn nothing_in_it_is_odd() {
    assert_eq!(desk().lint(&[]), []);
}
