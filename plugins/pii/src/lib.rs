//! A Portcullis plugin for personal data: a sanitiser that finds it, and a policy that puts pseudonyms back where a
//! tool may see the values.

#![forbid(unsafe_code)]

mod anchor;
mod check;
mod config;
mod context;
mod detect;
mod glob;
mod kind;
mod number;
mod policy;
mod sanitiser;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod words;

pub use config::{Config, Restore, Secret, Style};
pub use kind::{Certainty, Kind};
pub use policy::Restorer;
pub use sanitiser::Pii;

/// The name of both halves.
const NAME: &str = "pii";

portcullis_guest::export_plugin!(policy: Restorer, sanitiser: Pii);
