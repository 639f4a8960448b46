//! A Portcullis policy: how many tokens and calls, and how much money, may be spent: by whom, on what, in which time.
//!
//! Before a model is asked or a tool runs, each rule that covers it reserves what it may take at most; once the answer is
//! there, what it took is counted instead. So a limit holds however many events are decided at once. `docs/budgets.md`
//! describes the config; the pack `budgets` is an example.

#![forbid(unsafe_code)]

mod amount;
mod author;
mod config;
mod glob;
mod held;
mod policy;
mod rule;
#[cfg(test)]
mod tests;
mod window;

pub use config::{Calendar, Config, Count, Hours, Price, RuleConfig, WindowConfig};
pub use policy::Budget;

portcullis_guest::export_policy!(Budget, author);
