use serde::{Deserialize, Serialize};

use super::{LimitsRecord, OutcomeRecord, StateRecord};
use crate::Digest;

/// One answer of one plugin, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginRecord {
    /// Digest of the canonical config.
    pub config_digest: Digest,
    /// Digest of the component's bytes.
    pub digest: Digest,
    /// Fuel that the call took. The same on every machine with the same engine version.
    pub fuel: u64,
    /// The plugin's id in the pack.
    pub id: String,
    /// The limits in force, by name; the unit is in the name.
    pub limits: LimitsRecord,
    /// What the plugin logged.
    pub log: Vec<LogLine>,
    /// Whether its answer counted.
    pub mode: Mode,
    /// Remarks of the plugin for this log.
    pub notes: Vec<String>,
    /// What its failure would have meant.
    pub on_error: OnError,
    /// What came of it.
    pub outcome: OutcomeRecord,
    /// The round that it was asked in, as the gate counts them.
    pub round: u32,
    /// SHA-256 of the state that its calls start from; none where it is configured at each call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_digest: Option<Digest>,
    /// What it asked of the state, in order; not there where it asked nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<StateRecord>,
    /// Time that the call took, in microseconds.
    pub time_us: u64,
}

/// Whether a plugin's answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// It counts.
    Enforce,
    /// It is recorded only.
    Shadow,
}

/// What a plugin's failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnError {
    /// The event is denied.
    Deny,
    /// The plugin is passed over.
    Allow,
}

/// One line that a plugin logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    /// How important it is.
    pub level: Level,
    /// What it says.
    pub message: String,
}

/// How important a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Every step.
    Trace,
    /// For the plugin's author.
    Debug,
    /// Worth knowing.
    Info,
    /// Worth looking at.
    Warn,
    /// Something failed.
    Error,
}
