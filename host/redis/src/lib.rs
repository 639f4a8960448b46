//! State of plugins in Redis (7 or later, or what speaks its protocol), so that several gateways share limits.
//!
//! Each call is one round trip, and happens as a whole: counters are a script on the server, whose clock is the one that
//! counts. What is kept expires by itself.
//!
//! # Example
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use portcullis::plugin::RuntimeOptions;
//! use portcullis_redis::RedisState;
//! use std::sync::Arc;
//!
//! let state = RedisState::connect("rediss://state.internal", "portcullis:").await?;
//! let options = RuntimeOptions { state: Arc::new(state), ..RuntimeOptions::default() };
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

use std::{fmt, future::Future, sync::Arc, time::Duration};

use portcullis::state::{Answering, StateAnswer, StateCall, StateError, StateStore, Window};
use redis::{
    AsyncTypedCommands, Client, RedisError, Script, SetExpiry, SetOptions,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::runtime::Handle;

/// Connecting and answering take no longer: a plugin waits no longer than its deadline anyway.
const PATIENCE: Duration = Duration::from_secs(5);

/// State in Redis. Cloning is cheap; clones share the connection.
#[derive(Clone)]
pub struct RedisState {
    connection: ConnectionManager,
    counter: Arc<Script>,
    prefix: Arc<str>,
    clock: Option<Clock>,
    /// Where the connection lives: calls may come from any executor.
    executor: Handle,
}

type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Redis can't be used.
#[derive(Debug, thiserror::Error)]
#[error("Redis can't be reached, or refuses the connection")]
pub struct ConnectError(#[from] RedisError);

impl RedisState {
    /// Connects to a server: `redis://` or `rediss://` (TLS, by the system's certificates), with user, password, port and
    /// database as usual. Every key begins with the prefix. The connection is made again when it breaks.
    ///
    /// # Errors
    /// An address that is none, a server that can't be reached or refuses.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn connect(url: &str, prefix: &str) -> Result<Self, ConnectError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_with_config(Client::open(url)?, config).await?;
        Ok(Self {
            connection,
            counter: Arc::new(Script::new(include_str!("counter.lua"))),
            prefix: prefix.into(),
            clock: None,
            executor: Handle::current(),
        })
    }

    /// The same, by another clock than the server's for what counters count: milliseconds since 1970-01-01T00:00:00Z. For
    /// tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    async fn answer(mut self, call: StateCall) -> Result<StateAnswer, RedisError> {
        // In a cluster all keys of one call lie together: what stands in braces says where.
        let name = |key: &str, part: &str| format!("{}{{{key}}}:{part}", self.prefix);
        Ok(match &call {
            StateCall::Get { key } => StateAnswer::Value { value: self.connection.get(name(key, "value")).await? },
            StateCall::Set { key, value, ttl_ms } => {
                // A time to live of nothing is none that Redis takes.
                let options = SetOptions::default().with_expiration(SetExpiry::PX((*ttl_ms).max(1)));
                self.connection.set_options(name(key, "value"), value, options).await?;
                StateAnswer::Kept
            }
            StateCall::Remove { key } => {
                StateAnswer::Removed { found: self.connection.del(name(key, "value")).await? > 0 }
            }
            StateCall::Release { key, id } => {
                let call = Counting { call: "release", key, id, amount: 0, limit: 0, window: NONE, lease_ms: 0 };
                held(&self.count(call, name).await?)
            }
            StateCall::Settle { key, id, amount, window } => {
                let (amount, window) = (*amount, *window);
                held(
                    &self
                        .count(Counting { call: "settle", key, id, amount, limit: 0, window, lease_ms: 0 }, name)
                        .await?,
                )
            }
            StateCall::Reserve { key, id, amount, limit, window, lease_ms } => {
                let (amount, limit, window, lease_ms) = (*amount, *limit, *window, *lease_ms);
                let answer =
                    self.count(Counting { call: "reserve", key, id, amount, limit, window, lease_ms }, name).await?;
                let number = |at: usize| answer.get(at).copied();
                StateAnswer::Reserved {
                    granted: number(0) == Some(1),
                    used: number(1).unwrap_or_default(),
                    retry_ms: number(2),
                }
            }
        })
    }

    async fn count(&self, call: Counting<'_>, name: impl Fn(&str, &str) -> String) -> Result<Vec<u64>, RedisError> {
        let (kind, ms) = match call.window {
            Window::Rolling { ms } => ("r", ms),
            Window::Until { ms } => ("u", ms),
        };
        let now = self.clock.as_ref().map_or_else(String::new, |clock| clock().to_string());
        let mut invocation = self.counter.prepare_invoke();
        for part in ["amounts", "reservations", "ends"] {
            invocation.key(name(call.key, part));
        }
        invocation.arg(now).arg(call.call).arg(call.id).arg(call.amount).arg(call.limit);
        invocation.arg(kind).arg(ms).arg(call.lease_ms);
        invocation.invoke_async(&mut self.connection.clone()).await
    }
}

/// A call of the script.
struct Counting<'c> {
    call: &'static str,
    key: &'c str,
    id: &'c str,
    amount: u64,
    limit: u64,
    window: Window,
    lease_ms: u64,
}

/// The window of a call that has none.
const NONE: Window = Window::Until { ms: 0 };

fn held(answer: &[u64]) -> StateAnswer {
    StateAnswer::Held { held: answer.first() == Some(&1) }
}

impl fmt::Debug for RedisState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("RedisState").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl StateStore for RedisState {
    fn call<'a>(&'a self, call: &'a StateCall) -> Answering<'a> {
        Box::pin(on(self.executor.clone(), self.clone().answer(call.clone())))
    }
}

/// The future's answer, worked out on its executor. Where nobody waits for it any more, it is given up.
async fn on(
    executor: Handle,
    future: impl Future<Output = Result<StateAnswer, RedisError>> + Send + 'static,
) -> Result<StateAnswer, StateError> {
    let mut task = AbortOnDrop(executor.spawn(future));
    let answer = (&mut task.0).await.map_err(|error| StateError::Unavailable(error.to_string()))?;
    answer.map_err(|error| StateError::Unavailable(error.to_string()))
}

struct AbortOnDrop(tokio::task::JoinHandle<Result<StateAnswer, RedisError>>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
