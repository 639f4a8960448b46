use wasmtime::Store;

use super::{Limit, Limits};

/// The fuel of one call.
#[derive(Clone, Copy)]
pub(crate) struct Tank {
    filled: u64,
    pub(crate) limit: Limit,
}

impl Tank {
    /// For an event whose payload has so many bytes.
    pub(crate) fn for_event(limits: &Limits, payload_bytes: usize) -> Self {
        let bytes = u64::try_from(payload_bytes).unwrap_or(u64::MAX);
        let more = limits.value(Limit::FuelPerByte).saturating_mul(bytes);
        Self { filled: limits.value(Limit::Fuel).saturating_add(more), limit: Limit::Fuel }
    }

    /// For what runs once, at load.
    pub(crate) fn for_load(limits: &Limits) -> Self {
        Self { filled: limits.value(Limit::ConfigureFuel), limit: Limit::ConfigureFuel }
    }

    pub(crate) fn fill<T>(self, store: &mut Store<T>) -> wasmtime::Result<()> {
        store.set_fuel(self.filled)
    }

    /// What was taken out so far.
    pub(crate) fn used<T>(self, store: &Store<T>) -> u64 {
        self.filled.saturating_sub(store.get_fuel().unwrap_or(0))
    }
}
