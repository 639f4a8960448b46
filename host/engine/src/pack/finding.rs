use portcullis_audit::{FindingAction, Severity};

use super::Pattern;

/// What is done about findings of some kinds, from some severity on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRule {
    /// Which kinds, by default all.
    pub kind: Pattern,
    /// From which severity on, by default any.
    pub at_least: Severity,
    /// What is done.
    pub action: FindingAction,
}

impl FindingRule {
    /// The rules where a pack has none: what should not pass unseen is redacted, the rest noted.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        vec![Self { kind: Pattern::new("**"), at_least: Severity::Medium, action: FindingAction::Redact }]
    }

    /// The action of the first rule that fits; a finding that none fits is noted.
    #[must_use]
    pub fn action(rules: &[Self], kind: &str, severity: Severity) -> FindingAction {
        let fits = |rule: &&Self| severity >= rule.at_least && rule.kind.matches(kind);
        rules.iter().find(fits).map_or(FindingAction::Note, |rule| rule.action)
    }
}
