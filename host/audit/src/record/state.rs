use serde::{Deserialize, Serialize};

/// One call of the state by a plugin, and what it was answered: with all of them the plugin can be asked again, as if
/// nothing had happened since.
///
/// ```
/// use portcullis_audit::{StateAnswer, StateCall, StateRecord};
///
/// let json = r#"{"answer":{"kind":"held","held":true},"call":{"kind":"release","id":"evt-1","key":"budget/alice"}}"#;
/// let record = StateRecord {
///     answer: StateAnswer::Held { held: true },
///     call: StateCall::Release { id: "evt-1".into(), key: "budget/alice".into() },
/// };
/// assert_eq!(serde_json::from_str::<StateRecord>(json)?, record);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRecord {
    /// What it was answered.
    pub answer: StateAnswer,
    /// What the plugin asked.
    pub call: StateCall,
}

/// What a plugin asks of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StateCall {
    /// The value under a key.
    Get {
        /// The key.
        key: String,
    },
    /// To end a reservation of which nothing was spent.
    Release {
        /// The reservation's id.
        id: String,
        /// The counter's key.
        key: String,
    },
    /// To forget a value.
    Remove {
        /// The key.
        key: String,
    },
    /// To hold an amount, if the limit allows it.
    Reserve {
        /// How much.
        amount: u64,
        /// What it is for.
        id: String,
        /// The counter's key.
        key: String,
        /// After how many milliseconds it is free again.
        lease_ms: u64,
        /// How much may be spent and held in the window.
        limit: u64,
        /// What counts.
        window: Window,
    },
    /// To keep a value for some time.
    Set {
        /// The key.
        key: String,
        /// For how many milliseconds.
        ttl_ms: u64,
        /// The value.
        value: String,
    },
    /// To count what was spent.
    Settle {
        /// How much.
        amount: u64,
        /// The reservation's id.
        id: String,
        /// The counter's key.
        key: String,
        /// Where the amount counts if no such reservation is held any more.
        window: Window,
    },
}

/// Which of the amounts under a key count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Window {
    /// What was spent lately.
    Rolling {
        /// In so many milliseconds.
        ms: u64,
    },
    /// What was spent until a moment.
    Until {
        /// In milliseconds since 1970-01-01T00:00:00Z.
        ms: u64,
    },
}

/// What the state answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StateAnswer {
    /// To `reserve`.
    Reserved {
        /// Whether the amount is held.
        granted: bool,
        /// Where it is not: after how many milliseconds some of it may be free.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_ms: Option<u64>,
        /// What is spent and held in the window.
        used: u64,
    },
    /// To `settle` and `release`.
    Held {
        /// Whether the reservation was still held.
        held: bool,
    },
    /// To `get`.
    Value {
        /// The value, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// To `set`.
    Kept,
    /// To `remove`.
    Removed {
        /// Whether there was a value.
        found: bool,
    },
    /// No granted prefix begins the key.
    NotGranted,
    /// A key, id or value that can't be.
    Invalid {
        /// Which, and what could be.
        reason: String,
    },
    /// The plugin was not answered, and has failed.
    Failed,
}

impl StateRecord {
    /// The largest number in it.
    pub(crate) fn largest(&self) -> u64 {
        let of_window = |window: &Window| match *window {
            Window::Rolling { ms } | Window::Until { ms } => ms,
        };
        let of_call = match &self.call {
            StateCall::Reserve { amount, lease_ms, limit, window, .. } => {
                (*amount).max(*lease_ms).max(*limit).max(of_window(window))
            }
            StateCall::Settle { amount, window, .. } => (*amount).max(of_window(window)),
            StateCall::Set { ttl_ms, .. } => *ttl_ms,
            StateCall::Get { .. } | StateCall::Release { .. } | StateCall::Remove { .. } => 0,
        };
        match self.answer {
            StateAnswer::Reserved { retry_ms, used, .. } => of_call.max(used).max(retry_ms.unwrap_or(0)),
            _ => of_call,
        }
    }
}
