use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::storage::Storage;
use crate::{Reader, Record};

/// What an in-memory [`Log`](crate::Log) has written. See [`Log::memory`](crate::Log::memory).
#[derive(Debug, Clone, Default)]
pub struct Memory {
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Memory {
    /// The lines, as a file would hold them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.lock().clone()
    }

    /// The records, in order.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        // Nobody but the writer has touched the bytes, so every line reads well.
        Reader::new(self.bytes().as_slice()).map_while(Result::ok).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for Memory {
    fn append(&mut self, _end: u64, bytes: &[u8]) -> io::Result<()> {
        self.lock().extend_from_slice(bytes);
        Ok(())
    }

    fn truncate(&mut self, end: u64) -> io::Result<()> {
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        self.lock().truncate(end);
        Ok(())
    }
}
