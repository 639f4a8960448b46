use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Receipt, clock};
use crate::chain::Chain;
use crate::record::Draft;
use crate::{AppendError, Reader, Record};

/// What an in-memory [`Log`](crate::Log) has written. See [`Log::memory`](crate::Log::memory).
#[derive(Debug, Clone)]
pub struct Memory {
    lines: Arc<Mutex<Lines>>,
}

#[derive(Debug)]
struct Lines {
    bytes: Vec<u8>,
    chain: Chain,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { lines: Arc::new(Mutex::new(Lines { bytes: Vec::new(), chain: Chain::START })) }
    }

    /// The lines, as a file would hold them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    /// The records, in order.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        // Nobody but the log has touched the bytes, so every line reads well.
        Reader::new(self.bytes().as_slice()).map_while(Result::ok).collect()
    }

    /// Adds one record. There is nothing to wait for, so whoever decides does it.
    pub(super) fn append(&self, draft: &Draft) -> Result<Receipt, AppendError> {
        let Lines { bytes, chain } = &mut *self.lock();
        chain.extend(draft, clock::system(), bytes)
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
