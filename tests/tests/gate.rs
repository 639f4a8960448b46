//! What the gate makes of plugins' answers.

use portcullis::{
    audit::{Mode, verify},
    decision::{Answer, Decision, Effect},
};
use portcullis_tests::{scripted, tool_call};

fn code(decision: &Decision) -> &str {
    match &decision.effect {
        Effect::Deny(denied) => &denied.denial.code,
        Effect::Escalate(needs) => &needs.escalation.code,
        Effect::Allow(_) => "allow",
        Effect::Modify(_) => "modify",
    }
}

const ALLOW: &str = "{}";
const DENY: &str = r#"{ rules = [{ then = { deny = "no" } }] }"#;
const ESCALATE: &str = r#"{ rules = [{ then = { escalate = "ask" } }] }"#;
const CLAMP: &str = r#"{ rules = [{ when = ["/amount", 900], then = { edit = [["/amount", 500]] } }] }"#;

#[tokio::test]
async fn an_allowed_event_goes_on_to_the_byte() {
    let (gate, _) = scripted(&[("a", ALLOW, ""), ("b", ALLOW, "")]);
    let event = tool_call("{ \"amount\" : 1.50e1,\"n\":12345678901234567890 }");
    let decision = gate.decide(&event).await;
    assert!(matches!(&decision.effect, Effect::Allow(payload) if payload.text() == event.payload.text()));
    assert_eq!(decision.rounds, 1);
    assert_eq!(decision.answers.len(), 4, "a policy and a sanitiser in each of two plugins");
}

