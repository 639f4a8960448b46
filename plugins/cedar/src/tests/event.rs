//! What policies are told of an event.

use super::*;

fn event() -> Event {
    let mut event = call()
        .with_role("manager")
        .with_role("support_agent")
        .with_scope("refunds")
        .with_claims(json!({ "team": "red", "department": "sales", "level": 3, "address": { "city": "Bonn" } }))
        .with_context(json!({ "depth": 1, "mfa": true, "phase": "none", "args": { "amount": 0 }, "nothing": null }));
    event.target = "tool:support/refund".to_owned();
    event.time_ms = 1_767_225_600_123;
    event
}

#[test]
fn an_event_is_principal_action_resource_and_context() {
    for condition in [
        "principal == Agent::\"agent\" && principal is Agent",
        "principal in Role::\"manager\" && principal in Role::\"support_agent\" && !(principal in Role::\"admin\")",
        "principal in Team::\"red\" && !(principal in Team::\"blue\")",
        "principal.department == \"sales\" && principal.level == 3 && principal.address.city == \"Bonn\"",
        "principal.id == \"agent\" && !(principal has name)",
        "principal.hasTag(\"department\") && principal.getTag(\"department\") == \"sales\" && !principal.hasTag(\"name\")",
        "action == Action::\"approve_refund\"",
        "resource == Tool::\"support/refund\" && resource in App::\"support\" && !(resource in App::\"crm\")",
        "context.args.amount == 5 && context.args.tags.contains(\"x\") && context.args.to.name == \"Ann\"",
        "context.phase == \"tool-call\" && context.session == \"session\" && context.time_ms == 1767225600123",
        "context.target == \"tool:support/refund\" && context.tool == \"refund\"",
        "context.subject.id == \"agent\" && context.subject.kind == \"agent\" && context.subject.via.isEmpty()",
        "context.subject.roles.containsAll([\"manager\", \"support_agent\"]) && context.subject.scopes == [\"refunds\"]",
        "context.subject.claims.level == 3",
        "context.depth == 1 && context.mfa && context has depth && !(context has nothing) && !(context has other)",
    ] {
        let payload = r#"{"amount": 5, "tags": ["x", "y"], "to": {"name": "Ann"}}"#;
        assert_eq!(answer(condition, &event(), payload), Ok(true), "{condition}");
    }
}

#[test]
fn a_context_that_is_taken_as_a_whole_has_everything() {
    let whole = "(if true then context else {}) == {\
        args: {}, phase: \"tool-call\", session: \"session\", target: \"tool:support/refund\", tool: \"refund\",\
        time_ms: 1767225600123, depth: 1, mfa: true, subject: { id: \"agent\", kind: \"agent\", via: [], scopes: [\"refunds\"],\
        roles: [\"manager\", \"support_agent\"], claims: { team: \"red\", department: \"sales\", level: 3, address: { city: \"Bonn\" } } } }";
    assert_eq!(answer(whole, &event(), "{}"), Ok(true));
}

#[test]
fn what_the_host_verified_is_not_overwritten() {
    let event = call().with_role("agent").with_claims(json!({ "id": "boss" })).with_context(json!({
        "subject": { "id": "boss", "roles": ["admin"] }, "phase": "model-request", "session": "other"
    }));
    let payload = r#"{"subject": {"roles": ["admin"]}, "phase": "x"}"#;
    for condition in [
        "context.subject.id == \"agent\" && context.subject.roles == [\"agent\"]",
        "context.phase == \"tool-call\" && context.session == \"session\"",
        "principal.id == \"agent\" && !(principal in Role::\"admin\")",
    ] {
        assert_eq!(answer(condition, &event, payload), Ok(true), "{condition}");
    }
}

#[test]
fn kinds_of_subjects_have_types_of_their_own() {
    for (kind, name) in [(SubjectKind::User, "User"), (SubjectKind::Service, "Service"), (SubjectKind::Agent, "Agent")]
    {
        let mut event = call();
        event.subject.kind = kind;
        assert_eq!(answer(&format!("principal is {name}"), &event, "{}"), Ok(true), "{name}");
    }
}

