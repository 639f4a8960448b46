//! Panics of code that is not ours end here.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
};

/// What a panic said, if it said anything.
pub(crate) struct Panicked(pub(crate) String);

/// Runs a future to its end, or to its panic. It is dropped in here too, since dropping may panic as well.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Panicked> {
    // Whatever the panic left half-done is dropped and never looked at again.
    let mut future = Box::pin(future);
    let result = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(Panicked::new(payload))),
    })
    .await;
    let dropped = run(|| drop(future));
    result.and_then(|value| dropped.map(|()| value))
}

/// Runs a closure to its end, or to its panic.
pub(crate) fn run<T>(closure: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(closure)).map_err(Panicked::new)
}

impl Panicked {
    fn new(payload: Box<dyn Any + Send>) -> Self {
        let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => {
                // A payload of a type of its own may panic when it is dropped, and there would be no end to it.
                std::mem::forget(payload);
                return Self("a panic without a text".to_owned());
            }
        };
        Self(text)
    }
}
