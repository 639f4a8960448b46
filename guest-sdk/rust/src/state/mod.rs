//! What a policy remembers from one event to the next: counters that hold under concurrency, and values with a time to
//! live. Only there where the pack grants it, by prefixes of keys: `[plugin.grants] state = ["refunds/"]`.
//!
//! A counter is spent in two steps: [`reserve`] before something happens, [`settle`] once it is known how much it took. The
//! host releases what was reserved for an event that is denied; what is never settled frees itself after its lease.
//!
//! ```
//! use portcullis_guest::{prelude::*, state};
//! use std::time::Duration;
//!
//! // At most five refunds in an hour, each of them held until the hour is over.
//! fn may_refund(event: &Event) -> Result<Verdict, Error> {
//!     let hour = Duration::from_secs(3600);
//!     let reserved = state::reserve(&state::Reservation {
//!         key: &format!("refunds/{}", event.subject.id),
//!         id: &event.id,
//!         amount: 1,
//!         limit: 5,
//!         window: state::Window::Rolling(hour),
//!         lease: hour,
//!     })?;
//!     Ok(if reserved.granted { Verdict::allow() } else { Verdict::deny("too-many-refunds", "five in this hour") })
//! }
//!
//! let event = Event::new(Phase::ToolCall, "approve_refund");
//! for number in 0..6 {
//!     let event = event.clone().with_id(format!("event-{number}"));
//!     assert_eq!(may_refund(&event)?.is_allow(), number < 5);
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! A native build keeps it in the thread, by a clock that stands: see [`testing`](crate::testing).

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod native;

#[cfg(target_arch = "wasm32")]
use crate::wire::state as host;
#[cfg(not(target_arch = "wasm32"))]
use native as host;

use std::{error, fmt, time::Duration};

/// Which of the amounts under a key count together. A key with two windows is two counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// What was spent in the time just past. It may count up to a sixtieth more of it, never less.
    Rolling(Duration),
    /// What was spent until this moment, in milliseconds since 1970-01-01T00:00:00Z: a day or a month whose end the
    /// policy knows.
    Until(u64),
}

/// An amount to be held.
#[derive(Debug, Clone, Copy)]
pub struct Reservation<'a> {
    /// The counter's key.
    pub key: &'a str,
    /// What it is for, such as the event's id. Reserving again under the same key and id replaces what was reserved.
    pub id: &'a str,
    /// How much.
    pub amount: u64,
    /// How much may be spent and held in the window, with this amount.
    pub limit: u64,
    /// What counts.
    pub window: Window,
    /// After how long it is free again, unless it is settled or released before. As long as the window: a plain counter.
    pub lease: Duration,
}

/// What came of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// Whether the amount is held.
    pub granted: bool,
    /// What is spent and held in the window now.
    pub used: u64,
    /// Where it was not granted: after how long some of it may be free.
    pub retry: Option<Duration>,
}

/// Why the state did nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// The pack grants no prefix of the key.
    NotGranted,
    /// A key, id, value or time that can't be.
    Invalid(String),
}

/// Holds an amount, if the limit allows it.
pub fn reserve(reservation: &Reservation<'_>) -> Result<Reserved, StateError> {
    host::reserve(reservation)
}

/// Counts what was spent, whatever the limit, and ends the reservation. Answers whether it was still held: if not, the
/// amount counts in `window`. Settling again replaces the amount.
pub fn settle(key: &str, id: &str, amount: u64, window: Window) -> Result<bool, StateError> {
    host::settle(key, id, amount, window)
}

/// Ends a reservation of which nothing was spent. Answers whether it was still held.
pub fn release(key: &str, id: &str) -> Result<bool, StateError> {
    host::release(key, id)
}

/// The value under a key, if there is one.
pub fn get(key: &str) -> Result<Option<String>, StateError> {
    host::get(key)
}

/// Keeps a value for some time, in the place of one that may be there.
pub fn set(key: &str, value: &str, ttl: Duration) -> Result<(), StateError> {
    host::set(key, value, ttl)
}

/// Forgets a value. Answers whether there was one.
pub fn remove(key: &str) -> Result<bool, StateError> {
    host::remove(key)
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGranted => f.write_str("the pack grants this plugin no prefix of the key: see `[plugin.grants]`"),
            Self::Invalid(reason) => write!(f, "the state refuses it: {reason}"),
        }
    }
}

impl error::Error for StateError {}

/// Whole milliseconds, as the contract counts.
pub(crate) fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