#[test]
fn published_policies_of_a_gateway_run_with_their_names() {
    let config = json!({
        "policies": { "gateway.cedar": r#"
            permit (
                principal is AgentCore::OAuthUser,
                action == AgentCore::Action::"RefundTool___process_refund",
                resource == AgentCore::Gateway::"arn:refunds"
            ) when {
                principal.hasTag("scope") && principal.getTag("scope") like "*refund:write*" && context.input.amount < 500
            };"# },
        "names": {
            "user": "AgentCore::OAuthUser", "agent": "AgentCore::OAuthUser", "role": "AgentCore::Role",
            "action": "AgentCore::Action", "action_id": "{app}___{tool}",
            "resource": "AgentCore::Gateway", "resource_id": "arn:refunds", "app": "AgentCore::App", "arguments": "input",
        },
    });
    let cedar = cedar(&config);
    let mut event = call().with_claims(json!({ "scope": "openid refund:write" }));
    event.target = "tool:RefundTool/process_refund".to_owned();
    assert!(decide(&cedar, &event, r#"{"amount": 499}"#).is_allow());
    assert!(decide(&cedar, &event, r#"{"amount": 500}"#).is_deny());
    event.target = "tool:RefundTool/other".to_owned();
    assert!(decide(&cedar, &event, r#"{"amount": 499}"#).is_deny());
}

#[test]
fn an_argument_names_the_resource() {
    let config = json!({
        "policies": { "photos.cedar": r#"
            permit (principal, action == Action::"view", resource in Album::"holidays") unless { resource.private };
            permit (principal, action == Action::"view", resource) when { resource.owner == principal };"# },
        "resources": { "view": { "type": "Photo", "id": "/photo/id" } },
        "entities": [
            { "uid": { "type": "Photo", "id": "beach" }, "attrs": { "private": false, "owner": { "__entity": { "type": "User", "id": "bob" } } },
              "parents": [{ "type": "Album", "id": "holidays" }] },
            { "uid": { "type": "Photo", "id": "home" }, "attrs": { "private": true, "owner": { "__entity": { "type": "Agent", "id": "agent" } } },
              "parents": [] },
        ],
    });
    let cedar = cedar(&config);
    let mut view = Event::new(Phase::ToolCall, "view");
    let asked = |view: &Event, id: &str| {
        cedar.evaluate(view, &json!({ "photo": { "id": id } }).into()).map(|verdict| verdict.is_allow())
    };
    assert_eq!(asked(&view, "beach").ok(), Some(true));
    assert_eq!(asked(&view, "home").ok(), Some(true));
    view.subject.id = "eve".to_owned();
    assert_eq!(asked(&view, "home").ok(), Some(false));
    assert!(asked(&view, "unknown").unwrap_err().to_string().contains("does not exist"), "nothing is known of it");
    for payload in ["{}", r#"{"photo": {"id": 5}}"#, r#"{"photo": {"id": null}}"#, r#"{"photo": "beach"}"#, "[]"] {
        assert!(cedar.evaluate(&view, &Document::parse(payload).unwrap()).is_err(), "{payload}");
    }
}

#[test]
fn what_entities_say_of_a_subject_and_its_roles_is_known_too() {
    let config = |condition: &str| {
        json!({
            "policies": { "p.cedar": format!("permit (principal, action, resource) when {{ {condition} }};") },
            "entities": [
                { "uid": { "type": "Agent", "id": "agent" }, "attrs": { "limit": 5, "department": "none" },
                  "parents": [{ "type": "Fleet", "id": "one" }] },
                { "uid": { "type": "Role", "id": "manager" }, "attrs": {}, "parents": [{ "type": "Role", "id": "staff" }] },
                { "uid": { "type": "Desk", "id": "1" }, "attrs": {}, "parents": [{ "type": "Agent", "id": "agent" }] },
            ],
        })
    };
    for condition in [
        "principal in Fleet::\"one\" && principal in Role::\"manager\"",
        "principal in Role::\"staff\"",
        "principal.limit == 5 && principal.department == \"sales\"",
        "Desk::\"1\" in Agent::\"agent\" && Desk::\"1\" in Role::\"manager\" && Desk::\"1\" in Role::\"staff\"",
    ] {
        assert!(decide(&cedar(&config(condition)), &event(), "{}").is_allow(), "{condition}");
    }
}

#[test]
fn claims_that_are_no_groups_are_an_error() {
    let any = policies("permit (principal, action, resource);");
    for (team, fits) in [
        (json!("red"), true),
        (json!(["red", "blue"]), true),
        (json!(null), true),
        (json!(5), false),
        (json!([5]), false),
        (json!({}), false),
    ] {
        let event = call().with_claims(json!({ "team": team }));
        assert_eq!(any.evaluate(&event, &json!({}).into()).is_ok(), fits, "{team}");
    }
    let both = call().with_claims(json!({ "team": ["red", "blue"] }));
    assert_eq!(answer("principal in Team::\"red\" && principal in Team::\"blue\"", &both, "{}"), Ok(true));
}

#[test]
fn what_no_policy_asks_for_is_not_read() {
    let event = call().with_context(Document::parse(r#"{"n": 1e309}"#).unwrap());
    let payload = r#"{"n": 1e309, "m": {"o": 1e309, "p": 1}, "list": [null]}"#;
    assert_eq!(answer("context.args.m.p == 1 && context.session == \"session\"", &event, payload), Ok(true));
    assert!(answer("context.args.n == 1", &event, payload).unwrap_err().contains("`/n` is `1e309`"));
    assert!(answer("context.args.m == {}", &event, payload).unwrap_err().contains("`/m/o` is `1e309`"));
    assert!(answer("context.n == 1", &event, payload).unwrap_err().contains("context's `/n`"));
}
