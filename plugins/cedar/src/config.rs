//! What a pack writes.

use std::collections::BTreeMap;

use portcullis_guest::Value;
use serde::Deserialize;

/// What a pack writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Texts of policies by their names, which stand in errors and in the names of policies.
    pub policies: BTreeMap<String, String>,
    /// The schema's text. With one, policies are validated strictly, and so are entities and events.
    #[serde(default)]
    pub schema: Option<String>,
    /// Entities in Cedar's JSON form.
    #[serde(default)]
    pub entities: Vec<Value>,
    /// What policies call that which is in events.
    #[serde(default)]
    pub names: Names,
    /// Actions whose resource is named by an argument, by the action's name.
    #[serde(default)]
    pub resources: BTreeMap<String, Resource>,
    /// Where in the payload numbers are decimals, also whole ones: JSON pointers, in which `*` is any member or element.
    #[serde(default)]
    pub decimals: Vec<String>,
}

/// What policies call that which is in events.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// The type of a person.
    pub user: String,
    /// The type of a program that acts for itself.
    pub service: String,
    /// The type of an agent.
    pub agent: String,
    /// The type of the roles that a principal is in.
    pub role: String,
    /// Claims that are groups which a principal is in: the claim's name, and the groups' type.
    pub groups: BTreeMap<String, String>,
    /// The type of actions.
    pub action: String,
    /// How an action is called.
    pub action_id: String,
    /// The type of tools, which are the resources.
    pub resource: String,
    /// How a resource is called.
    pub resource_id: String,
    /// The type of the apps that tools are in.
    pub app: String,
    /// What the payload is called in `context`.
    pub arguments: String,
}

impl Default for Names {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            user: text("User"),
            service: text("Service"),
            agent: text("Agent"),
            role: text("Role"),
            groups: BTreeMap::from([(text("team"), text("Team"))]),
            action: text("Action"),
            action_id: text("{action}"),
            resource: text("Tool"),
            resource_id: text("{app}/{tool}"),
            app: text("App"),
            arguments: text("args"),
        }
    }
}

/// A resource that an argument names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where in the payload its name stands: a JSON pointer to a text.
    pub id: String,
}
