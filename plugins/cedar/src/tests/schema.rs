//! Schemas: what is validated when a pack is loaded, and what of an event.

use super::*;

const SCHEMA: &str = r#"
entity Role in [Role];
entity Team;
entity Agent in [Role, Team] { department?: String, level: Long } tags String;
entity App;
entity Tool in [App];
entity Account { owner: Agent };
action approve_refund, refund_all in [refunds] appliesTo {
    principal: [Agent],
    resource: [Tool],
    context: {
        args: { amount: decimal, order: String, count?: Long, account?: Account, from?: ipaddr, tags?: Set<String> },
        session: String,
        subject: { roles: Set<String> },
    },
};
action refunds;
"#;

fn with(policies: &str) -> Value {
    json!({ "policies": { "p.cedar": policies }, "schema": SCHEMA, "entities": [
        { "uid": { "type": "Account", "id": "main" }, "attrs": { "owner": { "type": "Agent", "id": "agent" } }, "parents": [] },
    ] })
}

fn event() -> Event {
    call().with_role("manager").with_claims(json!({ "level": 3, "team": "red", "other": 1.23456 }))
}

const REFUND: &str = r#"{"amount": 40, "order": "A"}"#;

fn holds(condition: &str, payload: &str) -> Result<bool, String> {
    let cedar = cedar(&with(&format!(
        "permit (principal, action == Action::\"approve_refund\", resource) when {{ {condition} }};"
    )));
    cedar
        .evaluate(&event(), &Document::parse(payload).unwrap())
        .map(|verdict| verdict.is_allow())
        .map_err(|error| error.to_string())
}

#[test]
fn events_have_the_schemas_types() {
    for (condition, payload) in [
        ("context.args.amount == decimal(\"40.0\")", REFUND),
        (
            "context.args.amount == decimal(\"40.5\") && context.session == \"session\"",
            r#"{"amount": 40.5, "order": "A"}"#,
        ),
        ("context.args has count && context.args.count == 2", r#"{"amount": 1, "order": "A", "count": 2.0}"#),
        (
            "context.args has account && context.args.account.owner == principal",
            r#"{"amount": 1, "order": "A", "account": "main"}"#,
        ),
        (
            "context.args has from && context.args.from.isInRange(ip(\"10.0.0.0/8\"))",
            r#"{"amount": 1, "order": "A", "from": "10.1.2.3"}"#,
        ),
        ("principal.level == 3 && !(principal has department)", REFUND),
        ("principal in Role::\"manager\" && principal in Team::\"red\" && resource in App::\"app\"", REFUND),
        ("action in Action::\"refunds\"", REFUND),
        ("context.subject.roles.contains(\"manager\")", REFUND),
        ("!principal.hasTag(\"x\")", REFUND),
    ] {
        assert_eq!(holds(condition, payload), Ok(true), "{condition}");
    }
}

#[test]
fn events_that_are_not_the_schemas_are_errors() {
    for payload in [
        "{}",
        r#"{"amount": 40}"#,
        r#"{"amount": "40", "order": "A"}"#,
        r#"{"amount": null, "order": "A"}"#,
        r#"{"amount": 40, "order": 5}"#,
        r#"{"amount": 40, "order": "A", "more": 1}"#,
        r#"{"amount": 40, "order": "A", "count": 1.5}"#,
        r#"{"amount": 40, "order": "A", "tags": ["a", 5]}"#,
        r#"{"amount": 40, "order": "A", "account": {"__entity": {"type": "Account", "id": "main"}}}"#,
        r#"{"amount": 40, "order": "A", "account": {"type": "Account", "id": "main"}}"#,
        r#"{"amount": {"__extn": {"fn": "decimal", "arg": "1.0"}}, "order": "A"}"#,
        r#"{"amount": 40, "order": "A", "from": "nowhere"}"#,
        "[]",
        "null",
    ] {
        assert!(holds("true", payload).is_err(), "{payload}");
    }
    let any = cedar(&with("permit (principal, action, resource);"));
    let payload = || Document::parse(REFUND).unwrap();
    let mut other = event();
    other.action = "another".to_owned();
    assert!(any.evaluate(&other, &payload()).unwrap_err().to_string().contains("Action::\"another\""));
    let mut user = event();
    user.subject.kind = SubjectKind::User;
    assert!(any.evaluate(&user, &payload()).is_err());
    let without_level = call();
    assert!(any.evaluate(&without_level, &payload()).is_err());
    let wrong_level = call().with_claims(json!({ "level": "3" }));
    assert!(any.evaluate(&wrong_level, &payload()).is_err());
    assert!(decide(&any, &event(), REFUND).is_allow());
}

#[test]
fn policies_are_validated_strictly_and_every_mistake_has_its_place() {
    let errors = refused(&with(
        "permit (principal, action == Action::\"approve_refund\", resource)\nwhen { context.args.amuont == decimal(\"1.0\") };\n\
         permit (principal, action == Action::\"aprove_refund\", resource);\n\
         permit (principal is Usr, action, resource)\nwhen { principal.level == \"3\" };",
    ));
    let lines: Vec<_> = errors.iter().map(|(_, message)| message.split(':').next().unwrap()).collect();
    assert!(errors.iter().all(|(pointer, _)| pointer == "/policies/p.cedar"), "{errors:?}");
    for line in ["2", "3", "4"] {
        assert!(lines.contains(&line), "{line}: {errors:?}");
    }
    assert!(errors.iter().any(|(_, message)| message.contains("did you mean")), "{errors:?}");
}

#[test]
fn an_optional_attribute_has_to_be_asked_for_first() {
    let errors = refused(&with(
        "permit (principal, action == Action::\"approve_refund\", resource) when { context.args.count > 1 };",
    ));
    assert!(errors[0].1.contains("optional"), "{errors:?}");
}

#[test]
fn entities_are_validated() {
    let mut config = with("permit (principal, action, resource);");
    config["entities"] = json!([{ "uid": { "type": "Account", "id": "a" }, "attrs": { "owner": 5 }, "parents": [] }]);
    assert_eq!(refused(&config)[0].0, "/entities/0");
}

#[test]
fn a_schema_that_is_wrong_is_refused_with_every_place() {
    let errors = refused(&json!({
        "policies": { "p.cedar": "permit (principal, action, resource);" },
        "schema": "entity User;\nentity Photo in [Album];\naction view appliesTo { principal: [Usr], resource: [Photo] };",
    }));
    assert!(errors.iter().all(|(pointer, _)| pointer == "/schema"), "{errors:?}");
    let all: String = errors.iter().map(|(_, message)| message.as_str()).collect();
    assert!(all.contains("Album") && all.contains("Usr"), "{errors:?}");
}

#[test]
fn decimals_belong_to_configs_without_a_schema() {
    let mut config = with("permit (principal, action, resource);");
    config["decimals"] = json!(["/amount"]);
    assert_eq!(refused(&config)[0].0, "/decimals");
}
