use serde::Deserialize;

/// What a pack writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The first rule that names the action counts. An action that none names is allowed.
    pub rules: Vec<Rule>,
}

/// What must not come from tainted text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Actions, spelt exactly so.
    pub actions: Vec<String>,
    /// Pointers of arguments, each with all below it. By default all.
    #[serde(default = "all")]
    pub arguments: Vec<String>,
    /// What happens to a call where one does.
    #[serde(default)]
    pub then: Then,
    /// Who may approve what is escalated.
    #[serde(default)]
    pub approvers: Vec<String>,
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Then {
    /// It must not happen.
    #[default]
    Deny,
    /// A human is asked.
    Escalate,
}

impl Rule {
    /// Whether the rule speaks of the argument at a pointer.
    pub(crate) fn covers(&self, pointer: &str) -> bool {
        let within = |argument: &String| {
            pointer.strip_prefix(argument.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.arguments.iter().any(within)
    }
}

fn all() -> Vec<String> {
    vec![String::new()]
}
