//! A Portcullis policy: who may do what, and up to which amount.
//!
//! Each rule names actions, the scope that they need, the roles that may use it, and the amount that is allowed. An
//! action is permitted if one rule that names it holds entirely. Anything else is denied, or handed to a human. What is
//! passed on from agent to agent gets smaller limits. `config.schema.json` describes the config; the pack
//! `support-desk` is an example.

#![forbid(unsafe_code)]

mod check;
mod code;
mod config;
mod delegation;
mod policy;
mod rule;
#[cfg(test)]
mod tests;

pub use config::{Amount, Cap, Config, Delegation, Otherwise, Rule};
pub use policy::RefundLimits;

portcullis_guest::export_policy!(RefundLimits);
