//! Handlers of any type behind one type.

use std::{future::ready, pin::Pin, sync::Arc};

use portcullis::document::Document;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::Handle;

use crate::output::{BoxError, ToolOutput};

type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A handler: from decided arguments to the answer. It may panic before the future is polled.
pub(crate) type Handler = Box<dyn Fn(&Document) -> BoxFuture<Result<Value, Failure>> + Send + Sync>;

/// Why there is no answer.
pub(crate) enum Failure {
    /// The arguments are not of the type that the handler takes. It did not run.
    Arguments(serde_json::Error),
    /// The handler says so.
    Handler(BoxError),
}

pub(crate) fn erase<A, F, R>(handler: F) -> Handler
where
    A: DeserializeOwned + 'static,
    F: Fn(A) -> R + Send + Sync + 'static,
    R: Future<Output: ToolOutput> + Send + 'static,
{
    Box::new(move |arguments| match serde_json::from_str(arguments.text()) {
        Ok(arguments) => {
            let answer = handler(arguments);
            Box::pin(async move { answer.await.into_output().map_err(Failure::Handler) })
        }
        Err(error) => Box::pin(ready(Err(Failure::Arguments(error)))),
    })
}

/// Makes a handler of a function that is not async. It runs on tokio's threads for blocking work, so it may wait for a
/// disk or a database without delaying other calls. Once begun it runs to its end, even where nobody waits any longer.
///
/// # Example
/// ```
/// # fn example(adapter: portcullis_openai::ToolAdapter) -> Result<(), portcullis_openai::RegisterError> {
/// use portcullis_openai::blocking;
/// use serde_json::Value;
///
/// fn lookup_customer(arguments: Value) -> std::io::Result<String> {
///     std::fs::read_to_string("customers.json")
/// }
///
/// let adapter = adapter.register("lookup_customer", blocking(lookup_customer), None, None)?;
/// # Ok(())
/// # }
/// ```
pub fn blocking<A, T>(
    function: impl Fn(A) -> T + Send + Sync + 'static,
) -> impl Fn(A) -> BoxFuture<Result<Value, BoxError>> + Send + Sync + 'static
where
    A: Send + 'static,
    T: ToolOutput + 'static,
{
    let function = Arc::new(function);
    move |arguments| {
        let function = Arc::clone(&function);
        let run = move || function(arguments).into_output();
        Box::pin(async move {
            match Handle::try_current() {
                Ok(runtime) => runtime.spawn_blocking(run).await?,
                // Without tokio there are no such threads.
                Err(_) => run(),
            }
        })
    }
}
