//! A Portcullis policy that takes its rules as text: Rego modules and data, evaluated by regorus.
//!
//! [`Rego`] is the plugin. The rule or the package that it asks answers with a decision document (`allow`, `deny`,
//! `requires_hitl`), or with a verdict that may also edit. `docs/rego.md` describes both, and what a module is told.

#![forbid(unsafe_code)]

mod answer;
mod author;
mod config;
mod document;
mod input;
mod modules;
mod policy;
#[cfg(test)]
mod tests;
mod used;
mod value;
mod verdict;

// regorus makes and drops small texts and maps at every step.
use portcullis_memory as _;

pub use config::{BuiltinErrors, Config, Version};
pub use policy::Rego;
pub use value::Json;

portcullis_guest::export_policy!(Rego, author);
