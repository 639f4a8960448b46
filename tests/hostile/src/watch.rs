//! Doing something that may never end, or panic, without doing so oneself.

use std::{sync::mpsc, thread, time::Duration};

/// Why there is no answer.
pub(crate) enum Gone {
    Panicked,
    Hung,
}

/// Runs it on a thread of its own, which is left behind where it does not end in time.
pub(crate) fn watch<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Gone> {
    let (send, receive) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("attack".into()).spawn(move || {
        // Nobody listens any more where the patience was over.
        let _ = send.send(work());
    });
    // Without a thread the host is in no state to go on.
    spawned.map_err(|_| Gone::Hung)?;
    receive.recv_timeout(patience).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Gone::Hung,
        // The sender is dropped unsent only by a panic.
        mpsc::RecvTimeoutError::Disconnected => Gone::Panicked,
    })
}
