//! A Portcullis policy that takes its rules as text: one CEL expression each, for the small rules that people write by the
//! dozen.
//!
//! [`CelRules`] is the plugin. `docs/cel.md` describes what expressions are told and what rules do.

#![forbid(unsafe_code)]

mod author;
mod config;
mod event;
mod expression;
mod names;
mod policy;
mod rule;
#[cfg(test)]
mod tests;
mod value;

// Expressions are evaluated by walking them, and each step makes a value.
use portcullis_memory as _;

pub use config::{Config, Edit, Effect, Otherwise, Rule};
pub use policy::CelRules;

portcullis_guest::export_policy!(CelRules, author);
