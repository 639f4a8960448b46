use portcullis::{
    decision::{Answer, Decision, Effect},
    document::DocumentError,
    plugin::Failure,
    text::printable,
};
use serde_json::json;

use crate::message;

/// Why something does not go on. What it says is for the caller: no more than a policy wrote for them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What kind of refusal it is.
    pub kind: RefusalKind,
    /// What happened, for the caller.
    pub message: String,
    /// The decision's identity in the audit log; none where nothing was decided, or could not be recorded.
    pub record: Option<String>,
}

/// What kind of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// The request is not what it should be; nobody was asked about it.
    Malformed,
    /// It is not allowed.
    Denied,
    /// It is one too many: later it may be allowed. A policy says so by its denial's code, `rate-limit-exceeded` or
    /// `budget-exceeded`.
    Limited,
    /// A human would have to approve it.
    NeedsApproval,
    /// It could not be decided now, or the decision not be recorded: later it may be.
    Unavailable,
    /// The model's answer is not what it should be.
    Answer,
    /// The model's provider can't be reached, or broke off.
    Upstream,
}

impl RefusalKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Malformed,
        Self::Denied,
        Self::Limited,
        Self::NeedsApproval,
        Self::Unavailable,
        Self::Answer,
        Self::Upstream,
    ];

    /// Its name as OpenAI's errors have it: what `type` and `code` say.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Malformed => ("invalid_request_error", "invalid_request"),
            Self::Denied => ("permission_error", "policy_denied"),
            Self::Limited => ("rate_limit_error", "rate_limit_exceeded"),
            Self::NeedsApproval => ("permission_error", "approval_required"),
            Self::Unavailable => ("server_error", "policy_unavailable"),
            Self::Answer => ("server_error", "invalid_answer"),
            Self::Upstream => ("server_error", "upstream_unavailable"),
        }
    }
}

impl Refusal {
    /// The error as OpenAI's clients read it: `{"error": {"message", "type", "param", "code"}}`.
    #[must_use]
    pub fn envelope(&self) -> String {
        let (kind, code) = self.kind.names();
        json!({ "error": { "message": self.message, "type": kind, "param": null, "code": code } }).to_string()
    }

    /// The refusal that a decision comes to.
    pub(crate) fn of(decision: &Decision, default: &str) -> Self {
        let record = decision.receipt.is_some().then(|| decision.id.clone());
        let busy = |answer: &Answer| matches!(answer, Answer::Failed(Failure::Busy(_)));
        let (kind, message) = match &decision.effect {
            _ if record.is_none() => (RefusalKind::Unavailable, UNRECORDED),
            Effect::Escalate(by) => {
                (RefusalKind::NeedsApproval, by.escalation.message.as_deref().unwrap_or(message::NEEDS_APPROVAL))
            }
            _ if decision.answers.iter().any(|answer| busy(&answer.answer)) => (RefusalKind::Unavailable, BUSY),
            Effect::Deny(by) if LIMITED.contains(&by.denial.code.as_str()) => {
                (RefusalKind::Limited, by.denial.message.as_deref().unwrap_or(default))
            }
            Effect::Deny(by) => (RefusalKind::Denied, by.denial.message.as_deref().unwrap_or(default)),
            Effect::Allow(_) | Effect::Modify(_) => (RefusalKind::Denied, default),
        };
        Self { kind, message: message.to_owned(), record }
    }

    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Malformed, message: message.into(), record: None }
    }

    pub(super) fn not_json(error: &DocumentError) -> Self {
        Self::malformed(format!("The request's body is not valid JSON: {error}."))
    }

    pub(crate) fn upstream(message: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Upstream, message: message.into(), record: None }
    }

    pub(super) fn unasked(id: &str) -> Self {
        let id = printable(id);
        let message =
            format!("The call `{id}` was not allowed here, so it can't be approved. Have the model ask for it again.");
        Self { kind: RefusalKind::Denied, message, record: None }
    }

    pub(crate) fn unsigned() -> Self {
        let message = "The request could not be signed, so it was not sent.".to_owned();
        Self { kind: RefusalKind::Unavailable, message, record: None }
    }

    pub(super) fn answer(message: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Answer, message: message.into(), record: None }
    }
}

/// Codes of denials that mean: not now, for there were too many.
const LIMITED: [&str; 2] = ["rate-limit-exceeded", "budget-exceeded"];
const UNRECORDED: &str = "The decision could not be recorded, so nothing was done. Try again later.";
const BUSY: &str = "The policies are busy. Try again later.";
