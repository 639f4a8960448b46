//! Rules in Rego, in the sandbox and behind the gate.

use portcullis::{audit::Log, decision::Effect, gate::Gate};
use portcullis_tests::{
    PackFolder,
    desk::{code, refund, stock},
    tool_call,
};

/// One module, whose rule is asked.
fn rule(entrypoint: &str, module: &str) -> PackFolder {
    let manifest = format!(
        "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"rego\"\ncomponent = \"rego.wasm\"\nconfig.entrypoint = \"{entrypoint}\"\n\
         config.modules.\"m.rego\" = '''\n{module}\n'''\n"
    );
    PackFolder::new(&manifest, &["rego"])
}

fn gate(entrypoint: &str, module: &str) -> Gate {
    Gate::new(rule(entrypoint, module).load().unwrap_or_else(|error| panic!("{error}")), Log::in_memory())
}

#[tokio::test]
async fn the_defaults_allow_ask_and_deny() {
    let gate = stock("rego-defaults");
    for (payload, expected) in [
        (r#"{"amount": 40}"#, "allow"),
        (r#"{"amount": 400}"#, "asked"),
        (r#"{"amount": null}"#, "denied"),
        (r#"{"amount": "40"}"#, "denied"),
        (r#"{"amount": 40, "path": "//etc/passwd"}"#, "denied"),
    ] {
        assert_eq!(code(&gate.decide(&refund(payload)).await), expected, "{payload}");
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_denied_as_a_failure() {
    let decision = stock("rego-defaults").decide(&refund(r#"{"amount": 1e309}"#)).await;
    assert!(matches!(decision.effect, Effect::Deny(_)), "{decision:?}");
    assert!(format!("{:?}", decision.answers).contains("1e309"), "{decision:?}");
}

#[tokio::test]
async fn a_verdict_edits_the_payload_until_it_fits() {
    let gate = gate(
        "data.m.verdict",
        r#"package m
           verdict := {"decision": "modify", "edits": [{"pointer": "/amount", "value": 100}]} if input.args.amount > 100
           else := {"decision": "allow"}"#,
    );
    let decision = gate.decide(&tool_call(r#"{"amount":250,"note":1.50}"#)).await;
    assert_eq!(decision.payload().unwrap().text(), r#"{"amount":100,"note":1.50}"#);
    assert_eq!(decision.rounds, 2);
}

#[tokio::test]
async fn rules_know_the_events_time_and_no_other() {
    let gate = gate(
        "data.m.verdict",
        r#"package m
           verdict := {"decision": "deny", "code": "late"} if time.now_ns() > 1767225600000000000
           else := {"decision": "allow"}"#,
    );
    let mut event = tool_call("{}");
    event.time_ms = 1_767_225_600_000;
    assert_eq!(code(&gate.decide(&event).await), "allow");
    event.time_ms += 1;
    assert_eq!(code(&gate.decide(&event).await), "late");
}

#[test]
fn a_module_that_is_wrong_is_refused_with_its_line() {
    let error = rule("data.m", "package m\nallow if {").load().map(|_| ()).unwrap_err();
    let shown = error.problems().iter().map(ToString::to_string).collect::<String>();
    assert!(shown.contains("/modules/m.rego") && shown.contains("m.rego:"), "{shown}");
}

#[tokio::test]
async fn what_rules_say_is_in_the_record() {
    let decision = stock("rego-defaults").decide(&refund(r#"{"amount": 40}"#)).await;
    let answer = decision.answers.first().unwrap();
    assert!(format!("{answer:?}").contains("TRANSACTIONAL_LOW"), "{answer:?}");
    assert!(format!("{answer:?}").contains("data.agent.main.allow"), "{answer:?}");
}
