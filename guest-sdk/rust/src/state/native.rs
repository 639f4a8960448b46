//! The state of a native build: each thread's own, exact, by a clock that is set.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use super::{Reservation, Reserved, StateError, Window, ms};

#[derive(Default)]
pub(crate) struct State {
    pub(crate) now: u64,
    /// None: every key.
    pub(crate) granted: Option<Vec<String>>,
    amounts: BTreeMap<(String, String), Amount>,
    values: BTreeMap<String, (String, u64)>,
}

struct Amount {
    amount: u64,
    window: Window,
    at: u64,
    /// When it is free again; none once it is settled.
    lease: Option<u64>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

pub(crate) fn with<R>(work: impl FnOnce(&mut State) -> R) -> R {
    STATE.with_borrow_mut(work)
}

impl State {
    fn check(&self, key: &str) -> Result<(), StateError> {
        let granted = self.granted.as_ref().is_none_or(|all| all.iter().any(|prefix| key.starts_with(prefix)));
        if !granted {
            return Err(StateError::NotGranted);
        }
        if key.is_empty() || key.len() > 256 {
            return Err(StateError::Invalid("a key has 1 to 256 bytes".to_owned()));
        }
        Ok(())
    }

    fn counting(&self, key: &str, window: Window) -> impl Iterator<Item = &Amount> {
        let now = self.now;
        let ours = self.amounts.iter().filter(move |((other, _), amount)| other == key && amount.window == window);
        ours.map(|(_, amount)| amount).filter(move |amount| match (amount.lease, window) {
            (Some(lease), _) => lease > now,
            (None, Window::Rolling(length)) => amount.at.saturating_add(ms(length)) > now,
            (None, Window::Until(_)) => true,
        })
    }
}

pub(super) fn reserve(reservation: &Reservation<'_>) -> Result<Reserved, StateError> {
    let Reservation { key, id, amount, limit, window, lease } = *reservation;
    with(|state| {
        state.check(key)?;
        state.amounts.remove(&(key.to_owned(), id.to_owned()));
        let now = state.now;
        let used = state.counting(key, window).map(|other| other.amount).sum::<u64>();
        if used.saturating_add(amount) > limit {
            let end = |other: &Amount| match (other.lease, window) {
                (Some(lease), _) => lease,
                (None, Window::Rolling(length)) => other.at.saturating_add(ms(length)),
                (None, Window::Until(end)) => end,
            };
            let retry = state.counting(key, window).map(end).min().unwrap_or(now).saturating_sub(now);
            return Ok(Reserved { granted: false, used, retry: Some(Duration::from_millis(retry)) });
        }
        let lease = Some(now.saturating_add(ms(lease)));
        state.amounts.insert((key.to_owned(), id.to_owned()), Amount { amount, window, at: now, lease });
        Ok(Reserved { granted: true, used: used.saturating_add(amount), retry: None })
    })
}

pub(super) fn settle(key: &str, id: &str, amount: u64, window: Window) -> Result<bool, StateError> {
    with(|state| {
        state.check(key)?;
        let now = state.now;
        let before = state.amounts.remove(&(key.to_owned(), id.to_owned()));
        let before = before.filter(|before| before.lease.is_none_or(|lease| lease > now));
        let held = before.is_some();
        let window = before.map_or(window, |before| before.window);
        state.amounts.insert((key.to_owned(), id.to_owned()), Amount { amount, window, at: now, lease: None });
        Ok(held)
    })
}

pub(super) fn release(key: &str, id: &str) -> Result<bool, StateError> {
    with(|state| {
        state.check(key)?;
        let (slot, now) = ((key.to_owned(), id.to_owned()), state.now);
        let held = state.amounts.get(&slot).is_some_and(|amount| amount.lease.is_some_and(|lease| lease > now));
        if held {
            state.amounts.remove(&slot);
        }
        Ok(held)
    })
}

pub(super) fn get(key: &str) -> Result<Option<String>, StateError> {
    with(|state| {
        state.check(key)?;
        Ok(state.values.get(key).filter(|(_, until)| *until > state.now).map(|(value, _)| value.clone()))
    })
}

pub(super) fn set(key: &str, value: &str, ttl: Duration) -> Result<(), StateError> {
    with(|state| {
        state.check(key)?;
        let until = state.now.saturating_add(ms(ttl));
        state.values.insert(key.to_owned(), (value.to_owned(), until));
        Ok(())
    })
}

pub(super) fn remove(key: &str) -> Result<bool, StateError> {
    with(|state| {
        state.check(key)?;
        let now = state.now;
        Ok(state.values.remove(key).is_some_and(|(_, until)| until > now))
    })
}
