//! One plugin, from bytes to answers.
//!
//! [`Component`] is checked and compiled, which is expensive and happens once. [`Plugin`] is a component with its config
//! and its limits, once per pack. A call is cheap and happens per event, in a fresh instance that is thrown away.

mod admission;
mod author;
mod bindings;
mod cache;
mod call;
mod compile;
mod component;
mod config_schema;
mod configured;
mod convert;
mod error;
mod facts;
mod failure;
mod grants;
mod imports;
mod instantiate;
mod limits;
mod runtime;
mod sandbox;
mod scan_text;
mod snapshot;
mod template;
mod waiting;

pub use admission::{Import, Provider};
pub use author::{Explanation, Outcome, Remark, Tool, Trace};
pub use cache::CacheError;
pub use call::Measured;
pub use compile::TooComplex;
pub use component::{Compiled, Component, Descriptor};
pub use config_schema::SchemaError;
pub use configured::{Plugin, Setup};
pub use error::{ConfigError, ConfigureError, LoadError, RuntimeError};
pub use failure::{Busy, Failure, Malformed};
pub use grants::Grants;
pub use limits::{Bound, Exceeded, Limit, LimitSet, Limits, SetBy, UnknownLimit};
pub use portcullis_audit::{Level, LogLine};
pub use runtime::{Runtime, RuntimeOptions};
pub(crate) use scan_text::uncut;
pub use snapshot::{Configuring, Image};
