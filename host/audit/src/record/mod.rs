//! What a line of the log holds. Plain data: the gate decides what goes in. Members are declared in the order of their names,
//! which is that of the canonical form: there is nothing left to sort.

mod decision;
mod envelope;
mod limits;
mod outcome;
mod plugin;
mod state;

use serde::{Deserialize, Serialize};

use crate::Digest;

pub use decision::{
    DecisionRecord, Effect, EventRecord, Evidence, EvidenceForm, PackRecord, PayloadRecord, Reason, StreamRecord,
    SubjectKind, SubjectRecord,
};
pub(crate) use envelope::{Draft, decode};
pub use limits::LimitsRecord;
pub use outcome::{EditRecord, FindingAction, FindingRecord, OutcomeRecord, Severity, ViolationRecord};
pub use plugin::{Level, LogLine, Mode, OnError, PluginRecord};
pub use state::{StateAnswer, StateCall, StateRecord, Window};

/// The version that every record states as `v`.
pub const VERSION: u64 = 1;

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Position in the log, from 0.
    pub seq: u64,
    /// When the record was written, in milliseconds since 1970-01-01T00:00:00Z, by the writer's clock. It may go back
    /// where that clock does; the order of records is that of `seq`.
    pub time_ms: u64,
    /// Hash of the record before; all zeros in the first.
    pub prev: Digest,
    /// SHA-256 of the record's canonical form without this member.
    pub hash: Digest,
    /// What the record says.
    pub body: Body,
}

/// What a record says: the member of a line that its `type` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A gate concluded something.
    Decision(Box<DecisionRecord>),
    /// A torn end was set aside when the log was opened.
    Recovery(RecoveryRecord),
}

/// The bytes behind the last complete line, set aside when the log was opened: the writer died in the middle of a
/// record, so nobody was told that it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryRecord {
    /// How many bytes.
    pub bytes: u64,
    /// Their digest.
    pub digest: Digest,
}
