//! The stock packs, and what an agent of a support desk asks of them.

use portcullis::{
    audit::Log,
    decision::{Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
};

use crate::{pack, runtime};

/// A gate over a stock pack, with a log in memory.
///
/// # Panics
/// Where the pack was not built.
#[must_use]
pub fn stock(name: &str) -> Gate {
    let loaded = Pack::load_blocking(runtime(), pack(name)).unwrap_or_else(|error| panic!("{error}"));
    Gate::new(loaded, Log::in_memory())
}

/// A refund by alice, who may refund up to 100.
///
/// # Panics
/// Where the payload is no JSON.
#[must_use]
pub fn refund(payload: &str) -> Event {
    let subject = Subject::new("alice", SubjectKind::User).role("support_agent").scope("approve_refund_under_100");
    let payload = Document::parse(payload).expect("JSON");
    Event::new(Phase::ToolCall, subject, "tool:support/approve_refund", payload)
}

/// A denial's code; `asked` where a human is, `allow` where nobody objects.
#[must_use]
pub fn code(decision: &Decision) -> &str {
    match &decision.effect {
        Effect::Deny(denied) => &denied.denial.code,
        Effect::Escalate(_) => "asked",
        Effect::Allow(_) | Effect::Modify(_) => "allow",
    }
}
