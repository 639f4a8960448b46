//! What a pack writes.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::value::Json;

/// What a pack writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The modules' texts by their names, which stand in errors.
    pub modules: BTreeMap<String, String>,
    /// The document `data` beside the modules: an object.
    #[serde(default)]
    pub data: Option<Json>,
    /// What is asked: a package (`data.agent.main`) or a rule (`data.agent.main.verdict`).
    pub entrypoint: String,
    /// The language's version.
    #[serde(default)]
    pub version: Version,
    /// What a built-in function that can't do what it is asked comes to.
    #[serde(default)]
    pub builtin_errors: BuiltinErrors,
    /// Where in the payload `input.resource_path` is looked for: JSON pointers, the first that finds something wins.
    #[serde(default = "resource_path")]
    pub resource_path: Vec<String>,
}

/// The language's version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Version {
    /// `if` and `contains` are needed, as OPA has it since 1.0.
    #[default]
    V1,
    /// Older texts: `deny[reason] { … }`.
    V0,
}

/// What a built-in function that can't do what it is asked comes to, such as `to_number("x")`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuiltinErrors {
    /// The event is denied: a rule that was to deny does not go quiet because of what it was given.
    #[default]
    Error,
    /// The expression is undefined, as in OPA.
    Undefined,
}

fn resource_path() -> Vec<String> {
    ["/resource_path", "/path", "/file_path", "/filename", "/file"].map(str::to_owned).into()
}
