//! What a policy answers.

mod denial;
mod edits;
mod escalation;

use serde::Serialize;

pub use self::denial::{Denial, Violation};
pub use self::edits::{Edit, Edits};
pub use self::escalation::Escalation;

/// A policy's answer: a decision, and remarks for the audit log.
///
/// ```
/// # use portcullis_guest::prelude::*;
/// let verdict = Verdict::deny("recipient-outside", "`x@evil.example` is not in `acme.example`")
///     .message("This mail may only go to colleagues.")
///     .violation(Violation::new("recipient-outside", "/to/0").found("x@evil.example").allowed("*@acme.example"))
///     .note("the domain list is of 2026-11-01");
/// assert!(verdict.is_deny());
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Verdict {
    /// What the policy concludes.
    pub decision: Decision,
    /// Remarks for the audit log: facts that were established, rules that nearly fired.
    pub notes: Vec<String>,
}

/// What a policy concludes. Across policies, deny beats escalate beats modify beats allow.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The event may happen as it is.
    Allow,
    /// The event must not happen.
    Deny(Denial),
    /// The event may happen with these changes. The other policies, and this one, are asked about the result.
    Modify(Edits),
    /// The event may happen once a human has approved it.
    Escalate(Escalation),
}

impl Verdict {
    /// The event may happen as it is.
    pub fn allow() -> Self {
        Decision::Allow.into()
    }

    /// The event must not happen. `code` is stable and machine-readable, lower-case with dashes; `detail` is for the
    /// operator, and the model never sees it.
    pub fn deny(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Denial::new(code, detail).into()
    }

    /// The event may happen with these changes.
    pub fn modify(edits: Edits) -> Self {
        Decision::Modify(edits).into()
    }

    /// The event may happen once a human has approved it. `detail` is for the operator and the approver.
    ///
    /// ```
    /// # use portcullis_guest::prelude::*;
    /// let verdict = Verdict::escalate("large-refund", "250 is over 100").approver("role:manager");
    /// ```
    pub fn escalate(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Escalation::new(code, detail).into()
    }

    /// What the model may be told: the least that lets it go on. A denial or an escalation without it gets the host's
    /// own message; an allowed event tells nothing.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        match &mut self.decision {
            Decision::Deny(denial) => denial.message = Some(message.into()),
            Decision::Escalate(escalation) => escalation.message = Some(message.into()),
            Decision::Allow | Decision::Modify(_) => {}
        }
        self
    }

    /// Adds a broken rule to a denial. Report all of them, not only the first.
    pub fn violation(mut self, violation: Violation) -> Self {
        if let Decision::Deny(denial) = &mut self.decision {
            denial.violations.push(violation);
        }
        self
    }

    /// Adds somebody who may approve an escalation: `role:<name>`, `team:<name>` or `user:<id>`. Without any, the host
    /// decides who may.
    pub fn approver(mut self, approver: impl Into<String>) -> Self {
        if let Decision::Escalate(escalation) = &mut self.decision {
            escalation.approvers.push(approver.into());
        }
        self
    }

    /// Adds a remark for the audit log.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Whether the event may happen as it is.
    pub fn is_allow(&self) -> bool {
        self.decision == Decision::Allow
    }

    /// Whether the event must not happen.
    pub fn is_deny(&self) -> bool {
        self.denial().is_some()
    }

    /// Why the event must not happen, where that is the decision.
    pub fn denial(&self) -> Option<&Denial> {
        if let Decision::Deny(denial) = &self.decision { Some(denial) } else { None }
    }

    /// Why a human must approve, where that is the decision.
    pub fn escalation(&self) -> Option<&Escalation> {
        if let Decision::Escalate(escalation) = &self.decision { Some(escalation) } else { None }
    }
}

impl From<Decision> for Verdict {
    fn from(decision: Decision) -> Self {
        Self { decision, notes: Vec::new() }
    }
}

impl From<Denial> for Verdict {
    fn from(denial: Denial) -> Self {
        Decision::Deny(denial).into()
    }
}

impl From<Escalation> for Verdict {
    fn from(escalation: Escalation) -> Self {
        Decision::Escalate(escalation).into()
    }
}

/// The JSON text of a value; none where it has no JSON form (a map with keys that are not strings).
fn to_json(value: impl Serialize) -> Option<String> {
    serde_json::to_string(&value).ok()
}
