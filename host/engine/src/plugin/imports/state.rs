use std::sync::Arc;

use portcullis_audit::{MAX_INTEGER, StateAnswer, StateCall, StateRecord, Window};

use crate::{
    plugin::{
        bindings::portcullis::plugin::state::{self as wit, Host},
        grants::Access,
        limits::{Deadline, Limits, StateBook},
        sandbox::State,
    },
    state::StateError,
};

use super::document::NoEvent;

const MAX_KEY: usize = 256;
const MAX_ID: usize = 128;
const MAX_VALUE: usize = 4096;
/// 400 days.
const MAX_MS: u64 = 400 * 86_400_000;

/// A guest's way to the state while it answers one event.
pub(crate) struct Remembering {
    pub(crate) access: Arc<Access>,
    pub(crate) book: StateBook,
}

impl Remembering {
    pub(crate) fn new(access: &Arc<Access>, limits: &Limits) -> Self {
        Self { access: Arc::clone(access), book: StateBook::new(limits) }
    }
}

type Answer<T> = wasmtime::Result<Result<T, wit::Error>>;

impl Host for State {
    async fn reserve(&mut self, reservation: wit::Reservation) -> Answer<wit::Reserved> {
        let wit::Reservation { key, id, amount, limit, window, lease_ms } = reservation;
        let (amount, limit, lease_ms) = (number(amount), number(limit), number(lease_ms));
        let call = StateCall::Reserve { key, id, amount, limit, window: from_wit(window), lease_ms };
        answered(self.ask(call).await?, |answer| match answer {
            StateAnswer::Reserved { granted, used, retry_ms } => Some(wit::Reserved { granted, used, retry_ms }),
            _ => None,
        })
    }

    async fn settle(&mut self, settlement: wit::Settlement) -> Answer<bool> {
        let wit::Settlement { key, id, amount, window } = settlement;
        let call = StateCall::Settle { key, id, amount: number(amount), window: from_wit(window) };
        answered(self.ask(call).await?, held)
    }

    async fn release(&mut self, key: String, id: String) -> Answer<bool> {
        answered(self.ask(StateCall::Release { key, id }).await?, held)
    }

    async fn get(&mut self, key: String) -> Answer<Option<String>> {
        answered(self.ask(StateCall::Get { key }).await?, |answer| match answer {
            StateAnswer::Value { value } => Some(value),
            _ => None,
        })
    }

    async fn set(&mut self, key: String, value: String, ttl_ms: u64) -> Answer<()> {
        let call = StateCall::Set { key, value, ttl_ms: number(ttl_ms) };
        answered(self.ask(call).await?, |answer| (answer == StateAnswer::Kept).then_some(()))
    }

    async fn remove(&mut self, key: String) -> Answer<bool> {
        answered(self.ask(StateCall::Remove { key }).await?, |answer| match answer {
            StateAnswer::Removed { found } => Some(found),
            _ => None,
        })
    }
}

impl State {
    /// Asks the state, no longer than the deadline, and writes down what it was asked and what it answered.
    async fn ask(&mut self, call: StateCall) -> wasmtime::Result<StateAnswer> {
        let deadline = self.deadline.filter(|_| self.documents.is_some());
        let (Some(deadline), Some(remembering)) = (deadline, &mut self.remembering) else {
            return Err(wasmtime::Error::msg(NoEvent.to_string()));
        };
        let bytes = texts(&call);
        self.host_calls.count(0, bytes).map_err(wasmtime::Error::new)?;
        remembering.book.count_call(bytes).map_err(wasmtime::Error::new)?;
        let answer = match refused(&remembering.access, &call) {
            Some(refused) => Ok(refused),
            None => asked(&remembering.access, &call, deadline).await,
        };
        let kept = answer.as_ref().map_or(StateAnswer::Failed, Clone::clone);
        remembering.book.write(StateRecord { answer: kept, call });
        let answer = answer?;
        if let StateAnswer::Value { value: Some(value) } = &answer {
            self.host_calls.count(0, value.len()).map_err(wasmtime::Error::new)?;
            remembering.book.count(value.len()).map_err(wasmtime::Error::new)?;
        }
        Ok(answer)
    }
}

