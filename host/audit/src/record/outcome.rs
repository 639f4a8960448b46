use serde::{Deserialize, Serialize};

use crate::Digest;

/// What came of asking one plugin.
///
/// ```
/// use portcullis_audit::OutcomeRecord;
///
/// let outcome = OutcomeRecord::Failed { code: "out-of-fuel".into(), detail: "fuel: 1000000 (pack)".into() };
/// let json = r#"{"kind":"failed","code":"out-of-fuel","detail":"fuel: 1000000 (pack)"}"#;
/// assert_eq!(serde_json::from_str::<OutcomeRecord>(json)?, outcome);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum OutcomeRecord {
    /// A policy allowed the event.
    Allow,
    /// A policy denied it.
    Deny {
        /// Stable, machine-readable, lower-case with dashes.
        code: String,
        /// For the operator: everything.
        detail: String,
        /// Every rule that was broken.
        violations: Vec<ViolationRecord>,
    },
    /// A policy allowed it with changes.
    Modify {
        /// The changes, in order.
        edits: Vec<EditRecord>,
    },
    /// A policy asked for a human.
    Escalate {
        /// Stable, machine-readable, lower-case with dashes.
        code: String,
        /// For the operator and the approver: everything.
        detail: String,
        /// Who may approve.
        approvers: Vec<String>,
    },
    /// A sanitiser answered.
    Findings {
        /// What it found; empty where it found nothing.
        findings: Vec<FindingRecord>,
    },
    /// The plugin gave no valid answer.
    Failed {
        /// Stable, machine-readable, lower-case with dashes: what failed.
        code: String,
        /// For the operator: everything.
        detail: String,
    },
    /// The plugin was not asked.
    Skipped,
}

/// One rule that the event broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViolationRecord {
    /// What would have been accepted: JSON. It may be secret: None where the gate kept it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<String>,
    /// Stable, machine-readable, lower-case with dashes.
    pub code: String,
    /// What was there: JSON. It may be secret: None where the gate kept it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Where in the payload: an RFC 6901 pointer.
    pub pointer: String,
    /// The rule or document that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One change of the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditRecord {
    /// Digest of the new value's JSON: the value itself may be secret. None where the edit removed what was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// What changed: an RFC 6901 pointer.
    pub pointer: String,
}

/// One span of text that a sanitiser pointed at. The text itself is not in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingRecord {
    /// What the gate did about it.
    pub action: FindingAction,
    /// First byte after the span.
    pub end: u32,
    /// What it is, lower-case with dashes.
    pub kind: String,
    /// The string of the payload: an RFC 6901 pointer.
    pub pointer: String,
    /// How bad it is.
    pub severity: Severity,
    /// First byte of the span, in UTF-8 bytes of the string.
    pub start: u32,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a note.
    Info,
    /// Probably harmless.
    Low,
    /// Should not pass unseen.
    Medium,
    /// Should not pass.
    High,
    /// Must not pass.
    Critical,
}

/// What a gate does about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingAction {
    /// The span was replaced.
    Redact,
    /// The event was denied.
    Deny,
    /// A human was asked.
    Escalate,
    /// It was recorded only.
    Note,
}
