//! How answers become one outcome. No plugin runs in here.

mod fixed_point;
mod redact;

pub(crate) use fixed_point::{MAX_ROUNDS, Progress, Step};
pub(crate) use redact::{redact, redacted};
