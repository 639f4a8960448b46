//! Rules in Cedar, in the sandbox and behind the gate.

use portcullis::{audit::Log, decision::Effect, gate::Gate};
use portcullis_tests::{
    PackFolder,
    desk::{code, refund, stock},
    tool_call,
};

/// One text of policies.
fn folder(policies: &str, more: &str) -> PackFolder {
    let manifest = format!(
        "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"cedar\"\ncomponent = \"cedar.wasm\"\n{more}\n\
         config.policies.\"p.cedar\" = '''\n{policies}\n'''\n"
    );
    PackFolder::new(&manifest, &["cedar"])
}

fn gate(policies: &str) -> Gate {
    Gate::new(folder(policies, "").load().unwrap_or_else(|error| panic!("{error}")), Log::in_memory())
}

#[tokio::test]
async fn the_desk_allows_asks_and_denies() {
    let gate = stock("cedar-desk");
    for (payload, expected) in [
        (r#"{"amount": 40}"#, "allow"),
        (r#"{"amount": 40.5}"#, "allow"),
        (r#"{"amount": 400}"#, "asked"),
        (r#"{"amount": 4000}"#, "amount-out-of-range"),
    ] {
        assert_eq!(code(&gate.decide(&refund(payload)).await), expected, "{payload}");
    }
}

#[tokio::test]
async fn what_can_not_be_evaluated_is_denied_and_the_record_names_the_policy() {
    let gate = stock("cedar-desk");
    for payload in [r#"{"amount": "40"}"#, r#"{"amount": null}"#, "{}", "[]"] {
        let decision = gate.decide(&refund(payload)).await;
        assert!(matches!(decision.effect, Effect::Deny(_)), "{payload}: {decision:?}");
    }
    let decision = gate.decide(&refund("{}")).await;
    let answers = format!("{:?}", decision.answers);
    assert!(answers.contains("`amount-out-of-range`: ") && answers.contains("amount"), "{answers}");
    let decision = gate.decide(&refund(r#"{"amount": 1e309}"#)).await;
    assert!(format!("{:?}", decision.answers).contains("1e309"), "{decision:?}");
}

#[tokio::test]
async fn what_holds_and_its_annotations_are_in_the_record() {
    let gate = gate("@id(\"open\") @severity(\"low\")\npermit (principal, action, resource);");
    let answers = format!("{:?}", gate.decide(&refund("{}")).await.answers);
    assert!(answers.contains("\"open\"") && answers.contains("open @severity: low"), "{answers}");
}

#[tokio::test]
async fn an_edit_is_asked_about_again_and_the_rest_keeps_its_text() {
    let gate = gate(
        "permit (principal, action, resource);\n\
         @edit(\"/amount = 100\") forbid (principal, action, resource) when { context.args.amount > 100 };",
    );
    let decision = gate.decide(&tool_call(r#"{"amount":250,"note":1.50}"#)).await;
    assert_eq!(decision.payload().unwrap().text(), r#"{"amount":100,"note":1.50}"#);
    assert_eq!(decision.rounds, 2);
}

#[tokio::test]
async fn a_schema_and_entities_hold_for_events() {
    let policies = "permit (principal in Role::\"staff\", action == Action::\"approve_refund\", resource)\n\
        when { context.args.amount.lessThan(resource.limit) };";
    let more = "config.schema = '''\nentity Role in [Role]; entity User in [Role]; entity Tool { limit: decimal };\n\
        action approve_refund appliesTo { principal: [User], resource: [Tool], context: { args: { amount: decimal } } };\n'''\n\
        config.entities = [\n\
        { uid = { type = \"Role\", id = \"support_agent\" }, attrs = {}, parents = [{ type = \"Role\", id = \"staff\" }] },\n\
        { uid = { type = \"Tool\", id = \"support/approve_refund\" }, attrs = { limit = \"50.0\" }, parents = [] },\n]";
    let loaded = folder(policies, more).load().unwrap_or_else(|error| panic!("{error}"));
    let gate = Gate::new(loaded, Log::in_memory());
    assert_eq!(code(&gate.decide(&refund(r#"{"amount": 49.99}"#)).await), "allow");
    assert_eq!(code(&gate.decide(&refund(r#"{"amount": 50}"#)).await), "not-allowed");
    let more_than_declared = gate.decide(&refund(r#"{"amount": 1, "note": "x"}"#)).await;
    assert!(matches!(more_than_declared.effect, Effect::Deny(_)), "{more_than_declared:?}");
}

#[test]
fn policies_are_refused_with_every_mistake_and_its_place() {
    let error =
        folder("permit (principal, action, resource)\nwhen { context.args.n > };\nallow;", "").load().map(|_| ());
    let shown = error.unwrap_err().problems().iter().map(ToString::to_string).collect::<String>();
    assert!(shown.contains("/policies/p.cedar") && shown.contains("2:25: "), "{shown}");
}
