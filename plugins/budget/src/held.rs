//! What was reserved for an event, remembered until its answer is there.

use std::time::Duration;

use portcullis_guest::{Error, state};
use serde::{Deserialize, Serialize};

/// The reservations of one event.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Held {
    /// The model that was asked.
    pub(crate) model: String,
    pub(crate) of: Vec<Reservation>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Reservation {
    /// The rule's place in the config.
    pub(crate) rule: usize,
    pub(crate) key: String,
    pub(crate) amount: u64,
}

impl Held {
    pub(crate) fn keep(&self, prefix: &str, event: &str, lease: Duration) -> Result<(), Error> {
        state::set(&key(prefix, event), &serde_json::to_string(self)?, lease)?;
        Ok(())
    }

    /// What was reserved for an event; none where that is over.
    pub(crate) fn of(prefix: &str, event: &str) -> Result<Option<Self>, Error> {
        let kept = state::get(&key(prefix, event))?;
        Ok(kept.map(|text| serde_json::from_str(&text)).transpose()?)
    }
}

fn key(prefix: &str, event: &str) -> String {
    format!("{prefix}/held/{event}")
}
