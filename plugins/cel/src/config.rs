//! What a pack writes.

use serde::Deserialize;

/// What a pack writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The rules. All of them are asked.
    pub rules: Vec<Rule>,
    /// What happens to an event that no rule allows.
    #[serde(default)]
    pub otherwise: Otherwise,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// How the rule is called in records.
    pub id: String,
    /// A CEL expression that is true or false.
    pub when: String,
    /// What happens where it is true.
    pub effect: Effect,
    /// Machine-readable; default: the id.
    #[serde(default)]
    pub code: Option<String>,
    /// For the operator; default: the expression.
    #[serde(default)]
    pub detail: Option<String>,
    /// For the model.
    #[serde(default)]
    pub message: Option<String>,
    /// Who may approve what is escalated.
    #[serde(default)]
    pub approvers: Vec<String>,
    /// What changes.
    #[serde(default)]
    pub edits: Vec<Edit>,
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The event may happen.
    Allow,
    /// The event must not happen.
    Deny,
    /// A human is asked.
    Escalate,
    /// The payload is changed.
    Edit,
}

/// One change of the payload.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// What changes: a JSON pointer.
    pub pointer: String,
    /// A CEL expression of the new value; without it, what is there is removed.
    #[serde(default)]
    pub value: Option<String>,
}

/// What happens to an event that no rule allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Otherwise {
    /// It is denied.
    #[default]
    Deny,
    /// It is allowed: the rules are exceptions.
    Allow,
}
