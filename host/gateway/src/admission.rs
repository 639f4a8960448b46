//! How many requests are under way. Whoever comes when there are enough is told so at once: nobody waits in a queue.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) struct Admission {
    places: Arc<Semaphore>,
    open: AtomicBool,
}

impl Admission {
    pub(crate) fn new(requests: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(requests.min(Semaphore::MAX_PERMITS))), open: AtomicBool::new(true) }
    }

    /// A place, if there is one.
    pub(crate) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Nobody is to come any more.
    pub(crate) fn close(&self) {
        self.open.store(false, Ordering::Relaxed);
    }
}
