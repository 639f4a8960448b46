//! A Portcullis sanitiser: finds instructions inside data, such as "ignore all previous instructions" in a web page
//! that a tool has read.
//!
//! It reads a view of the text in which disguises are undone, adds up what speaks for an instruction in sentences near to
//! each other, and answers spans of the original. How it decides and what it misses is in its README. The time that a
//! text takes grows with its length and with nothing else.

#![forbid(unsafe_code)]

mod dictionary;
mod evidence;
mod rules;
mod sanitiser;
mod search;
#[cfg(test)]
mod tests;
mod view;

pub use sanitiser::{Config, Injection};

portcullis_guest::export_sanitiser!(Injection);
