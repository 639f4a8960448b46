//! A Portcullis plugin for personal data: a sanitiser that finds it, and a policy that puts pseudonyms back where a
//! tool may see the values.
//!
//! # What is found
//!
//! * By form or check digit: e-mail addresses, telephone numbers in typical groups, payment cards, IBANs, American
//!   social security numbers, national numbers of some thirty countries, IP and MAC addresses, wallets, vehicles.
//! * Behind a label, in some twenty languages: other digits as telephone numbers, dates of birth, passports, driving
//!   licences, plates, accounts, routing numbers, BICs, codes and expiry dates of cards. A label is a word in the 64
//!   bytes before the value, or the name of the member that the text stands in.
//!
//! # What is missed
//!
//! * Names and postal addresses, and everything that only its meaning makes personal.
//! * Numbers of the payload of less than seven digits: the host shows sanitisers strings and longer numbers.
//! * Values without a label that have no check digit and no typical groups, labels that stand behind the value or in
//!   the head of a table, and values that are spelt in words.
//! * Values in a run of more than 128 bytes without a space, a quote, a bracket or a comma: that is no text.
//!
//! # Bounds
//!
//! One pass, in time that grows with the text and nothing else; no regular expressions. Of a stream at most about a
//! kilobyte is held back, and of plain text the last four words.

#![forbid(unsafe_code)]

mod anchor;
mod check;
mod config;
mod context;
mod detect;
mod glob;
mod kind;
mod number;
mod plain;
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
