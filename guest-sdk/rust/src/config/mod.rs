//! A plugin's config: read from JSON, and what may be wrong with it.

mod errors;
mod locate;
mod read;

pub use self::errors::{ConfigError, ConfigErrors};
pub(crate) use self::read::{read, without_position};
