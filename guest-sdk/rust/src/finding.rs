use std::ops::Range;

/// A span of text that should not pass.
///
/// ```
/// # use portcullis_guest::{Finding, Severity};
/// let text = "mail ada@example.org";
/// let finding = Finding::new("email", Severity::Medium, 5..text.len()).replace_with("[email]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is, lower-case with dashes: `prompt-injection`, `email`, `aws-access-key`.
    pub kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// Which bytes of the text; both ends on character boundaries.
    pub range: Range<usize>,
    /// What should stand there instead. None: the host's own mark.
    pub replacement: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Finding {
    /// A finding in the bytes `range` of the scanned text.
    pub fn new(kind: impl Into<String>, severity: Severity, range: Range<usize>) -> Self {
        Self { kind: kind.into(), severity, range, replacement: None }
    }

    /// What should stand there instead.
    pub fn replace_with(mut self, replacement: impl Into<String>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }
}
