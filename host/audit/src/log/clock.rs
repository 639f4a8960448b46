use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01T00:00:00Z. A plain function, so that a test can put another in its place.
pub(crate) type Clock = fn() -> u64;

/// The system's clock. A time before 1970 counts as 1970.
pub(crate) fn system() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
