use portcullis_audit::{FindingAction, Severity};

use crate::event::{Event, Phase};

use super::Pattern;

/// What is done about findings of some kinds, from some severity on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRule {
    /// Which kinds, by default all.
    pub kind: Pattern,
    /// From which severity on, by default any.
    pub at_least: Severity,
    /// In which phases; empty: in all.
    pub phases: Vec<Phase>,
    /// Of which resources, such as the tools that are not trusted; empty: of all.
    pub targets: Vec<Pattern>,
    /// What is done.
    pub action: FindingAction,
    /// What stands where the finding stood, for `redact`; none: what the sanitiser proposes.
    pub marker: Option<String>,
    /// Who may approve, for `escalate`.
    pub approvers: Vec<String>,
    /// Whether the session counts as tainted from here on.
    pub taint: bool,
}

impl FindingRule {
    /// A rule for every kind, everywhere, that neither marks nor taints.
    #[must_use]
    pub fn new(action: FindingAction) -> Self {
        Self {
            kind: Pattern::new("**"),
            at_least: Severity::Info,
            phases: Vec::new(),
            targets: Vec::new(),
            action,
            marker: None,
            approvers: Vec::new(),
            taint: false,
        }
    }

    /// The rules where a pack has none: what should not pass unseen is redacted, the rest noted. Injected instructions
    /// taint the session.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        let redact = Self { at_least: Severity::Medium, ..Self::new(FindingAction::Redact) };
        let injection = Self { kind: Pattern::new("injection/**"), taint: true, ..redact.clone() };
        vec![injection, redact]
    }

    /// The first rule that fits. A finding that none fits is noted.
    #[must_use]
    pub fn of<'r>(rules: &'r [Self], event: &Event, kind: &str, severity: Severity) -> Option<&'r Self> {
        rules.iter().find(|rule| rule.fits(event, kind, severity))
    }

    fn fits(&self, event: &Event, kind: &str, severity: Severity) -> bool {
        severity >= self.at_least
            && self.kind.matches(kind)
            && (self.phases.is_empty() || self.phases.contains(&event.phase))
            && (self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.matches(&event.target)))
    }
}
