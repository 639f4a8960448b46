//! A Portcullis sanitiser: finds instructions inside data, such as "ignore all previous instructions" in a web page
//! that a tool has read.
//!
//! It knows some twenty turns of phrase. Text is compared in a folded form (case, invisible characters, look-alike
//! letters and decoration do not matter), found spans are of the original, and what does not match stays as it is. A
//! phrase that says the same in other words passes: this is one layer, not a guarantee. The time that a text takes
//! grows with its length and with nothing else.

#![forbid(unsafe_code)]

mod fold;
mod lexicon;
mod pattern;
mod phrases;
mod sanitiser;
mod search;
#[cfg(test)]
mod tests;
mod token;

pub use sanitiser::{Config, Injection};

portcullis_guest::export_sanitiser!(Injection);
