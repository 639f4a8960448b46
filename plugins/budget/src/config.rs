use std::collections::BTreeMap;

use serde::Deserialize;

/// What a pack writes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the keys of its counters begin with: a prefix that the pack grants.
    #[serde(default = "prefix")]
    pub prefix: String,
    /// The IANA time zone of calendars and hours.
    #[serde(default = "utc")]
    pub timezone: String,
    /// All of them must hold.
    pub rules: Vec<RuleConfig>,
    /// What models cost, by the beginning of their name: the longest that fits.
    #[serde(default)]
    pub prices: BTreeMap<String, Price>,
    /// How long the answer to a request may take, in seconds; then what was reserved for it is free.
    #[serde(default = "lease_s")]
    pub lease_s: u64,
    /// Whether what was reserved is corrected by what the answer says. If not, it stays reserved as long as the window.
    #[serde(default = "yes")]
    pub settle: bool,
    /// How many bytes of a request count as one token, until the answer says how many there were.
    #[serde(default = "bytes_per_token")]
    pub bytes_per_token: u64,
    /// How many tokens a model may answer with where the request does not say.
    #[serde(default = "output_tokens")]
    pub output_tokens: u64,
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleConfig {
    /// What it is called: in records, and in the keys of its counters.
    pub id: String,
    /// What is counted.
    pub count: Count,
    /// How much there may be in the window.
    pub limit: f64,
    /// What is counted apart: `subject`, `session`, `target`, `action`, `model`, `claim:/pointer`. Nothing: all together.
    #[serde(default)]
    pub per: Vec<String>,
    /// In which time.
    pub window: WindowConfig,
    /// The resources that it is about: `*` within a segment, `**` across. None: all.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The roles of which a subject has one if it is about them. None: all subjects.
    #[serde(default)]
    pub roles: Vec<String>,
    /// It holds within these hours only.
    pub during: Option<Hours>,
    /// It holds outside of these hours only.
    pub outside: Option<Hours>,
    /// What a call of a tool costs, where costs are counted.
    pub call_cost: Option<f64>,
    /// Where a tool's result says what it did cost: a pointer.
    pub spent_at: Option<String>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Tokens of models, what is sent and what is answered.
    Tokens,
    /// Requests to models and calls of tools.
    Calls,
    /// Money, in whatever currency `prices` are.
    Cost,
}

/// In which time something is counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowConfig {
    /// In the time just past: `90s`, `5m`, `24h`, `30d`.
    Rolling(String),
    /// In the hour, day, week, month or year at hand, in the config's time zone.
    Calendar(Calendar),
}

/// A unit of the calendar. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calendar {
    /// Sixty minutes.
    Hour,
    /// From midnight to midnight.
    Day,
    /// From Monday to Sunday.
    Week,
    /// From the first.
    Month,
    /// From the first of January.
    Year,
}

/// Hours of some days, in the config's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// `mon` to `sun`.
    pub days: Vec<String>,
    /// The first minute: `09:00`.
    pub from: String,
    /// The first minute after them: `17:30`, at most `24:00`.
    pub to: String,
}

/// What a million tokens cost.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of what is sent.
    pub input: f64,
    /// Of what is answered.
    pub output: f64,
}

fn prefix() -> String {
    "budget/".to_owned()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn lease_s() -> u64 {
    600
}

fn yes() -> bool {
    true
}

fn bytes_per_token() -> u64 {
    3
}

fn output_tokens() -> u64 {
    4096
}
