//! The stock pack `rego-defaults`: what it allows, and every trap that such rules have.

use super::*;

fn defaults() -> Rego {
    let manifest: Value = toml::from_str(include_str!("../../../packs/rego-defaults/pack.toml")).unwrap();
    rego(&manifest["plugin"][0]["config"])
}

fn agent(scopes: &[&str], roles: &[&str]) -> Event {
    let event = scopes.iter().fold(call(), |event, scope| event.with_scope(*scope));
    roles.iter().fold(event, |event, role| event.with_role(*role))
}

fn acting(action: &str, mut event: Event) -> Event {
    event.action = action.to_owned();
    event.target = format!("tool:desk/{action}");
    event
}

fn small() -> Event {
    agent(&["approve_refund_under_100"], &["support_agent"])
}

fn large() -> Event {
    agent(&["approve_refund_under_100", "approve_refund_under_1000"], &["manager"])
}

fn decided(event: &Event, payload: &str) -> (String, String) {
    outcome(&decide_event(&defaults(), event, payload))
}

#[track_caller]
fn allowed(event: &Event, payload: &str) {
    assert_eq!(decided(event, payload).0, "allow", "{payload}");
}

#[track_caller]
fn human(event: &Event, payload: &str) {
    assert_eq!(decided(event, payload).0, "approval-needed", "{payload}");
}

#[track_caller]
fn denied(event: &Event, payload: &str, reason: &str) {
    let (code, detail) = decided(event, payload);
    assert_eq!(code, "denied", "{payload}");
    assert!(detail.contains(reason), "{payload}: {detail}");
}

