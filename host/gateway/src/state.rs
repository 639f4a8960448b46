//! Where plugins keep what outlives an event.

use std::{env, sync::Arc};

use portcullis::state::{MemoryState, StateStore};
use portcullis_redis::{ConnectError, RedisState};

use crate::config::{Redis, State};

/// Why `[state]` can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateConfigError {
    /// There is no address.
    #[error("the variable `{variable}` is not set: it holds the address of Redis, `rediss://user:password@host`")]
    NoAddress {
        /// The variable that should hold it.
        variable: String,
    },
    /// Redis can't be used.
    #[error("the Redis server that `{variable}` names can't be used")]
    Redis {
        /// The variable that holds its address.
        variable: String,
        /// Why.
        source: ConnectError,
    },
}

pub(crate) async fn store(config: &State) -> Result<Arc<dyn StateStore>, StateConfigError> {
    let Some(Redis { url_variable, prefix }) = &config.redis else { return Ok(Arc::new(MemoryState::new())) };
    let variable = url_variable.clone();
    let Ok(url) = env::var(&variable) else { return Err(StateConfigError::NoAddress { variable }) };
    match RedisState::connect(&url, prefix).await {
        Ok(state) => Ok(Arc::new(state)),
        Err(source) => Err(StateConfigError::Redis { variable, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_redis_it_is_in_memory() {
        assert!(format!("{:?}", store(&State::default()).await.unwrap()).starts_with("MemoryState"));
    }

    #[tokio::test]
    async fn an_address_that_is_missing_or_leads_nowhere_is_told_without_repeating_it() {
        let redis = |variable: &str| State {
            redis: Some(Redis { url_variable: variable.to_owned(), prefix: "p:".to_owned() }),
        };
        let error = store(&redis("PORTCULLIS_TEST_NO_SUCH_VARIABLE")).await.unwrap_err();
        assert!(error.to_string().starts_with("the variable `PORTCULLIS_TEST_NO_SUCH_VARIABLE` is not set"), "{error}");
        // Whatever `PATH` holds, it is no address.
        let error = store(&redis("PATH")).await.unwrap_err();
        assert_eq!(error.to_string(), "the Redis server that `PATH` names can't be used");
    }
}
