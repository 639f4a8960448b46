//! What every store of state must do, by a clock that the test turns.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use portcullis::state::{StateAnswer, StateCall, StateStore, Window};

/// A clock that stands until it is turned.
#[derive(Debug, Clone)]
pub struct Hands(Arc<AtomicU64>);

impl Hands {
    /// A clock that shows a moment: 2026-01-01T00:00:00Z.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_767_225_600_000)))
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Turns it forward.
    pub fn turn(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Default for Hands {
    fn default() -> Self {
        Self::new()
    }
}

/// A minute.
pub const MINUTE: Window = Window::Rolling { ms: 60_000 };

/// A call that reserves, with a lease of ten seconds.
#[must_use]
pub fn reserve(key: &str, id: &str, amount: u64, limit: u64, window: Window) -> StateCall {
    StateCall::Reserve { key: key.into(), id: id.into(), amount, limit, window, lease_ms: 10_000 }
}

/// A call that settles.
#[must_use]
pub fn settle(key: &str, id: &str, amount: u64, window: Window) -> StateCall {
    StateCall::Settle { key: key.into(), id: id.into(), amount, window }
}

/// Makes a call.
///
/// # Panics
/// Where the store does not answer.
pub async fn ask(store: &dyn StateStore, call: StateCall) -> StateAnswer {
    store.call(&call).await.unwrap_or_else(|error| unreachable!("{call:?}: {error}"))
}

fn granted(used: u64) -> StateAnswer {
    StateAnswer::Reserved { granted: true, used, retry_ms: None }
}

fn refused(used: u64, retry_ms: u64) -> StateAnswer {
    StateAnswer::Reserved { granted: false, used, retry_ms: Some(retry_ms) }
}

fn held(held: bool) -> StateAnswer {
    StateAnswer::Held { held }
}

/// Goes through what the contract says of counters.
///
/// # Panics
/// Where the store does otherwise.
pub async fn counts(store: &dyn StateStore, clock: &Hands) {
    // A limit holds, and a reservation that nobody settles frees itself.
    assert_eq!(ask(store, reserve("a", "1", 60, 100, MINUTE)).await, granted(60));
    clock.turn(4_000);
    assert_eq!(ask(store, reserve("a", "2", 50, 100, MINUTE)).await, refused(60, 6_000));
    assert_eq!(ask(store, reserve("a", "3", 40, 100, MINUTE)).await, granted(100));
    clock.turn(6_000);
    assert_eq!(ask(store, reserve("a", "4", 60, 100, MINUTE)).await, granted(100));

    // Reserving again replaces, also where the second is refused.
    assert_eq!(ask(store, reserve("b", "1", 60, 100, MINUTE)).await, granted(60));
    assert_eq!(ask(store, reserve("b", "1", 70, 100, MINUTE)).await, granted(70));
    assert_eq!(ask(store, reserve("b", "1", 101, 100, MINUTE)).await, refused(0, 0));
    assert_eq!(ask(store, reserve("b", "2", 100, 100, MINUTE)).await, granted(100));

    // What was spent counts instead of what was held, as often as it is said, and whatever the limit.
    assert_eq!(ask(store, reserve("c", "1", 60, 100, MINUTE)).await, granted(60));
    assert_eq!(ask(store, settle("c", "1", 10, MINUTE)).await, held(true));
    assert_eq!(ask(store, settle("c", "1", 20, MINUTE)).await, held(true));
    assert_eq!(ask(store, reserve("c", "2", 80, 100, MINUTE)).await, granted(100));
    assert_eq!(ask(store, settle("c", "2", 500, MINUTE)).await, held(true));
    assert_eq!(ask(store, settle("c", "3", 1, MINUTE)).await, held(false));
    assert_eq!(ask(store, settle("c", "3", 1, MINUTE)).await, held(false));
    assert_eq!(ask(store, reserve("c", "4", 0, 520, MINUTE)).await, refused(521, 61_000 - clock.now() % 1000));

    // What was released is free, once.
    assert_eq!(ask(store, reserve("d", "1", 100, 100, MINUTE)).await, granted(100));
    assert_eq!(ask(store, StateCall::Release { key: "d".into(), id: "1".into() }).await, held(true));
    assert_eq!(ask(store, StateCall::Release { key: "d".into(), id: "1".into() }).await, held(false));
    assert_eq!(ask(store, reserve("d", "2", 100, 100, MINUTE)).await, granted(100));
    assert_eq!(ask(store, settle("d", "2", 100, MINUTE)).await, held(true));
    assert_eq!(ask(store, StateCall::Release { key: "d".into(), id: "2".into() }).await, held(false));

    // What was spent leaves a rolling window, not a part of it too early.
    clock.turn(59_999);
    assert!(matches!(ask(store, reserve("d", "3", 1, 100, MINUTE)).await, StateAnswer::Reserved { used: 100, .. }));
    clock.turn(1_001);
    assert_eq!(ask(store, reserve("d", "4", 100, 100, MINUTE)).await, granted(100));

    // Windows count apart; a moment's window counts until its end, and what was reserved in it is spent in it.
    let day = Window::Until { ms: clock.now() + 100_000 };
    assert_eq!(ask(store, reserve("d", "5", 70, 100, day)).await, granted(70));
    assert_eq!(ask(store, settle("d", "5", 70, MINUTE)).await, held(true));
    assert_eq!(ask(store, reserve("d", "6", 50, 100, day)).await, refused(70, 100_000));
    clock.turn(99_000);
    assert_eq!(ask(store, reserve("d", "7", 50, 100, day)).await, refused(70, 1_000));
    let next = Window::Until { ms: clock.now() + 200_000 };
    assert_eq!(ask(store, reserve("d", "8", 50, 100, next)).await, granted(50));

    // The largest numbers there are.
    let most = (1 << 53) - 1;
    assert_eq!(ask(store, reserve("e", "1", most, most, MINUTE)).await, granted(most));
    assert_eq!(ask(store, settle("e", "1", most, MINUTE)).await, held(true));
    assert_eq!(ask(store, settle("e", "2", most, MINUTE)).await, held(false));
    assert!(matches!(
        ask(store, reserve("e", "3", 1, most, MINUTE)).await,
        StateAnswer::Reserved { granted: false, .. }
    ));
}

/// A thousand reservations at once, of a limit that is enough for 137 of them.
///
/// # Panics
/// Where not exactly so many are granted.
pub async fn never_overshoots(store: Arc<dyn StateStore>) {
    let reserving: Vec<_> = (0..1000)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { ask(&*store, reserve("all", &number.to_string(), 7, 137 * 7 + 3, MINUTE)).await })
        })
        .collect();
    let mut granted = 0;
    for answer in reserving {
        let answer = answer.await;
        if matches!(answer, Ok(StateAnswer::Reserved { granted: true, used, .. }) if used <= 137 * 7 + 3) {
            granted += 1;
        }
    }
    assert_eq!(granted, 137);
}
