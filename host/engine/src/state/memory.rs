use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use portcullis_audit::StateCall;

use super::{Answering, StateStore, kept::Kept};
use crate::clock;

/// State in this process: gone with it, and shared with no other.
///
/// # Example
/// ```
/// use portcullis::{plugin::RuntimeOptions, state::MemoryState};
/// use std::sync::Arc;
///
/// let options = RuntimeOptions { state: Arc::new(MemoryState::new().at_most(1_000_000)), ..RuntimeOptions::default() };
/// ```
pub struct MemoryState {
    kept: Mutex<Kept>,
    clock: Box<dyn Fn() -> u64 + Send + Sync>,
    most: usize,
}

/// Some 50 MB at most, with keys of a usual length.
const MOST: usize = 100_000;

impl MemoryState {
    /// State with room for 100,000 items: counters, values, and reservations until their lease is over.
    #[must_use]
    pub fn new() -> Self {
        Self { kept: Mutex::default(), clock: Box::new(clock::now_ms), most: MOST }
    }

    /// The same, with room for so many items. What doesn't fit is not kept, and the plugin that asked for it fails.
    #[must_use]
    pub fn at_most(mut self, items: usize) -> Self {
        self.most = items;
        self
    }

    /// The same, by another clock: milliseconds since 1970-01-01T00:00:00Z. For tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }
}

impl Default for MemoryState {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryState").field("most", &self.most).finish_non_exhaustive()
    }
}

impl StateStore for MemoryState {
    fn call<'a>(&'a self, call: &'a StateCall) -> Answering<'a> {
        Box::pin(async move {
            // The time is read under the lock, so that it never goes back from one call to the next. Nothing in there panics
            // halfway.
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.call(call, (self.clock)(), self.most)
        })
    }
}
