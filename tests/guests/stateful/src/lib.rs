//! A plugin for tests of the state: it makes the calls that the payload lists, and notes each answer.

use std::time::Duration;

use portcullis_guest::{
    prelude::*,
    state::{self, Reservation, Window},
};

/// Has no config.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stateful {}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Call {
    /// Key, id, amount, limit, rolling window, lease, both in milliseconds.
    Reserve(String, String, u64, u64, u64, u64),
    /// Key, id, amount, rolling window in milliseconds.
    Settle(String, String, u64, u64),
    Release(String, String),
    Get(String),
    /// Key, value, time to live in milliseconds.
    Set(String, String, u64),
    /// Key and so many bytes of value.
    SetLong(String, usize),
    Remove(String),
    /// Gets a key so many times.
    Flood(String, u32),
}

impl Policy for Stateful {
    type Config = Self;
    const NAME: &str = "stateful";
    const VERSION: &str = "0.1.0";

    fn configure(config: Self) -> Result<Self, ConfigErrors> {
        Ok(config)
    }

    fn evaluate(&self, _event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let calls: Vec<Call> = payload.require("/calls")?;
        let verdict = match payload.get::<String>("/then")?.as_deref() {
            Some("deny") => Verdict::deny("as-told", "as the payload says"),
            Some(refusal) => return Err(Error::new(refusal)),
            None => Verdict::allow(),
        };
        Ok(calls.iter().fold(verdict, |verdict, call| verdict.note(make(call))))
    }
}

/// Makes a call, and tells the answer.
fn make(call: &Call) -> String {
    let ms = Duration::from_millis;
    match call {
        Call::Reserve(key, id, amount, limit, window, lease) => {
            let window = Window::Rolling(ms(*window));
            let lease = ms(*lease);
            match state::reserve(&Reservation { key, id, amount: *amount, limit: *limit, window, lease }) {
                Ok(reserved) if reserved.granted => format!("granted, {} used", reserved.used),
                Ok(reserved) => format!("refused, {} used", reserved.used),
                Err(error) => error.to_string(),
            }
        }
        Call::Settle(key, id, amount, window) => told(state::settle(key, id, *amount, Window::Rolling(ms(*window)))),
        Call::Release(key, id) => told(state::release(key, id)),
        Call::Get(key) => told(state::get(key)),
        Call::Set(key, value, ttl) => told(state::set(key, value, ms(*ttl))),
        Call::SetLong(key, bytes) => told(state::set(key, &"v".repeat(*bytes), ms(1000))),
        Call::Remove(key) => told(state::remove(key)),
        Call::Flood(key, times) => {
            for _ in 0..*times {
                let _ = std::hint::black_box(state::get(key));
            }
            "flooded".to_owned()
        }
    }
}

fn told<T: std::fmt::Debug>(answer: Result<T, state::StateError>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(error) => error.to_string(),
    }
}

export_policy!(Stateful);
