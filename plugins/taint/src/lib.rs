//! A Portcullis policy against the second half of an injection: an argument that comes from where an injected instruction
//! stood does not get into an action that matters. Everything else the agent may still do.
//!
//! A gate whose pack taints sessions says in an event's context which of its values come from tainted text
//! (`docs/packs.md`); this policy says for which actions and arguments that counts.

#![forbid(unsafe_code)]

mod config;
mod policy;

pub use config::{Config, Rule, Then};
pub use policy::Taint;

portcullis_guest::export_policy!(Taint);
