use std::sync::Arc;

use wasmtime::{Error, ResourceLimiter};

use super::{Limit, Limits};

/// Linear memory and table elements of one instance, each summed over all memories and tables that the component has:
/// one that spreads its use over several gets no more than one that does not.
pub(crate) struct Space {
    limits: Arc<Limits>,
    memory: u64,
    elements: u64,
}

impl Space {
    pub(crate) fn new(limits: &Arc<Limits>) -> Self {
        Self { limits: Arc::clone(limits), memory: 0, elements: 0 }
    }

    /// Linear memory in use, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        self.memory
    }

    /// Growth beyond the bound traps, rather than failing as `memory.grow` may: the outcome is the same for every
    /// guest then, whatever its allocator makes of a failure.
    fn grow(&self, limit: Limit, used: u64, current: usize, desired: usize) -> Result<u64, Error> {
        let more = u64::try_from(desired.saturating_sub(current)).unwrap_or(u64::MAX);
        let total = used.saturating_add(more);
        if total > self.limits.value(limit) { Err(Error::new(self.limits.exceeded(limit))) } else { Ok(total) }
    }
}

impl ResourceLimiter for Space {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.memory = self.grow(Limit::Memory, self.memory, current, desired)?;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        self.elements = self.grow(Limit::TableElements, self.elements, current, desired)?;
        Ok(true)
    }
}
