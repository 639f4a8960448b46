//! A Portcullis policy that takes its rules as text: Cedar policies, with their schema and entities.
//!
//! [`Cedar`] is the plugin. `docs/cedar.md` describes what policies are told and what their annotations do.

#![forbid(unsafe_code)]

mod answer;
mod author;
mod config;
mod contradiction;
mod event;
mod explain;
mod hint;
mod lint;
mod lint_tools;
mod names;
mod number;
mod policies;
mod policy;
mod read;
mod says;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod used;
mod world;

// Conditions are evaluated by walking them, and each step makes a value.
use portcullis_memory as _;

pub use config::{Config, Names, Resource};
pub use policy::Cedar;

portcullis_guest::export_policy!(Cedar, author);
