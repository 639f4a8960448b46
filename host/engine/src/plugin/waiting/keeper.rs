use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use tokio::sync::Semaphore;

use crate::plugin::{failure::Failure, limits::TICK, sandbox::Sandbox};

use super::{Fresh, Shelf};

/// Used ones that come together before the keeper is woken for them. Otherwise it is at the ticker's next tick: waking a
/// thread takes as long as a third of a call.
const BATCH: usize = 4;
/// More used ones than this are dropped by whoever used them: the keeper does not keep up.
const BACKLOG: usize = 32;
/// Instances of a plugin that was not asked for as long as this are dropped. It may take twice as long.
const IDLE: Duration = Duration::from_secs(30);

/// Fills shelves, and clears used instances away.
pub(in crate::plugin) struct Keeper {
    shared: Arc<Shared>,
    thread: Thread,
}

/// What the keeper's thread shares with those who use instances.
struct Shared {
    /// Slots of the pool for instances that wait, are used after they waited, or are to be cleared away.
    slots: Arc<Semaphore>,
    slot_count: usize,
    used: Mutex<Vec<Sandbox>>,
    shelves: Mutex<Vec<Weak<Shelf>>>,
    /// Something is to be done.
    work: AtomicBool,
    stopped: AtomicBool,
}

/// Wakes the keeper at a tick, if there is something to do.
pub(in crate::plugin) struct Nudge {
    shared: Arc<Shared>,
    thread: Thread,
}

impl Nudge {
    pub(in crate::plugin) fn at_tick(&self) {
        if self.shared.work.load(Ordering::SeqCst) {
            self.thread.unpark();
        }
    }
}

impl Keeper {
    /// Starts a keeper of so many instances.
    pub(in crate::plugin) fn start(slots: u32) -> io::Result<Self> {
        let slot_count = slots as usize;
        let shared = Arc::new(Shared {
            slots: Arc::new(Semaphore::new(slot_count)),
            slot_count,
            used: Mutex::new(Vec::with_capacity(BACKLOG)),
            shelves: Mutex::default(),
            work: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        });
        let keeping = Arc::clone(&shared);
        let handle = thread::Builder::new().name("portcullis-keeper".into()).spawn(move || run(&keeping))?;
        Ok(Self { shared, thread: handle.thread().clone() })
    }

    pub(in crate::plugin) fn nudge(&self) -> Nudge {
        Nudge { shared: Arc::clone(&self.shared), thread: self.thread.clone() }
    }

    /// Keeps a plugin's shelf filled from now on, while it is asked.
    pub(in crate::plugin) fn fill(&self, shelf: &Arc<Shelf>) {
        lock(&self.shared.shelves).push(Arc::downgrade(shelf));
    }

    /// An instance from a shelf, where one waits there.
    pub(in crate::plugin) fn take(&self, shelf: &Shelf) -> Option<Fresh> {
        let taken = shelf.take();
        if taken.as_ref().is_err_and(|asks| *asks) {
            self.ask();
        }
        taken.ok()
    }

    /// Has it look after the shelves, at the next tick.
    fn ask(&self) {
        self.shared.work.store(true, Ordering::SeqCst);
    }

    /// Takes over a used instance.
    pub(in crate::plugin) fn clear(&self, sandbox: Sandbox) {
        let used = self.shared.used.try_lock().ok();
        let Some(mut used) = used.filter(|used| used.len() < BACKLOG) else { return drop(sandbox) };
        used.push(sandbox);
        let waiting = used.len();
        drop(used);
        self.ask();
        if waiting == BATCH {
            self.thread.unpark();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        lock(&self.shared.used).clear();
        self.thread.unpark();
    }
}

/// An instance in the making. Guests without a snapshot run for it; each gives way every millisecond, so that one that
/// takes long does not hold up the others' shelves.
struct Making {
    shelf: Weak<Shelf>,
    fresh: Pin<Box<dyn Future<Output = Result<Fresh, Failure>> + Send>>,
}

impl Making {
    /// Goes on with it, and puts the instance on its shelf once it is made. Whether there is still something to do.
    fn is_unfinished(&mut self, cx: &mut Context<'_>) -> bool {
        // Nobody waits for an instance of a plugin that is gone.
        let Some(shelf) = self.shelf.upgrade() else { return false };
        match self.fresh.as_mut().poll(cx) {
            Poll::Ready(made) => {
                shelf.put(made);
                false
            }
            Poll::Pending => true,
        }
    }
}

fn run(shared: &Shared) {
    give_way();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut making: Vec<Making> = Vec::new();
    let mut used = Vec::with_capacity(BACKLOG);
    let (mut looked, mut ticked, mut sleep) = (Instant::now(), Instant::now(), IDLE);
    while !shared.stopped.load(Ordering::SeqCst) {
        shared.work.store(false, Ordering::SeqCst);
        // Both keep their room: else whoever hands an instance over would pay for it.
        std::mem::swap(&mut used, &mut *lock(&shared.used));
        used.clear();
        making.retain_mut(|making| making.is_unfinished(&mut cx));
        let shelves = shared.used_shelves();
        let most = (shared.slot_count / shelves.len().max(1)).max(1);
        let idle = looked.elapsed() >= IDLE;
        if idle {
            looked = Instant::now();
        }
        let now = Instant::now();
        if now.duration_since(ticked) >= TICK {
            ticked = now;
            // It looks after those that rest when they have rested, whether somebody comes or not.
            sleep = shelves.iter().filter_map(|shelf| shelf.tick(now)).min().unwrap_or(IDLE);
        }
        for shelf in &shelves {
            drop(shelf.sort_out(most, idle));
            let busy = making.iter().any(|making| Weak::as_ptr(&making.shelf) == Arc::as_ptr(shelf));
            while !busy && shelf.lacks(most) {
                let Ok(slot) = Arc::clone(&shared.slots).try_acquire_owned() else { break };
                let fresh = Box::pin(Fresh::make(Arc::clone(shelf.template()), slot));
                let mut new = Making { shelf: Arc::downgrade(shelf), fresh };
                if new.is_unfinished(&mut cx) {
                    making.push(new);
                    break;
                }
            }
        }
        if shelves.is_empty() {
            thread::park();
        } else {
            drop(shelves);
            thread::park_timeout(sleep);
        }
    }
}

/// Where no core is free, calls go first: else the keeper's work would be done in the middle of a call, on the core that it
/// was made on. Nobody waits for what the keeper holds. On Linux this is about the calling thread alone.
fn give_way() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

impl Shared {
    /// The shelves of plugins that were asked lately.
    fn used_shelves(&self) -> Vec<Arc<Shelf>> {
        let mut shelves = lock(&self.shelves);
        shelves.retain(|shelf| shelf.strong_count() > 0);
        shelves.iter().filter_map(Weak::upgrade).filter(|shelf| shelf.is_used()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