#[test]
fn refunds_by_scope_role_and_amount() {
    for amount in ["0", "0.01", "99.99", "100", "1e2"] {
        allowed(&small(), &format!(r#"{{"amount": {amount}}}"#));
    }
    human(&small(), r#"{"amount": 100.01}"#);
    allowed(&large(), r#"{"amount": 1000}"#);
    human(&large(), r#"{"amount": 1000.5}"#);
    human(&agent(&["approve_refund_under_100"], &["guest"]), r#"{"amount": 5}"#);
    human(&agent(&[], &["manager"]), r#"{"amount": 5}"#);
}

#[test]
fn an_amount_that_is_no_number_is_denied_whatever_it_is() {
    for amount in
        ["null", "true", "false", r#""50""#, r#""""#, "[]", "[50]", "{}", r#"{"value": 50}"#, "-1", "-0.01", "1e300"]
    {
        denied(&small(), &format!(r#"{{"amount": {amount}}}"#), "not a number");
    }
    for payload in ["{}", "null", "[]", "50", r#"{"Amount": 50}"#, r#"{"amount ": 50}"#, r#"{"аmount": 50}"#] {
        denied(&small(), payload, "not a number");
    }
    denied(&small(), r#"{"amount": {"$serde_json::private::Number": "5"}}"#, "not a number");
}

#[test]
fn numbers_at_the_edges() {
    denied(&small(), r#"{"amount": 9007199254740993}"#, "not a number");
    assert!(defaults().evaluate(&small(), &Document::parse(r#"{"amount": 1e309}"#).unwrap()).is_err());
    assert!(Document::parse(r#"{"amount": NaN}"#).is_err());
    allowed(&small(), r#"{"amount": -0}"#);
}

#[test]
fn delegation_caps_refunds_and_ends() {
    let at = |depth: Value| large().with_context(json!({ "delegation_depth": depth }));
    allowed(&at(json!(1)), r#"{"amount": 50}"#);
    denied(&at(json!(1)), r#"{"amount": 50.01}"#, "at most 50");
    denied(&at(json!(2)), r#"{"amount": 1}"#, "that deep gives no money back");
    denied(&at(json!(3)), r#"{"amount": 1}"#, "more than two deep");
    for depth in [json!(null), json!("0"), json!(true), json!(false), json!(-1), json!(0.5), json!([]), json!({})] {
        denied(&at(depth), r#"{"amount": 1}"#, "not a whole number");
    }
}

#[test]
fn paths_that_hold_secrets_or_belong_to_the_system() {
    let read = acting("get_customer", agent(&["read_customer"], &[]));
    allowed(&read, r#"{"path": "/home/a/notes.md"}"#);
    allowed(&read, r#"{"path": "etc/notes"}"#);
    allowed(&read, r#"{"path": "/etcetera"}"#);
    for (path, reason) in [
        ("config/.env", "secrets"),
        ("A.PEM", "secrets"),
        ("a.pem/", "secrets"),
        ("a.pem ", "secrets"),
        ("/etc", "system"),
        ("/etc/hosts", "system"),
        ("//etc//hosts", "system"),
        ("/./etc/hosts", "system"),
        ("/ETC/hosts", "system"),
        ("\\\\etc\\\\hosts", "system"),
        ("/var/run/x", "system"),
        ("/home/../etc", "upwards"),
        ("a..b", "upwards"),
        ("/%65tc/%2e%2e/x", "encoded"),
    ] {
        denied(&read, &format!(r#"{{"path": "{path}"}}"#), reason);
    }
    for path in ["5", "[\"/etc\"]", "{}", "true"] {
        denied(&read, &format!(r#"{{"path": {path}}}"#), "not a text");
    }
}

#[test]
fn code_runs_in_a_sandbox_only() {
    for name in ["execute_code", "shell", "Shell", "run-code", "eval"] {
        denied(&acting(name, agent(&[], &[])), "{}", "sandbox");
    }
    let mut renamed = acting("summarise", agent(&[], &[]));
    renamed.target = "tool:desk/shell".to_owned();
    denied(&renamed, "{}", "sandbox");
    let code =
        |verified: Value| acting("execute_code", agent(&[], &[])).with_context(json!({ "sandbox_verified": verified }));
    allowed(&code(json!(true)), "{}");
    for verified in [json!("true"), json!(1), json!(null)] {
        denied(&code(verified), "{}", "sandbox");
    }
}

#[test]
fn another_session_is_nobodys() {
    let memory = acting("query_memory", agent(&[], &[]));
    allowed(&memory, r#"{"session_id": "session"}"#);
    for session in ["\"other\"", "null", "[]", "\"session \""] {
        denied(&memory, &format!(r#"{{"session_id": {session}}}"#), "another's");
    }
}

#[test]
fn reading_and_writing_by_scope() {
    allowed(&acting("list_transactions", agent(&["read_customer"], &[])), "{}");
    human(&acting("list_transactions", agent(&[], &[])), "{}");
    allowed(&acting("send_notification", agent(&["send_notification"], &[])), "{}");
    human(&acting("write_memory", agent(&["send_notification"], &[])), "{}");
    human(&acting("something_else", agent(&[], &[])), "{}");
}

#[test]
fn agents_are_called_within_depth_and_scopes() {
    let event = |phase, depth: Value| {
        Event::new(phase, "agent")
            .with_scope("a")
            .with_scope("b")
            .with_context(json!({ "delegation_depth": depth, "data_classification": "public" }))
    };
    allowed(&event(Phase::AgentSpawn, json!(2)), r#"{"requested_capabilities": ["a"]}"#);
    denied(&event(Phase::AgentSpawn, json!(3)), "{}", "that deep");
    allowed(&event(Phase::AgentDelegate, json!(1)), r#"{"requested_capabilities": ["a", "b"]}"#);
    denied(&event(Phase::AgentDelegate, json!(2)), "{}", "that deep");
    denied(&event(Phase::AgentSpawn, json!("1")), "{}", "not a whole number");
    denied(&event(Phase::AgentSpawn, json!(0)), r#"{"requested_capabilities": ["a", "c"]}"#, "more is requested");
    denied(&event(Phase::AgentSpawn, json!(0)), r#"{"requested_capabilities": [null]}"#, "more is requested");
    for capabilities in ["null", "\"a\"", "{\"x\": \"a\"}", "5"] {
        denied(
            &event(Phase::AgentSpawn, json!(0)),
            &format!(r#"{{"requested_capabilities": {capabilities}}}"#),
            "not a list",
        );
    }
}

#[test]
fn plans_are_bounded_and_run_no_code() {
    let plan = Event::new(Phase::AgentPlan, "plan");
    allowed(&plan, r#"{"steps": ["read_customer", {"tool": "approve_refund"}]}"#);
    denied(&plan, r#"{"steps": []}"#, "1 to 50");
    denied(&plan, "{}", "1 to 50");
    denied(&plan, r#"{"steps": "x"}"#, "1 to 50");
    denied(&plan, r#"{"steps": null}"#, "1 to 50");
    let long = format!(r#"{{"steps": [{}]}}"#, vec!["\"a\""; 51].join(","));
    denied(&plan, &long, "1 to 50");
    denied(&plan, r#"{"steps": ["Shell"]}"#, "runs code");
    denied(&plan, r#"{"steps": [{"action": "eval"}]}"#, "runs code");
    denied(&plan, r#"{"steps": [null]}"#, "which tool");
    denied(&plan, r#"{"steps": [{"tool": ["shell"]}]}"#, "which tool");
}

#[test]
fn a_budget_that_is_used_up_or_unreadable_ends_it() {
    for counter in ["tokens", "api_calls", "cost_cents"] {
        let event = |total: Value, used: Value| {
            let (total_name, used_name) = (format!("budget_total_{counter}"), format!("budget_used_{counter}"));
            small().with_context(json!({ total_name: total, used_name: used }))
        };
        allowed(&event(json!(10), json!(9)), r#"{"amount": 1}"#);
        allowed(&event(json!(null), json!(9)), r#"{"amount": 1}"#);
        for (total, used) in [
            (json!(10), json!(10)),
            (json!(10), json!(11)),
            (json!(0), json!(0)),
            (json!(10), json!(null)),
            (json!(10), json!("1")),
            (json!("10"), json!(1)),
            (json!(true), json!(1)),
            (json!(10), json!(false)),
            (json!(10), json!(-1)),
        ] {
            denied(&event(total, used), r#"{"amount": 1}"#, counter);
        }
    }
}

#[test]
fn classes_of_data() {
    let event = |class: Value, depth: u8| {
        small().with_context(json!({ "data_classification": class, "delegation_depth": depth }))
    };
    for class in ["public", "internal"] {
        allowed(&event(json!(class), 1), r#"{"amount": 1}"#);
    }
    allowed(&event(json!(null), 1), r#"{"amount": 1}"#);
    allowed(&event(json!("confidential"), 0), r#"{"amount": 1}"#);
    denied(&event(json!("confidential"), 1), r#"{"amount": 1}"#, "stays with the first agent");
    denied(&event(json!("restricted"), 0), r#"{"amount": 1}"#, "needs a scope");
    allowed(&event(json!("restricted"), 0).with_scope("restricted_data"), r#"{"amount": 1}"#);
    for class in [json!("Public"), json!(""), json!(5), json!(["public"]), json!(false)] {
        denied(&event(class, 0), r#"{"amount": 1}"#, "not known");
    }
    let delegate =
        |depth: u8| Event::new(Phase::AgentDelegate, "agent").with_context(json!({ "delegation_depth": depth }));
    allowed(&delegate(0), "{}");
    denied(&delegate(1), "{}", "stays with the first agent");
}

#[test]
fn the_tier_is_told() {
    let notes = |event: &Event, payload: &str| decide_event(&defaults(), event, payload).notes.join(" ");
    assert!(notes(&small(), r#"{"amount": 100}"#).contains("TRANSACTIONAL_LOW"));
    assert!(notes(&small(), r#"{"amount": 101}"#).contains("TRANSACTIONAL_HIGH"));
    assert!(notes(&small(), r#"{"amount": 1, "path": "/etc/x"}"#).contains("SECURITY_CRITICAL"));
    assert!(notes(&acting("get_customer", agent(&["read_customer"], &[])), "{}").contains("INFORMATIONAL"));
}