#[tokio::test]
async fn deny_beats_escalate_beats_modify_beats_allow() {
    for (plugins, expected) in [
        (vec![ALLOW, CLAMP], "modify"),
        (vec![CLAMP, ESCALATE, ALLOW], "ask"),
        (vec![ESCALATE, CLAMP], "ask"),
        (vec![ESCALATE, CLAMP, DENY], "no"),
        (vec![DENY, ESCALATE], "no"),
    ] {
        let entries: Vec<_> =
            plugins.iter().enumerate().map(|(at, config)| (["a", "b", "c"][at], *config, "")).collect();
        let decision = scripted(&entries).0.decide(&tool_call(r#"{"amount":900}"#)).await;
        assert_eq!(code(&decision), expected, "{plugins:?}");
        assert_eq!(decision.payload().is_some(), expected == "modify");
    }
}

#[tokio::test]
async fn what_runs_is_what_every_policy_allowed_in_the_form_in_which_it_runs() {
    let picky = r#"{ rules = [{ when = ["/amount", 500], then = { deny = "not-500" } }] }"#;
    for order in [[("picky", picky, ""), ("clamp", CLAMP, "")], [("clamp", CLAMP, ""), ("picky", picky, "")]] {
        let decision = scripted(&order).0.decide(&tool_call(r#"{"amount":900}"#)).await;
        assert_eq!(code(&decision), "not-500", "a policy is asked about what another one made of the payload");
    }
    let (gate, _) = scripted(&[("a", ALLOW, ""), ("clamp", CLAMP, "")]);
    let decision = gate.decide(&tool_call(r#"{"amount":900,"x":1.0}"#)).await;
    assert_eq!(decision.payload().unwrap().text(), r#"{"amount":500,"x":1.0}"#);
    assert_eq!(decision.rounds, 2);
    assert_eq!(decision.answers.len(), 8, "both saw both forms");
}

#[tokio::test]
async fn edits_that_never_settle_are_denied() {
    let up = r#"{ rules = [{ then = { increment = "/amount" } }] }"#;
    let decision = scripted(&[("up", up, "")]).0.decide(&tool_call(r#"{"amount":1}"#)).await;
    assert_eq!(code(&decision), "no-fixed-point");
    let ping = r#"{ rules = [{ when = ["/a", 1], then = { edit = [["/a", 2]] } }] }"#;
    let pong = r#"{ rules = [{ when = ["/a", 2], then = { edit = [["/a", 1]] } }] }"#;
    let decision = scripted(&[("ping", ping, ""), ("pong", pong, "")]).0.decide(&tool_call(r#"{"a":1}"#)).await;
    assert_eq!(code(&decision), "no-fixed-point");
}

#[tokio::test]
async fn an_escalation_is_withdrawn_where_its_plugin_passes_the_edited_payload() {
    let asks = r#"{ rules = [{ when = ["/amount", 900], then = { escalate = "big" } }] }"#;
    let decision =
        scripted(&[("asks", asks, ""), ("clamp", CLAMP, "")]).0.decide(&tool_call(r#"{"amount":900}"#)).await;
    assert_eq!(code(&decision), "modify");
}

#[tokio::test]
async fn an_edit_that_cannot_be_applied_is_a_failure_of_its_plugin() {
    let lost = r#"{ rules = [{ then = { edit = [["/no/such/place", 1]] } }] }"#;
    assert_eq!(code(&scripted(&[("lost", lost, "")]).0.decide(&tool_call("{}")).await), "malformed-answer");
}

#[tokio::test]
async fn plugins_behind_a_denial_are_not_asked() {
    let decision = scripted(&[("a", DENY, ""), ("b", ALLOW, "")]).0.decide(&tool_call("{}")).await;
    let last = decision.answers.last().unwrap();
    assert!(last.plugin == "b" && matches!(last.answer, Answer::Skipped) && last.fuel == 0);
}

#[tokio::test]
async fn a_shadow_changes_nothing_and_is_recorded() {
    for config in [DENY, ESCALATE, CLAMP, r#"{ rules = [{ then = "panic" }] }"#] {
        let (gate, log) = scripted(&[("a", ALLOW, ""), ("shadow", config, "mode = \"shadow\"")]);
        let event = tool_call(r#"{"amount":900}"#);
        let decision = gate.decide(&event).await;
        assert!(matches!(&decision.effect, Effect::Allow(payload) if *payload == event.payload));
        let shadow = decision.answers.last().unwrap();
        assert_eq!(shadow.mode, Mode::Shadow);
        assert!(!matches!(shadow.answer, Answer::Allow));
        assert!(String::from_utf8(log.memory().unwrap().bytes()).unwrap().contains("\"shadow\""));
    }
    let (gate, _) = scripted(&[("a", DENY, ""), ("shadow", ALLOW, "mode = \"shadow\"")]);
    let decision = gate.decide(&tool_call("{}")).await;
    assert!(matches!(decision.answers.last().unwrap().answer, Answer::Allow), "asked after a denial too");
}

#[tokio::test]
async fn an_event_that_no_enforcing_plugin_covers_is_denied() {
    for more in ["phases = [\"model-request\"]", "targets = [\"tool:other/*\"]", "mode = \"shadow\""] {
        let decision = scripted(&[("a", ALLOW, more)]).0.decide(&tool_call("{}")).await;
        assert_eq!(code(&decision), "uncovered", "{more}");
    }
    for more in ["phases = [\"tool-call\"]", "targets = [\"tool:support/*\", \"x\"]", "targets = [\"tool:**refund\"]"] {
        assert!(scripted(&[("a", ALLOW, more)]).0.decide(&tool_call("{}")).await.is_allowed(), "{more}");
    }
}

#[tokio::test]
async fn findings_are_redacted_denied_or_noted_as_the_pack_says() {
    let find = r#"{ find = [{ text = "key", kind = "secret", severity = "high" },
        { text = "hm", kind = "odd", severity = "low", replacement = "-" }] }"#;
    let find = &find.replace('\n', " ");
    let payload = r#"{"a":["a key, hm"],"key":1}"#;
    let run = async |more: &str| scripted(&[("s", find, more)]).0.decide(&tool_call(payload)).await;
    let text = |decision: &Decision| decision.payload().map(|payload| payload.text().to_owned());
    assert_eq!(text(&run("").await).unwrap(), r#"{"a":["a [redacted], hm"],"[redacted]":1}"#);
    assert_eq!(text(&run("on-finding = \"note\"").await).unwrap(), payload);
    assert_eq!(text(&run("on-finding = \"redact\"").await).unwrap(), r#"{"a":["a [redacted], -"],"[redacted]":1}"#);
    assert_eq!(code(&run("on-finding = \"deny\"").await), "finding");
    assert_eq!(code(&run("on-finding = [{ kind = \"odd\", action = \"deny\" }]").await), "finding");
    let critical_only = "on-finding = [{ kind = \"sec*\", at-least = \"critical\", action = \"deny\" }]";
    assert_eq!(text(&run(critical_only).await).unwrap(), payload);
}

#[tokio::test]
async fn every_decision_is_in_the_log_with_what_it_rests_on() {
    let (gate, log) = scripted(&[("clamp", CLAMP, ""), ("no", DENY, "targets = [\"tool:x/*\"]")]);
    gate.decide(&tool_call(r#"{"amount":900,"memo":"tulip"}"#)).await;
    let last = gate.decide(&tool_call("{}")).await;
    let bytes = log.memory().unwrap().bytes();
    let verified = verify(bytes.as_slice()).unwrap();
    assert_eq!(verified.records, 2);
    assert_eq!(verified.last, last.receipt.as_ref().map(|receipt| receipt.hash));
    let first: serde_json::Value = serde_json::from_slice(bytes.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    let decision = &first["decision"];
    let digest = |text: &str| portcullis::audit::Digest::of(text.as_bytes()).to_string();
    assert_eq!(decision["payload"]["before"], digest(r#"{"amount":900,"memo":"tulip"}"#));
    assert_eq!(decision["payload"]["after"], digest(r#"{"amount":500,"memo":"tulip"}"#));
    assert_eq!(decision["effect"], "modify");
    assert_eq!(decision["event"]["subject"]["id"], "alice");
    assert_eq!(decision["pack"]["digest"], gate.pack().digest().to_string());
    let component = gate.pack().entries()[0].plugin().component().digest();
    assert_eq!(decision["plugins"][0]["digest"], component.to_string());
    let snapshot = gate.pack().entries()[0].plugin().image().digest().unwrap();
    assert_eq!(decision["plugins"][0]["snapshot_digest"], snapshot.to_string());
    assert!(decision["plugins"][0]["fuel"].as_u64().unwrap() > 1000);
    assert_eq!(decision["plugins"][0]["limits"]["fuel"], 50_000_000);
    assert!(!decision.to_string().contains("tulip"), "payloads are recorded by digest: {decision}");
}

#[tokio::test]
async fn payloads_are_in_the_log_only_where_the_operator_says_so() {
    let (gate, log) = scripted(&[("a", ALLOW, "")]);
    gate.decide(&tool_call(r#"{"secret":"tulip"}"#)).await;
    let gate = gate.recording_content();
    gate.decide(&tool_call(r#"{"secret":"rose"}"#)).await;
    let text = String::from_utf8(log.memory().unwrap().bytes()).unwrap();
    assert!(!text.contains("tulip") && text.contains("rose"), "{text}");
    assert_eq!(verify(text.as_bytes()).unwrap().records, 2);
}

#[tokio::test]
async fn a_decision_that_cannot_be_recorded_is_a_denial() {
    let (gate, _) = scripted(&[("a", ALLOW, "")]);
    let mut event = tool_call("{}");
    // A record holds no number that a JSON reader could round.
    event.time_ms = u64::MAX;
    let decision = gate.decide(&event).await;
    assert_eq!(code(&decision), "audit-unavailable");
    assert!(decision.payload().is_none() && decision.receipt.is_none());
}

#[test]
fn blocking_works_without_an_executor_and_within_one() {
    let (gate, _) = scripted(&[("a", DENY, "")]);
    assert_eq!(code(&gate.decide_blocking(&tool_call("{}"))), "no");
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(async { code(&gate.decide_blocking(&tool_call("{}"))).to_owned() }), "no");
}
