//! A Portcullis sanitiser: finds instructions inside data, such as "ignore all previous instructions" in a web page
//! that a tool has read.

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
