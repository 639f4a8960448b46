//! Rules in CEL, in the sandbox and behind the gate.

use portcullis::{audit::Log, decision::Effect, gate::Gate};
use portcullis_tests::{
    PackFolder,
    desk::{code, refund, stock},
    tool_call,
};

/// Rules as inline TOML.
fn folder(rules: &str) -> PackFolder {
    let manifest = format!(
        "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"cel\"\ncomponent = \"cel_rules.wasm\"\nconfig.rules = [{rules}]\n"
    );
    PackFolder::new(&manifest, &["cel_rules"])
}

#[tokio::test]
async fn the_desk_allows_asks_and_denies() {
    let gate = stock("cel-desk");
    for (payload, expected) in [
        (r#"{"amount": 40}"#, "allow"),
        (r#"{"amount": 40.5}"#, "allow"),
        (r#"{"amount": 400}"#, "asked"),
        (r#"{"amount": 4000}"#, "amount-out-of-range"),
        (r#"{"amount": "40"}"#, "rule-failed"),
        (r#"{"amount": null}"#, "rule-failed"),
        ("{}", "rule-failed"),
    ] {
        assert_eq!(code(&gate.decide(&refund(payload)).await), expected, "{payload}");
    }
    let decision = gate.decide(&refund(r#"{"amount": 1e309}"#)).await;
    assert!(matches!(decision.effect, Effect::Deny(_)), "{decision:?}");
}

#[tokio::test]
async fn an_edit_is_asked_about_again_and_the_rest_keeps_its_text() {
    let rules = r#"
        { id = "any", when = "true", effect = "allow" },
        { id = "cap", when = "args.amount > 100", effect = "edit", edits = [{ pointer = "/amount", value = "100" }] }
    "#;
    let loaded = folder(&rules.replace('\n', " ")).load().unwrap_or_else(|error| panic!("{error}"));
    let gate = Gate::new(loaded, Log::in_memory());
    let decision = gate.decide(&tool_call(r#"{"amount":250,"note":1.50}"#)).await;
    assert_eq!(decision.payload().unwrap().text(), r#"{"amount":100,"note":1.50}"#);
    assert_eq!(decision.rounds, 2);
}

#[test]
fn rules_are_refused_with_every_mistake_and_its_place() {
    let rules =
        r#"{ id = "a", when = "arg.x > 1", effect = "deny" }, { id = "b", when = "args.x >", effect = "deny" }"#;
    let error = folder(rules).load().map(|_| ()).unwrap_err();
    let shown = error.problems().iter().map(ToString::to_string).collect::<String>();
    for part in ["/rules/0/when", "nothing called `arg`", "/rules/1/when"] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
}
