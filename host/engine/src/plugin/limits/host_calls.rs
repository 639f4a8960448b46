use super::{Exceeded, Limit, Limits};

/// Values passed on the way to one that count as one more call: neither fuel nor the deadline sees time spent in the host.
const STEPS_PER_CALL: u64 = 256;
/// Bytes taken from the guest or handed to it that count as one more call.
const BYTES_PER_CALL: u64 = 16_384;

/// How often a guest has called the host for one event.
pub(crate) struct HostCalls {
    used: u64,
    exceeded: Exceeded,
}

impl HostCalls {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { used: 0, exceeded: limits.exceeded(Limit::HostCalls) }
    }

    /// Counts one call.
    pub(crate) fn count(&mut self, steps: u64, bytes: usize) -> Result<(), Exceeded> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.used = self.used.saturating_add(1 + steps / STEPS_PER_CALL + bytes / BYTES_PER_CALL);
        self.check()
    }

    /// Whether it has called too often. What can't refuse a call itself only counts it, and this stops the guest.
    pub(crate) fn check(&self) -> Result<(), Exceeded> {
        if self.used > self.exceeded.bound.value { Err(self.exceeded) } else { Ok(()) }
    }
}
