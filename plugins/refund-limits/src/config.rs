use serde::{Deserialize, Deserializer};

/// What a pack writes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// An action is permitted if one of these holds entirely.
    pub rules: Vec<Rule>,
    /// What agents may do that another agent called. Without it: nothing.
    #[serde(default)]
    pub delegation: Delegation,
    /// What happens to an action that no rule permits.
    #[serde(default)]
    pub otherwise: Otherwise,
    /// Who may approve what is escalated: `role:<name>`, `team:<name>` or `user:<id>`.
    #[serde(default)]
    pub approvers: Vec<String>,
}

/// Who may do something.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// How the rule is called in records; by default its place in the config.
    #[serde(default, deserialize_with = "present")]
    pub name: Option<String>,
    /// The actions that the rule permits, spelt exactly so.
    pub actions: Vec<String>,
    /// The scope that the session needs.
    pub scope: String,
    /// The roles of which the subject needs one; left out: any.
    #[serde(default, deserialize_with = "present")]
    pub roles: Option<Vec<String>>,
    /// The amount that the call may name; left out: it names none that matters.
    #[serde(default, deserialize_with = "present")]
    pub amount: Option<Amount>,
}

/// Which amounts are allowed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Where the amount stands in the call's arguments.
    #[serde(default = "amount_pointer")]
    pub pointer: String,
    /// The smallest amount.
    #[serde(default)]
    pub min: f64,
    /// The largest amount.
    pub max: f64,
}

/// What may be done by agents that another agent called.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// How deep an agent may be. 0: only the one that the user talks to.
    #[serde(default)]
    pub max_depth: u32,
    /// Limits that hold beside the rules' own.
    #[serde(default)]
    pub caps: Vec<Cap>,
}

/// A limit from a depth on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The depth from which on the limit holds.
    pub depth: u32,
    /// The largest amount; 0: nothing that has an amount, not even of 0.
    pub max: f64,
}

/// What happens to an action that no rule permits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Otherwise {
    /// It is denied.
    #[default]
    Deny,
    /// A human is asked.
    Escalate,
}

fn amount_pointer() -> String {
    "/amount".to_owned()
}

/// For what may be left out: `null` would quietly mean "no limit", so it is refused like any other wrong value.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