/// What the store says, within the deadline.
async fn asked(access: &Access, call: &StateCall, deadline: Deadline) -> wasmtime::Result<StateAnswer> {
    let answer = access.timer.within(deadline.at(), access.call(call)).await;
    let answer = answer.ok_or_else(|| wasmtime::Error::new(deadline.exceeded()))?.map_err(wasmtime::Error::new)?;
    let fits = match call {
        StateCall::Get { .. } => matches!(&answer, StateAnswer::Value { .. }),
        StateCall::Release { .. } | StateCall::Settle { .. } => matches!(&answer, StateAnswer::Held { .. }),
        StateCall::Remove { .. } => matches!(&answer, StateAnswer::Removed { .. }),
        StateCall::Reserve { .. } => matches!(&answer, StateAnswer::Reserved { .. }),
        StateCall::Set { .. } => matches!(&answer, StateAnswer::Kept),
    };
    match answer {
        StateAnswer::Reserved { granted, used, retry_ms } if fits => {
            Ok(StateAnswer::Reserved { granted, used: number(used), retry_ms: retry_ms.map(number) })
        }
        answer if fits => Ok(answer),
        _ => Err(wasmtime::Error::new(StateError::Mismatch)),
    }
}

/// Why a call is not let through to the store.
fn refused(access: &Access, call: &StateCall) -> Option<StateAnswer> {
    let (key, id, value, window, ms) = match call {
        StateCall::Get { key } | StateCall::Remove { key } => (key, None, None, None, None),
        StateCall::Release { key, id } => (key, Some(id), None, None, None),
        StateCall::Set { key, value, ttl_ms } => (key, None, Some(value), None, Some(ttl_ms)),
        StateCall::Settle { key, id, window, .. } => (key, Some(id), None, Some(window), None),
        StateCall::Reserve { key, id, window, lease_ms, .. } => (key, Some(id), None, Some(window), Some(lease_ms)),
    };
    if !access.is_granted(key) {
        return Some(StateAnswer::NotGranted);
    }
    let long = |text: Option<&String>, most| text.is_some_and(|text: &String| text.len() > most);
    let reason = if key.is_empty() || key.len() > MAX_KEY {
        format!("a key has 1 to {MAX_KEY} bytes, not {}", key.len())
    } else if long(id, MAX_ID) {
        format!("an id has {MAX_ID} bytes at most")
    } else if long(value, MAX_VALUE) {
        format!("a value has {MAX_VALUE} bytes at most")
    } else if matches!(window, Some(Window::Rolling { ms: 0 | MAX_MS.. })) || ms.is_some_and(|ms| *ms > MAX_MS) {
        "a rolling window is longer than nothing, and no window, lease or time to live is longer than 400 days"
            .to_owned()
    } else {
        return None;
    };
    Some(StateAnswer::Invalid { reason })
}

/// An answer in the contract's types.
fn answered<T>(answer: StateAnswer, read: impl FnOnce(StateAnswer) -> Option<T>) -> Answer<T> {
    match answer {
        StateAnswer::NotGranted => Ok(Err(wit::Error::NotGranted)),
        StateAnswer::Invalid { reason } => Ok(Err(wit::Error::Invalid(reason))),
        answer => read(answer).map(Ok).ok_or_else(|| wasmtime::Error::new(StateError::Mismatch)),
    }
}

fn held(answer: StateAnswer) -> Option<bool> {
    match answer {
        StateAnswer::Held { held } => Some(held),
        _ => None,
    }
}

/// The bytes of a call's texts.
fn texts(call: &StateCall) -> usize {
    match call {
        StateCall::Get { key } | StateCall::Remove { key } => key.len(),
        StateCall::Release { key, id } | StateCall::Reserve { key, id, .. } | StateCall::Settle { key, id, .. } => {
            key.len().saturating_add(id.len())
        }
        StateCall::Set { key, value, .. } => key.len().saturating_add(value.len()),
    }
}

/// Records hold no larger number.
fn number(number: u64) -> u64 {
    number.min(MAX_INTEGER)
}

fn from_wit(window: wit::Window) -> Window {
    match window {
        wit::Window::Rolling(ms) => Window::Rolling { ms: number(ms) },
        wit::Window::Until(ms) => Window::Until { ms: number(ms) },
    }
}
