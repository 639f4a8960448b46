//! A Portcullis policy that takes its rules as text: MAPL documents, for a company, its units, teams, users, roles and apps,
//! merged so that a document can never widen another.
//!
//! [`Mapl`] is the plugin. [`Mapl::load`] also answers with what is odd about documents, and [`Mapl::rights`] shows what applies
//! to a subject, and which document says so. `docs/mapl.md` describes the language.

#![forbid(unsafe_code)]

mod author;
mod condition;
mod config;
mod decide;
mod document;
mod explain;
mod lint;
mod load;
mod object;
mod policy;
mod report;
mod strict;
mod subject;
#[cfg(test)]
mod tests;
mod text;
mod value;

// A decision is many small texts.
use portcullis_memory as _;

pub use config::{Config, Subject};
pub use explain::{Applies, Explanation, Limits, Says};
pub use policy::Mapl;
pub use report::Warning;
pub use strict::Strict;

portcullis_guest::export_policy!(Mapl, author);
