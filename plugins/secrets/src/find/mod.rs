//! The finders, one for each way in which a secret shows.

pub(crate) mod assignment;
pub(crate) mod aws_pair;
pub(crate) mod command;
pub(crate) mod format;
pub(crate) mod header;
pub(crate) mod jwt;
pub(crate) mod key_block;
pub(crate) mod url;
