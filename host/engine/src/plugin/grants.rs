use std::sync::Arc;

use portcullis_audit::{StateAnswer, StateCall};

use crate::state::{MemoryState, StateError, StateStore};

use super::limits::Timer;

/// What a pack lets a plugin have, beside what every plugin has. By default nothing.
///
/// # Example
/// ```
/// use portcullis::plugin::Grants;
///
/// let grants = Grants::new().state("budget/").state("calls/");
/// assert_eq!(grants.state_prefixes(), ["budget/", "calls/"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    state: Vec<String>,
    apart: Option<String>,
}

impl Grants {
    /// Grants nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Grants the state under all keys that begin so.
    #[must_use]
    pub fn state(mut self, prefix: impl Into<String>) -> Self {
        self.state.push(prefix.into());
        self
    }

    /// Keeps what the plugin keeps apart from what all others do, under this name: so that a shadow spends nothing that
    /// enforced plugins need.
    #[must_use]
    pub fn apart(mut self, name: impl Into<String>) -> Self {
        self.apart = Some(name.into());
        self
    }

    /// The prefixes of the keys that are granted.
    #[must_use]
    pub fn state_prefixes(&self) -> &[String] {
        &self.state
    }
}

/// A plugin's way to the state.
pub(super) struct Access {
    store: Arc<dyn StateStore>,
    prefixes: Vec<String>,
    /// What stands in front of its keys.
    space: String,
    pub(super) timer: Timer,
}

impl Access {
    pub(super) fn new(store: Arc<dyn StateStore>, grants: &Grants, timer: Timer) -> Self {
        let space = grants.apart.as_ref().map_or_else(|| "enforced/".to_owned(), |name| format!("apart/{name}/"));
        Self { store, prefixes: grants.state.clone(), space, timer }
    }

    /// The same for events that never were: what they keep is thrown away.
    pub(super) fn to_nowhere(&self) -> Self {
        Self {
            store: Arc::new(MemoryState::new()),
            prefixes: self.prefixes.clone(),
            space: self.space.clone(),
            timer: self.timer.clone(),
        }
    }

    pub(super) fn is_granted(&self, key: &str) -> bool {
        self.prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
    }

    pub(super) async fn call(&self, call: &StateCall) -> Result<StateAnswer, StateError> {
        self.store.call(&within(&self.space, call.clone())).await
    }
}

/// The same call, with the key in a space.
fn within(space: &str, mut call: StateCall) -> StateCall {
    let (StateCall::Get { key }
    | StateCall::Release { key, .. }
    | StateCall::Remove { key }
    | StateCall::Reserve { key, .. }
    | StateCall::Set { key, .. }
    | StateCall::Settle { key, .. }) = &mut call;
    key.insert_str(0, space);
    call
}
