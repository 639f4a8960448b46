use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use crate::plugin::{
    error::LoadError,
    limits::{Limit, Limits},
};

/// Compilations that were given up and still run, at most. With so many, nothing more is compiled until one ends.
const MOST_LEFT_BEHIND: usize = 4;
/// The compiler goes as deep as what it is given.
const STACK: usize = 16 << 20;

/// What compiles, each on a thread of its own.
#[derive(Default)]
pub(in crate::plugin) struct Compilers {
    left_behind: Arc<AtomicUsize>,
}

impl Compilers {
    /// Waits for the work, as long as `compile-ms` allows.
    pub(super) fn run<T: Send + 'static>(
        &self,
        limits: &Limits,
        work: impl FnOnce() -> Result<T, LoadError> + Send + 'static,
    ) -> Result<T, LoadError> {
        if self.left_behind.load(Ordering::SeqCst) >= MOST_LEFT_BEHIND {
            return Err(LoadError::CompilersBusy { left_behind: MOST_LEFT_BEHIND });
        }
        let job = Job { over: Arc::default(), left_behind: Arc::clone(&self.left_behind) };
        let (over, left_behind) = (Arc::clone(&job.over), Arc::clone(&job.left_behind));
        let (send, receive) = mpsc::sync_channel(1);
        let spawned = thread::Builder::new().name("portcullis-compiler".into()).stack_size(STACK).spawn(move || {
            // Nobody listens any more where the deadline has passed.
            let _ = send.send(work());
            drop(job);
        });
        spawned.map_err(|error| LoadError::Compile(error.into()))?;
        match receive.recv_timeout(Duration::from_millis(limits.value(Limit::CompileTime))) {
            Ok(answer) => answer,
            // The sender is dropped unsent only by a panic.
            Err(RecvTimeoutError::Disconnected) => Err(LoadError::Compile("the compiler panicked".into())),
            Err(RecvTimeoutError::Timeout) => {
                left_behind.fetch_add(1, Ordering::SeqCst);
                if over.swap(true, Ordering::SeqCst) {
                    // It ended just now: it has not seen that it was given up.
                    left_behind.fetch_sub(1, Ordering::SeqCst);
                }
                Err(LoadError::CompileTime(limits.exceeded(Limit::CompileTime)))
            }
        }
    }
}

/// A compilation on its thread. Over when it ends, also by a panic, or is given up, whichever comes first.
struct Job {
    over: Arc<AtomicBool>,
    left_behind: Arc<AtomicUsize>,
}

impl Drop for Job {
    fn drop(&mut self) {
        if self.over.swap(true, Ordering::SeqCst) {
            self.left_behind.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::limits::LimitSet;

    fn limits(ms: u64) -> Limits {
        Limits::effective(&LimitSet::new().with(Limit::CompileTime, ms), &LimitSet::new(), &LimitSet::new())
    }

    #[test]
    fn what_takes_too_long_is_given_up_and_only_so_often() {
        let compilers = Compilers::default();
        let mut ends = Vec::new();
        for _ in 0..MOST_LEFT_BEHIND {
            let (end, until) = mpsc::channel::<()>();
            ends.push(end);
            let given_up = compilers.run(&limits(1), move || {
                let _ = until.recv();
                Ok(())
            });
            assert!(matches!(given_up, Err(LoadError::CompileTime(exceeded)) if exceeded.bound.value == 1));
        }
        assert!(matches!(compilers.run(&limits(60_000), || Ok(())), Err(LoadError::CompilersBusy { .. })));
        // One ends: there is room again.
        ends.pop();
        while compilers.left_behind.load(Ordering::SeqCst) == MOST_LEFT_BEHIND {
            thread::yield_now();
        }
        assert!(compilers.run(&limits(60_000), || Ok(())).is_ok());
    }

    #[test]
    fn a_panic_is_an_error_and_leaves_nothing_behind() {
        let compilers = Compilers::default();
        for _ in 0..=MOST_LEFT_BEHIND {
            let panicked: Result<(), _> = compilers.run(&limits(60_000), || unreachable!("on purpose"));
            assert!(matches!(panicked, Err(LoadError::Compile(_))));
        }
        assert_eq!(compilers.left_behind.load(Ordering::SeqCst), 0);
    }
}
