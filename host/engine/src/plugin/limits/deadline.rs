//! Wall time. A thread advances the engine's epoch every millisecond; a running guest notices at its next loop or call,
//! gives way to the executor's other tasks, and is stopped when its time is over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use wasmtime::{Engine, Store, UpdateDeadline};

use crate::plugin::sandbox::State;

use super::{
    Exceeded, Limit, Limits,
    alarm::{self, Alarms},
};

pub(crate) const TICK: Duration = Duration::from_millis(1);
/// The tick at which a call first looks at the clock: the next one comes at any moment, also in the middle of a short call, which
/// would give way for nothing.
pub(crate) const FIRST_LOOK: u64 = 2;
/// Ticks without a call after which the ticker sleeps until the next one, so that an idle host wakes for nothing.
const IDLE_TICKS: u32 = 100;

/// When one call has to end.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    exceeded: Exceeded,
}

impl Deadline {
    pub(crate) fn start(limits: &Limits, limit: Limit) -> Self {
        let allowed = Duration::from_millis(limits.value(limit));
        let now = Instant::now();
        // A deadline beyond what the clock can count is a day away: there is none without an end.
        let at = now.checked_add(allowed).unwrap_or(now + Duration::from_secs(86_400));
        Self { at, exceeded: limits.exceeded(limit) }
    }

    pub(crate) fn at(self) -> Instant {
        self.at
    }

    pub(crate) fn exceeded(self) -> Exceeded {
        self.exceeded
    }

    pub(crate) fn watch(self, store: &mut Store<State>) {
        store.set_epoch_deadline(FIRST_LOOK);
        store.epoch_deadline_callback(move |context| {
            context.data().host_calls.check().map_err(wasmtime::Error::new)?;
            if Instant::now() < self.at {
                Ok(UpdateDeadline::Yield(1))
            } else {
                Err(wasmtime::Error::new(self.exceeded))
            }
        });
    }
}

/// Advances an engine's epoch, and wakes whoever set an alarm, while calls are running.
pub(crate) struct Ticker {
    timer: Timer,
}

/// Keeps time for as long as its ticker lives. Cloning is cheap.
#[derive(Clone)]
pub(crate) struct Timer {
    shared: Arc<Shared>,
    thread: thread::Thread,
}

#[derive(Default)]
struct Shared {
    running: AtomicU64,
    asleep: AtomicBool,
    stopped: AtomicBool,
    alarms: Arc<Alarms>,
}

impl Ticker {
    /// Starts it. `at_tick` is called at every tick.
    pub(crate) fn start(engine: &Engine, at_tick: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let engine = engine.weak();
        let ticking = Arc::clone(&shared);
        let handle = thread::Builder::new().name("portcullis-ticker".into()).spawn(move || {
            let mut idle = 0;
            while !ticking.stopped.load(Ordering::SeqCst) {
                thread::park_timeout(TICK);
                let Some(engine) = engine.upgrade() else { return };
                engine.increment_epoch();
                ticking.alarms.ring();
                at_tick();
                idle = if ticking.running.load(Ordering::SeqCst) == 0 { idle + 1 } else { 0 };
                if idle > IDLE_TICKS {
                    ticking.asleep.store(true, Ordering::SeqCst);
                    // A call that began before it could see the flag is seen here, one that begins later wakes us.
                    if ticking.running.load(Ordering::SeqCst) == 0 && !ticking.stopped.load(Ordering::SeqCst) {
                        thread::park();
                    }
                    ticking.asleep.store(false, Ordering::SeqCst);
                    idle = 0;
                }
            }
        })?;
        Ok(Self { timer: Timer { shared, thread: handle.thread().clone() } })
    }

    pub(crate) fn timer(&self) -> &Timer {
        &self.timer
    }
}

impl Timer {
    /// Keeps the ticker going for as long as the answer lives.
    pub(crate) fn running(&self) -> Running {
        self.shared.running.fetch_add(1, Ordering::SeqCst);
        if self.shared.asleep.load(Ordering::SeqCst) {
            self.thread.unpark();
        }
        Running { shared: Arc::clone(&self.shared) }
    }

    /// The result of `future`, or none once it is later than `until`.
    pub(crate) async fn within<F: Future>(&self, until: Instant, future: F) -> Option<F::Output> {
        alarm::within(&self.shared.alarms, || self.running(), until, future).await
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.timer.shared.stopped.store(true, Ordering::SeqCst);
        self.timer.thread.unpark();
    }
}

/// One running call.
pub(crate) struct Running {
    shared: Arc<Shared>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.running.fetch_sub(1, Ordering::SeqCst);
    }
}
