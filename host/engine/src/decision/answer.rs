//! What plugins answer.

use portcullis_audit::Severity;

use crate::document::Edit;

/// What a policy concluded, with its remarks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The conclusion.
    pub decision: Conclusion,
    /// Remarks for the audit log.
    pub notes: Vec<String>,
}

/// A policy's conclusion. Across policies, deny beats escalate beats modify beats allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// The event may happen as it is.
    Allow,
    /// The event must not happen.
    Deny(Denial),
    /// The event may happen with these changes.
    Modify(Vec<Edit>),
    /// The event may happen once a human has approved it.
    Escalate(Escalation),
}

/// Why an event must not happen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Denial {
    /// Stable and machine-readable.
    pub code: String,
    /// For the operator.
    pub detail: String,
    /// For the model; none: the host's own message.
    pub message: Option<String>,
    /// Every rule that is broken.
    pub violations: Vec<Violation>,
}

impl Denial {
    /// A denial without a message for the model.
    #[must_use]
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), ..Self::default() }
    }
}

/// One rule that an event breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Stable and machine-readable.
    pub code: String,
    /// Where in the payload.
    pub pointer: String,
    /// What was there, as JSON.
    pub found: Option<String>,
    /// What would have been accepted, as JSON.
    pub allowed: Option<String>,
    /// The rule that says so.
    pub rule: Option<String>,
}

/// Why a human must approve an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Escalation {
    /// Stable and machine-readable.
    pub code: String,
    /// For the operator and the approver.
    pub detail: String,
    /// For the model; none: the host's own message.
    pub message: Option<String>,
    /// Who may approve.
    pub approvers: Vec<String>,
}

/// A span of text that a sanitiser pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the segment that was scanned.
    pub segment: usize,
    /// Byte range in the segment's text, on character boundaries.
    pub span: std::ops::Range<usize>,
    /// What it is: `prompt-injection`.
    pub kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// What should stand there instead; none: the host's own mark.
    pub replacement: Option<String>,
}

/// A sanitiser's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Everything found.
    pub findings: Vec<Finding>,
    /// Per segment, the byte from where on text may still become part of a match.
    pub settled: Vec<usize>,
}
