//! The host's state, in the crate's own types.

use std::time::Duration;

use super::bindings::host::portcullis::plugin::state as import;
use crate::state::{Reservation, Reserved, StateError, Window, ms};

pub(crate) fn reserve(reservation: &Reservation<'_>) -> Result<Reserved, StateError> {
    let reserved = import::reserve(&import::Reservation {
        key: reservation.key.to_owned(),
        id: reservation.id.to_owned(),
        amount: reservation.amount,
        limit: reservation.limit,
        window: reservation.window.into(),
        lease_ms: ms(reservation.lease),
    })?;
    let import::Reserved { granted, used, retry_ms } = reserved;
    Ok(Reserved { granted, used, retry: retry_ms.map(Duration::from_millis) })
}

pub(crate) fn settle(key: &str, id: &str, amount: u64, window: Window) -> Result<bool, StateError> {
    let settlement = import::Settlement { key: key.to_owned(), id: id.to_owned(), amount, window: window.into() };
    Ok(import::settle(&settlement)?)
}

pub(crate) fn release(key: &str, id: &str) -> Result<bool, StateError> {
    Ok(import::release(key, id)?)
}

pub(crate) fn get(key: &str) -> Result<Option<String>, StateError> {
    Ok(import::get(key)?)
}

pub(crate) fn set(key: &str, value: &str, ttl: Duration) -> Result<(), StateError> {
    Ok(import::set(key, value, ms(ttl))?)
}

pub(crate) fn remove(key: &str) -> Result<bool, StateError> {
    Ok(import::remove(key)?)
}

impl From<Window> for import::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Rolling(length) => Self::Rolling(ms(length)),
            Window::Until(end) => Self::Until(end),
        }
    }
}

impl From<import::Error> for StateError {
    fn from(error: import::Error) -> Self {
        match error {
            import::Error::NotGranted => Self::NotGranted,
            import::Error::Invalid(reason) => Self::Invalid(reason),
        }
    }
}
