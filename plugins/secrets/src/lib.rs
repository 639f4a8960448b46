//! A Portcullis sanitiser: finds keys, tokens and passwords.
//!
//! # What it finds
//! - **Tokens that speak for themselves**, by the table `rules.txt`: what they begin with, their characters, their length,
//!   their checksum where one is known. The kind is `secret/<id>`, such as `secret/github-token`. A token whose checksum
//!   does not pass is reported with severity low.
//! - **Values of names that are secret**, in code, settings, JSON, XML, YAML, addresses, command lines, logs and sentences:
//!   `secret/password`, `secret/generic-secret`, `secret/generic-token`, `secret/generic-key`, `secret/credentials`, or the
//!   service's kind where the name tells it. The name may be that of the member in which the text stands.
//! - **Private keys** (`secret/private-key`): PEM of all kinds, OpenSSH, PGP and PuTTY, with lines that are joined by
//!   escapes, blanks or quotes. The span is the whole block.
//! - **Passwords in addresses** (`secret/url-password`), JSON Web Tokens (`secret/jwt`), `Authorization` headers, names and
//!   passwords in base64, and the passwords of command lines, `.netrc` and `.pgpass`.
//!
//! The span is the secret alone: no quotes, no name, no user. It is replaced by `[secret: <id>]`, which is not found again.
//!
//! # What it passes
//! Placeholders, examples, references to variables and vaults, hashes (of passwords too), public keys, certificates, ids,
//! versions, paths, calls, masked and encrypted values, and passwords that are one plain word: `password: hunter`.
//!
//! # Bounds
//! The time grows with the length of the text: an index of three-character pieces finds the places, and what is looked at
//! around one is bounded. A name has up to 48 bytes, a value up to 512, a token 2048, a block 32 KiB. Of a longer block its
//! first 32 KiB are replaced.
//!
//! A stream is held back from where a secret may begin: a word, which counts as several when it has more than 1024 bytes
//! without a break; a name and its value; a block, up to its end or its bound. Texts in which only the member's name tells
//! that they are secret are not found when they come in several words of a stream.
//!
//! # What it misses
//! Passwords of one plain word or of fewer than five characters; secrets with nothing around them that says so and no form
//! of their own; secrets that are split, encoded or spelt out; names in most languages other than English.

#![forbid(unsafe_code)]

mod allow;
mod base64;
mod checksum;
mod class;
mod find;
mod found;
mod lengths;
mod name;
mod pattern;
mod placeholder;
mod prefilter;
mod random;
mod rules;
mod sanitiser;
mod search;
mod seen;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod vocabulary;

pub use allow::Allow;
pub use sanitiser::{Config, OwnRule, Secrets};

portcullis_guest::export_sanitiser!(Secrets);
