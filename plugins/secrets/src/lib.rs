//! A Portcullis sanitiser: finds keys, tokens and passwords.

#![forbid(unsafe_code)]

mod allow;
mod base64;
mod checksum;
mod class;
mod find;
mod found;
mod name;
mod pattern;
mod placeholder;
mod prefilter;
mod random;
mod rules;
mod sanitiser;
mod search;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use allow::Allow;
pub use sanitiser::{Config, OwnRule, Secrets};

portcullis_guest::export_sanitiser!(Secrets);
