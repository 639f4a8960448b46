//! What rules are told, and that nobody else can tell it.

use super::*;

/// What a rule sees.
fn seen(event: &Event, payload: &str, path: &str) -> String {
    let rego = rule(&format!("answer := {{\"decision\": \"allow\", \"notes\": [json.marshal({path})]}}"));
    decide_event(&rego, event, payload).notes.remove(0)
}

#[test]
fn a_call_has_the_fields_that_such_rules_expect() {
    let mut event = call()
        .with_role("manager")
        .with_scope("s")
        .with_claims(json!({ "tenant_id": "acme" }))
        .with_context(json!({ "delegation_depth": 1, "budget_used_tokens": 5 }));
    event.target = "tool:desk/refund".to_owned();
    let see = |path: &str| seen(&event, r#"{"amount": 1.5, "path": "/tmp/x"}"#, path);
    for (path, expected) in [
        ("input.event_type", r#""tool_call""#),
        ("input.action", r#""approve_refund""#),
        ("input.tool_name", r#""refund""#),
        ("input.args.amount", "1.5"),
        ("input.resource_path", r#""/tmp/x""#),
        ("input.context.session_id", r#""session""#),
        ("input.context.user_role", r#""manager""#),
        ("input.context.session_scopes", r#"["s"]"#),
        ("input.context.sandbox_verified", "false"),
        ("input.context.delegation_depth", "1"),
        ("input.context.tenant_id", r#""acme""#),
        ("input.context.budget_total_tokens", "null"),
        ("input.context.budget_used_tokens", "5"),
        ("input.subject.kind", r#""agent""#),
        ("input.steps", "[]"),
    ] {
        assert_eq!(see(path), expected, "{path}");
    }
}

#[test]
fn what_the_host_verified_is_not_overwritten() {
    let event = call().with_role("agent").with_claims(json!({ "tenant_id": "acme" })).with_context(json!({
        "user_role": "manager", "session_id": "another", "session_scopes": ["all"], "tenant_id": "other"
    }));
    let payload = r#"{"context": {"user_role": "manager"}, "subject": {"roles": ["manager"]}}"#;
    assert_eq!(seen(&event, payload, "input.context.user_role"), r#""agent""#);
    assert_eq!(seen(&event, payload, "input.context.session_id"), r#""session""#);
    assert_eq!(seen(&event, payload, "input.context.session_scopes"), "[]");
    assert_eq!(seen(&event, payload, "input.context.tenant_id"), r#""acme""#);
    assert_eq!(seen(&event, payload, "input.subject.roles"), r#"["agent"]"#);
}

#[test]
fn a_path_that_is_no_text_is_seen_as_it_is() {
    assert_eq!(seen(&call(), r#"{"path": ["/etc"]}"#, "input.resource_path"), r#"["/etc"]"#);
    assert_eq!(seen(&call(), r#"{"other": "/etc"}"#, "input.resource_path"), "null");
}

#[test]
fn governance_events_have_their_names_and_fields() {
    let delegate = Event::new(Phase::AgentDelegate, "delegate");
    let payload = r#"{"requested_capabilities": ["a"], "delegation_target": "worker"}"#;
    assert_eq!(seen(&delegate, payload, "input.event_type"), r#""agent.delegate""#);
    assert_eq!(seen(&delegate, payload, "input.requested_capabilities"), r#"["a"]"#);
    assert_eq!(seen(&delegate, payload, "input.delegation_target"), r#""worker""#);
    assert_eq!(seen(&Event::new(Phase::AgentPlan, "plan"), r#"{"steps": [1]}"#, "input.steps"), "[1]");
}

#[test]
fn numbers_are_what_was_written_or_an_error() {
    assert_eq!(seen(&call(), r#"{"n": 9007199254740993}"#, "input.args.n"), "9007199254740993");
    let over = package("allow := true\ndeny if input.args.n > 9007199254740992");
    assert_eq!(outcome(&decide(&over, r#"{"n": 9007199254740993}"#)).0, "denied");
    for number in ["1e309", "-1e309", "100.0000000000000000001", "1e-400"] {
        let error = failure(&over, &format!(r#"{{"n": {number}}}"#));
        assert!(error.contains(number), "{error}");
    }
}

#[test]
fn a_payload_may_be_anything_and_deep() {
    let allow = package("allow := true");
    for payload in ["null", "5", "\"text\"", "[]", "[{\"path\": \"/etc\"}]"] {
        assert!(decide(&allow, payload).is_allow(), "{payload}");
    }
    let deep = format!("{}1{}", "[".repeat(126), "]".repeat(126));
    assert!(decide(&allow, &deep).is_allow());
}

#[test]
fn the_clock_is_the_events() {
    let mut event = call();
    event.time_ms = 1_767_225_600_123;
    assert_eq!(seen(&event, "{}", "time.now_ns()"), "1767225600123000000");
    event.time_ms += 1;
    assert_eq!(seen(&event, "{}", "time.now_ns()"), "1767225600124000000");
}
