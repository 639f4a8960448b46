use std::collections::{BTreeSet, HashMap};

use portcullis_audit::{StateAnswer, StateCall, Window};

use super::{StateError, counter::Counter};

/// A counter is kept for so long behind the end of its window, so that clocks need not agree to the millisecond.
const GRACE_MS: u64 = 3_600_000;
/// What was settled is remembered for at least so long, so that settling it again changes it, rather than count twice.
const SETTLED_MS: u64 = 600_000;

/// All that is kept, and when each item ends. Knows no clock: it is told the time.
#[derive(Debug, Default)]
pub(super) struct Kept {
    counters: HashMap<(String, Window), (Counter, u64)>,
    reservations: HashMap<(String, String), Reservation>,
    values: HashMap<String, (String, u64)>,
    ends: BTreeSet<(u64, Item)>,
}

/// Something that ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Counter(String, Window),
    Reservation(String, String),
    Value(String),
}

#[derive(Debug)]
struct Reservation {
    window: Window,
    amount: u64,
    until: u64,
    /// Where it counts, once it is settled, and whether it was held then.
    settled: Option<(u64, bool)>,
}

impl Kept {
    /// Answers one call, with room for `most` items.
    pub(super) fn call(&mut self, call: &StateCall, now: u64, most: usize) -> Result<StateAnswer, StateError> {
        self.sweep(now);
        let more = match call {
            StateCall::Reserve { .. } | StateCall::Settle { .. } => 2,
            StateCall::Set { .. } => 1,
            StateCall::Get { .. } | StateCall::Release { .. } | StateCall::Remove { .. } => 0,
        };
        // What ends is what there is: each item ends once.
        if more > 0 && self.ends.len() + more > most {
            return Err(StateError::Full { most });
        }
        Ok(match call {
            StateCall::Reserve { key, id, amount, limit, window, lease_ms } => {
                self.forget(key, id);
                let used = self.counter(key, *window, now).used(now);
                if used.saturating_add(*amount) > *limit {
                    let retry_ms = self.counter(key, *window, now).retry_ms(now);
                    StateAnswer::Reserved { granted: false, used, retry_ms: Some(retry_ms) }
                } else {
                    let until = now.saturating_add(*lease_ms);
                    self.counter(key, *window, until).hold(id, *amount, until);
                    self.keep(key, id, Reservation { window: *window, amount: *amount, until, settled: None });
                    StateAnswer::Reserved { granted: true, used: used + amount, retry_ms: None }
                }
            }
            StateCall::Settle { key, id, amount, window } => self.settle(key, id, *amount, *window, now),
            StateCall::Release { key, id } => {
                let held = self.reservation(key, id).is_some_and(|reservation| reservation.settled.is_none());
                if held {
                    self.forget(key, id);
                }
                StateAnswer::Held { held }
            }
            StateCall::Get { key } => {
                StateAnswer::Value { value: self.values.get(key).map(|(value, _)| value.clone()) }
            }
            StateCall::Set { key, value, ttl_ms } => {
                self.drop_value(key);
                let until = now.saturating_add(*ttl_ms);
                self.values.insert(key.clone(), (value.clone(), until));
                self.ends.insert((until, Item::Value(key.clone())));
                StateAnswer::Kept
            }
            StateCall::Remove { key } => StateAnswer::Removed { found: self.drop_value(key) },
        })
    }

    fn settle(&mut self, key: &str, id: &str, amount: u64, window: Window, now: u64) -> StateAnswer {
        let before = self.forget(key, id);
        let (window, until) = before.as_ref().map_or((window, now), |before| (before.window, before.until));
        let (part, held) = match before.as_ref().map(|before| before.settled) {
            Some(Some(settled)) => settled,
            Some(None) => (Counter::part(window, now), true),
            None => (Counter::part(window, now), false),
        };
        let until = until.max(now.saturating_add(SETTLED_MS));
        self.counter(key, window, until).spend(part, amount);
        self.keep(key, id, Reservation { window, amount, until, settled: Some((part, held)) });
        StateAnswer::Held { held }
    }

    /// Drops what has ended.
    fn sweep(&mut self, now: u64) {
        while self.ends.first().is_some_and(|(until, _)| *until <= now) {
            let Some((_, item)) = self.ends.pop_first() else { return };
            match item {
                Item::Counter(key, window) => drop(self.counters.remove(&(key, window))),
                Item::Value(key) => drop(self.values.remove(&key)),
                Item::Reservation(key, id) => {
                    let Some(reservation) = self.reservations.remove(&(key.clone(), id.clone())) else { continue };
                    // What was settled goes on counting.
                    if reservation.settled.is_none()
                        && let Some((counter, _)) = self.counters.get_mut(&(key, reservation.window))
                    {
                        counter.let_go(&id, reservation.amount, reservation.until);
                    }
                }
            }
        }
    }

    /// A counter, which is kept until then at least.
    fn counter(&mut self, key: &str, window: Window, until: u64) -> &mut Counter {
        let end = match window {
            // What is spent at the very end counts as long as a window and a part of it.
            Window::Rolling { ms } => until.saturating_add(ms.saturating_mul(2)),
            Window::Until { ms } => until.max(ms).saturating_add(GRACE_MS),
        };
        let slot = (key.to_owned(), window);
        let (counter, ends) = self.counters.entry(slot).or_insert_with(|| (Counter::new(window), 0));
        if *ends < end {
            let item = Item::Counter(key.to_owned(), window);
            self.ends.remove(&(*ends, item.clone()));
            self.ends.insert((end, item));
            *ends = end;
        }
        counter
    }

    fn reservation(&self, key: &str, id: &str) -> Option<&Reservation> {
        self.reservations.get(&(key.to_owned(), id.to_owned()))
    }

    fn keep(&mut self, key: &str, id: &str, reservation: Reservation) {
        self.ends.insert((reservation.until, Item::Reservation(key.to_owned(), id.to_owned())));
        self.reservations.insert((key.to_owned(), id.to_owned()), reservation);
    }

    /// Undoes a reservation, with what was settled of it.
    fn forget(&mut self, key: &str, id: &str) -> Option<Reservation> {
        let slot = (key.to_owned(), id.to_owned());
        let reservation = self.reservations.remove(&slot)?;
        let (key, id) = slot;
        if let Some((counter, _)) = self.counters.get_mut(&(key.clone(), reservation.window)) {
            match reservation.settled {
                Some((part, _)) => counter.take_back(part, reservation.amount),
                None => counter.let_go(&id, reservation.amount, reservation.until),
            }
        }
        self.ends.remove(&(reservation.until, Item::Reservation(key, id)));
        Some(reservation)
    }

    fn drop_value(&mut self, key: &str) -> bool {
        let Some((_, until)) = self.values.remove(key) else { return false };
        self.ends.remove(&(until, Item::Value(key.to_owned())));
        true
    }
}
