//! What plugins keep from one event to the next, where their pack grants it: counters that hold under concurrency, and
//! values with a time to live. The contract's interface `state` says what each call means.
//!
//! [`MemoryState`] keeps it in the process. Several processes that share limits share a [`StateStore`] of their own;
//! `portcullis-redis` has one.

mod counter;
mod kept;
mod memory;

use std::{fmt, pin::Pin};

pub use memory::MemoryState;
pub use portcullis_audit::{StateAnswer, StateCall, Window};

/// Where state is kept. Any number of calls may be made at once, and each happens as a whole or not at all.
///
/// A call that takes longer than the plugin's deadline is given up. It may have happened or not: a reservation frees
/// itself by its lease then.
///
/// # Example
/// ```
/// use portcullis::state::{MemoryState, StateAnswer, StateCall, StateStore, Window};
///
/// # async fn example() -> Result<(), portcullis::state::StateError> {
/// let state = MemoryState::new();
/// let call = StateCall::Reserve {
///     key: "calls/alice".into(),
///     id: "event-1".into(),
///     amount: 1,
///     limit: 1,
///     window: Window::Rolling { ms: 60_000 },
///     lease_ms: 60_000,
/// };
/// assert_eq!(state.call(&call).await?, StateAnswer::Reserved { granted: true, used: 1, retry_ms: None });
/// # Ok(())
/// # }
/// ```
pub trait StateStore: fmt::Debug + Send + Sync {
    /// Answers one call. The engine has checked it: keys are granted, texts short and numbers at most
    /// [`MAX_INTEGER`](crate::audit::MAX_INTEGER). The key begins with the name of a space of the engine's own, which keeps
    /// shadows apart.
    fn call<'a>(&'a self, call: &'a StateCall) -> Answering<'a>;
}

/// An answer that is waited for.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<StateAnswer, StateError>> + Send + 'a>>;

/// Why a call of the state was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Where it is kept can't be reached, or has failed: the operator's words for it.
    #[error("the state can't be reached: {0}")]
    Unavailable(String),
    /// There is no room for more.
    #[error("the state holds {most} items and has no room for more: raise that, or let what is kept end earlier")]
    Full {
        /// How many items there may be.
        most: usize,
    },
    /// The store answered another question than the one that was asked.
    #[error("the state store answered something else than it was asked")]
    Mismatch,
}
