//! What a pack writes.

use serde::{Deserialize, Deserializer};

use crate::strict::Strict;

/// What a pack writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The policy documents: objects, or texts of JSON.
    pub documents: Vec<Strict>,
    /// How a subject is led to its documents.
    #[serde(default)]
    pub subject: Subject,
    /// The `policy_id` of the app's own policy: what the app lets happen, whoever calls.
    #[serde(default, deserialize_with = "present")]
    pub app: Option<String>,
    /// The `policy_id` of what the app says it is for.
    #[serde(default, deserialize_with = "present")]
    pub intent: Option<String>,
}

/// How a subject is led to its documents: for each kind, a pointer to the claim that holds the name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// By default `/company`.
    #[serde(default, deserialize_with = "present")]
    pub company: Option<String>,
    /// By default `/bu` and `/business_unit`.
    #[serde(default, deserialize_with = "present")]
    pub bu: Option<String>,
    /// By default `/team`.
    #[serde(default, deserialize_with = "present")]
    pub team: Option<String>,
    /// By default `/user`; a subject without that claim is called by its id.
    #[serde(default, deserialize_with = "present")]
    pub user: Option<String>,
    /// By default `/roles`, beside the roles that the host gives.
    #[serde(default, deserialize_with = "present")]
    pub role: Option<String>,
    /// By default `/app`.
    #[serde(default, deserialize_with = "present")]
    pub app: Option<String>,
    /// Kinds of which a subject must have a document; one that has none is denied.
    #[serde(default)]
    pub require: Vec<String>,
}

/// For what may be left out: `null` would quietly mean that it was, so it is refused like any other wrong value.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
