//! Write Portcullis plugins in Rust.
//!
//! A plugin is a **policy**, which decides whether an event of an agent may happen, a **sanitiser**, which finds what
//! should not pass in text, or both. It depends on this crate and on `serde`, and on nothing else:
//!
//! ```
//! use portcullis_guest::prelude::*;
//!
//! #[derive(Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Refunds {
//!     limit: f64,
//! }
//!
//! impl Policy for Refunds {
//!     type Config = Self;
//!     const NAME: &str = "refunds";
//!     const VERSION: &str = env!("CARGO_PKG_VERSION");
//!
//!     fn configure(config: Self) -> Result<Self, ConfigErrors> {
//!         Ok(config)
//!     }
//!
//!     fn evaluate(&self, _event: &Event, payload: &Document) -> Result<Verdict, Error> {
//!         let amount = payload.number("/amount")?;
//!         Ok(if amount > self.limit {
//!             Verdict::deny("refund-limit", format!("{amount} is over {}", self.limit))
//!         } else {
//!             Verdict::allow()
//!         })
//!     }
//! }
//!
//! export_policy!(Refunds);
//! ```
//!
//! It is tested like any other Rust code, without WebAssembly:
//!
//! ```
//! # use portcullis_guest::prelude::*;
//! # struct Refunds { limit: f64 }
//! # impl Refunds {
//! #     fn evaluate(&self, _: &Event, payload: &Document) -> Result<Verdict, Error> {
//! #         let over = payload.number("/amount")? > self.limit;
//! #         Ok(if over { Verdict::deny("refund-limit", "") } else { Verdict::allow() })
//! #     }
//! # }
//! use portcullis_guest::json;
//!
//! let refunds = Refunds { limit: 100.0 };
//! let event = Event::new(Phase::ToolCall, "approve_refund");
//!
//! assert!(refunds.evaluate(&event, &json!({ "amount": 50 }).into())?.is_allow());
//! assert!(refunds.evaluate(&event, &json!({ "amount": 101 }).into())?.is_deny());
//! // What is not a number is refused, and nothing passes by accident.
//! assert!(refunds.evaluate(&event, &json!({ "amount": null }).into()).is_err());
//! # Ok::<(), Error>(())
//! ```
//!
//! # What a plugin can rely on
//!
//! * Every call runs in a fresh copy of the plugin as it was after `configure`: nothing is kept from event to event but
//!   what the host keeps for it in its [`state`], where the pack grants that.
//! * A plugin has no files, no network, no clock but [`Event::time_ms`], and no randomness.
//! * An [`Error`], a panic or an exceeded limit means that the event is denied. A panic's message is in the log.

#![forbid(unsafe_code)]

mod author;
mod config;
mod document;
mod error;
mod event;
mod export;
mod finding;
pub mod log;
mod phase;
mod plugin;
mod policy;
pub mod prelude;
mod sanitiser;
pub mod state;
mod subject;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
mod verdict;
#[cfg(target_arch = "wasm32")]
mod wire;

pub use self::author::{Author, Explanation, Outcome, Remark, Tool, Trace};
pub use self::config::{ConfigError, ConfigErrors};
pub use self::document::Document;
pub use self::error::Error;
pub use self::event::Event;
pub use self::finding::{Finding, Severity};
pub use self::phase::Phase;
pub use self::policy::Policy;
pub use self::sanitiser::{Sanitiser, ScanContext};
pub use self::subject::{Subject, SubjectKind};
pub use self::verdict::{Decision, Denial, Edit, Edits, Escalation, Verdict, Violation};
/// JSON as Rust sees it, and the macro that writes it. Re-exported so that a plugin needs no dependency for it.
pub use serde_json::{Value, json};

/// What the export macros expand to. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::plugin::*;
    #[cfg(target_arch = "wasm32")]
    pub use crate::wire::{bindings, configure, describe, evaluate, explain, lint, scan};
}

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
