//! What the gate concluded about one event, and what every plugin said.

mod answer;

use std::{sync::Arc, time::Duration};

use portcullis_audit::{Digest, FindingAction, LogLine, Mode, OnError, Receipt, StateRecord, StreamRecord};

pub use answer::{Conclusion, Denial, Escalation, Finding, Report, Verdict, Violation};
pub use portcullis_audit::Severity;

use crate::{
    document::{Document, Edit},
    plugin::{Failure, Limits},
};

/// What the gate concluded about one event. It is in the audit log already.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Unique identity: 32 hexadecimal digits.
    pub id: String,
    /// What follows from it.
    pub effect: Effect,
    /// How often the plugins were gone through: 1 where nothing was edited, 0 where none was asked.
    pub rounds: u32,
    /// What each plugin answered, in the order in which they were asked.
    pub answers: Vec<PluginAnswer>,
    /// What went on piece by piece, where the payload was a stream.
    pub stream: Option<StreamRecord>,
    /// Where it stands in the audit log; none where it could not be written, in which case it is a denial.
    pub receipt: Option<Receipt>,
    /// Wall time from the question to the answer, the audit log included.
    pub time: Duration,
}

impl Decision {
    /// The payload that may go on, as it was or as plugins edited it; none where nothing may.
    #[must_use]
    pub fn payload(&self) -> Option<&Document> {
        match &self.effect {
            Effect::Allow(payload) | Effect::Modify(payload) => Some(payload),
            Effect::Deny(_) | Effect::Escalate(_) => None,
        }
    }

    /// Whether the event may happen.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.payload().is_some()
    }
}

/// What follows from a decision.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The event may happen, with the payload as it was.
    Allow(Document),
    /// The event may happen, with this payload instead.
    Modify(Document),
    /// The event must not happen.
    Deny(Denied),
    /// The event must not happen before a human has approved it. Until there are approvals, that is: it does not happen.
    Escalate(NeedsApproval),
}

impl Effect {
    /// `allow`, `modify`, `deny` or `escalate`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Allow(_) => "allow",
            Self::Modify(_) => "modify",
            Self::Deny(_) => "deny",
            Self::Escalate(_) => "escalate",
        }
    }
}

/// Who denied, and why.
#[derive(Debug, Clone)]
pub struct Denied {
    /// The plugin that denied; none where the host did.
    pub plugin: Option<String>,
    /// Why.
    pub denial: Denial,
}

/// Who wants an approval, and why.
#[derive(Debug, Clone)]
pub struct NeedsApproval {
    /// The plugin that asked for it.
    pub plugin: String,
    /// Why.
    pub escalation: Escalation,
}

/// What one plugin answered, and what it took.
#[derive(Debug, Clone)]
pub struct PluginAnswer {
    /// The plugin's id in the pack.
    pub plugin: String,
    /// The SHA-256 of its component.
    pub digest: Digest,
    /// The SHA-256 of its config.
    pub config_digest: Digest,
    /// The SHA-256 of the snapshot that its calls start from; none where it is configured at each call.
    pub snapshot_digest: Option<Digest>,
    /// Whether the answer was enforced or only recorded.
    pub mode: Mode,
    /// What its failure means.
    pub on_error: OnError,
    /// In which round it was asked, from 1.
    pub round: u32,
    /// What it answered.
    pub answer: Answer,
    /// Its remarks.
    pub notes: Vec<String>,
    /// What it wrote for the operator.
    pub log: Vec<LogLine>,
    /// What it asked of the state, and what it was answered.
    pub state: Vec<StateRecord>,
    /// Fuel that it took.
    pub fuel: u64,
    /// Wall time that it took.
    pub time: Duration,
    /// Linear memory that it had at the end, in bytes.
    pub memory: u64,
    /// What it could have used.
    pub limits: Arc<Limits>,
}

/// What a plugin answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The policy allows.
    Allow,
    /// The policy denies.
    Deny(Denial),
    /// The policy edits.
    Modify(Vec<Edit>),
    /// The policy wants an approval.
    Escalate(Escalation),
    /// The sanitiser has found something, or nothing.
    Findings(Vec<ActedFinding>),
    /// It failed.
    Failed(Failure),
    /// It was not asked: another plugin had denied before.
    Skipped,
}

/// A finding, where it is, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActedFinding {
    /// Pointer of the string in the payload.
    pub pointer: String,
    /// What was found.
    pub finding: Finding,
    /// What was done about it.
    pub action: FindingAction,
}
