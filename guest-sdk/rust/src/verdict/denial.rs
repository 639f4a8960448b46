use serde::Serialize;

use super::to_json;

/// Why an event must not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Stable, machine-readable, lower-case with dashes.
    pub code: String,
    /// For the operator: everything.
    pub detail: String,
    /// For the model: the least that lets it go on. None: the host's own message.
    pub message: Option<String>,
    /// Every rule that is broken, not only the first.
    pub violations: Vec<Violation>,
}

impl Denial {
    /// A denial that tells the model nothing of its own.
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), message: None, violations: Vec::new() }
    }
}

/// One rule that an event breaks.
///
/// ```
/// # use portcullis_guest::Violation;
/// let violation = Violation::new("amount-over-limit", "/amount").found(250).allowed("0..100").rule("refunds-2026");
/// assert_eq!(violation.found.as_deref(), Some("250"));
/// assert_eq!(violation.allowed.as_deref(), Some("\"0..100\""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Stable, machine-readable, lower-case with dashes: `amount-over-limit`.
    pub code: String,
    /// Where in the payload: a JSON pointer.
    pub pointer: String,
    /// What was there: JSON. None where the value is missing, or where it must not be repeated.
    pub found: Option<String>,
    /// What would have been accepted: JSON.
    pub allowed: Option<String>,
    /// The rule or document that says so, as the policy's author names it.
    pub rule: Option<String>,
}

impl Violation {
    /// A broken rule, and where in the payload.
    pub fn new(code: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { code: code.into(), pointer: pointer.into(), found: None, allowed: None, rule: None }
    }

    /// What was there.
    pub fn found(mut self, value: impl Serialize) -> Self {
        self.found = to_json(value);
        self
    }

    /// What was there, as [`Document::raw`](crate::Document::raw) gives it: JSON text, or nothing where nothing was.
    pub fn found_json(mut self, json: Option<String>) -> Self {
        self.found = json;
        self
    }

    /// What would have been accepted.
    pub fn allowed(mut self, value: impl Serialize) -> Self {
        self.allowed = to_json(value);
        self
    }

    /// What would have been accepted, as JSON text.
    pub fn allowed_json(mut self, json: Option<String>) -> Self {
        self.allowed = json;
        self
    }

    /// The rule or document that says so.
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }
}
