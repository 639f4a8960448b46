//! Text as it is compared: names, numbers, patterns, times.

pub(crate) mod canonical;
pub(crate) mod decimal;
pub(crate) mod glob;
mod look_alike;
pub(crate) mod pattern;
pub(crate) mod time;
