//! The stock pack `budgets`, and what MAPL counts, through the gate and the real components.

use portcullis::{
    decision::{Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
};
use portcullis_tests::desk::stock;

/// 2026-11-25, a Wednesday, 09:00 in Berlin.
const MORNING: u64 = 1_795_593_600_000;
const EVENING: u64 = MORNING + 12 * 3_600_000;

fn event(phase: Phase, user: &str, target: &str, time_ms: u64, payload: &str) -> Event {
    let claims =
        Document::parse(r#"{"team":"support","company":"FinTech","business_unit":"Analytics","user":"alice"}"#);
    let subject = Subject { claims: claims.unwrap(), ..Subject::new(user, SubjectKind::User) };
    let mut event = Event::new(phase, subject, target, Document::parse(payload).unwrap());
    event.time_ms = time_ms;
    event
}

fn code(decision: &Decision) -> &str {
    match &decision.effect {
        Effect::Deny(denied) => &denied.denial.code,
        other => other.name(),
    }
}

fn notes(decision: &Decision) -> String {
    decision.answers.iter().flat_map(|answer| answer.notes.clone()).collect::<Vec<_>>().join("; ")
}

const REQUEST: &str = r#"{"model":"gpt-4o-mini","max_tokens":30000,"messages":[]}"#;

#[test]
fn tokens_are_reserved_by_the_request_and_settled_by_its_answer() {
    let gate = stock("budgets");
    let request = |user: &str| event(Phase::ModelRequest, user, "tool:app/generate", MORNING, REQUEST);
    let first = request("ada");
    assert!(gate.decide_blocking(&first).is_allowed());
    let denied = gate.decide_blocking(&request("ada"));
    assert_eq!(code(&denied), "budget-exceeded", "{denied:?}");
    assert!(gate.decide_blocking(&request("ben")).is_allowed(), "another subject has its own");

    let answer = r#"{"model":"gpt-4o-mini","usage":{"prompt_tokens":20,"completion_tokens":100}}"#;
    let answer = event(Phase::ModelResponse, "ada", "tool:app/generate", MORNING, answer).caused_by(&first.id);
    let settled = gate.decide_blocking(&answer);
    assert!(settled.is_allowed(), "{settled:?}");
    assert!(notes(&settled).contains("tokens-per-minute: 120 were used"), "{settled:?}");
    assert!(gate.decide_blocking(&request("ada")).is_allowed());
}

#[test]
fn a_request_that_is_denied_holds_nothing() {
    let gate = stock("budgets");
    // Half of the minute's tokens fit, but the model has no price.
    let unknown = REQUEST.replace("gpt-4o-mini", "other");
    for _ in 0..5 {
        let denied = gate.decide_blocking(&event(Phase::ModelRequest, "cid", "tool:app/generate", MORNING, &unknown));
        assert_eq!(code(&denied), "plugin-error");
    }
    let allowed = gate.decide_blocking(&event(Phase::ModelRequest, "cid", "tool:app/generate", MORNING, REQUEST));
    assert!(allowed.is_allowed(), "{allowed:?}");
}

#[test]
fn after_hours_calls_are_few() {
    let gate = stock("budgets");
    let call = |time| event(Phase::ToolCall, "dan", "tool:crm/read", time, "{}");
    for _ in 0..20 {
        assert!(gate.decide_blocking(&call(EVENING)).is_allowed());
    }
    assert_eq!(code(&gate.decide_blocking(&call(EVENING))), "budget-exceeded");
    assert!(gate.decide_blocking(&call(MORNING)).is_allowed());
    assert!(gate.decide_blocking(&call(EVENING + 3_600_000)).is_allowed(), "the next hour has its own");
}

#[test]
fn mapl_counts_requests_of_a_minute() {
    let gate = stock("fintech");
    let ask = || {
        event(
            Phase::ModelRequest,
            "alice",
            "tool:app/generate",
            MORNING,
            r#"{"model":"gpt-3.5-turbo","max_tokens":100}"#,
        )
    };
    for number in 0..10 {
        let decision = gate.decide_blocking(&ask());
        assert!(decision.is_allowed(), "{number}: {decision:?}");
    }
    assert_eq!(code(&gate.decide_blocking(&ask())), "rate-limit-exceeded");
}
