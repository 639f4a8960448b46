//! What a finder answers.

use std::ops::Range;

use portcullis_guest::Severity;

use crate::rules::Rule;

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) range: Range<usize>,
    pub(crate) id: String,
    pub(crate) severity: Severity,
    /// Of two that overlap, the surer one stays.
    pub(crate) sure: bool,
    /// Where a search has to begin to find it again.
    pub(crate) floor: usize,
}

impl Found {
    /// A token of a known format.
    pub(crate) fn certain(range: Range<usize>, rule: &Rule, severity: Severity) -> Self {
        Self { range, id: rule.id.clone(), severity, sure: true, floor: 0 }
    }

    /// What stands where a secret would.
    pub(crate) fn new(range: Range<usize>, id: &str, severity: Severity) -> Self {
        Self { range, id: id.to_owned(), severity, sure: false, floor: 0 }
    }

    pub(crate) fn sure(self) -> Self {
        Self { sure: true, ..self }
    }
}
