use crate::record::{Draft, Record, Sealed};
use crate::{AppendError, Digest, MAX_LINE_BYTES, Problem, integer};

/// The end of a chain of records: what the next one must say. Writer and verifier go along it in the same steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chain {
    pub(crate) seq: u64,
    pub(crate) prev: Digest,
}

impl Chain {
    /// Where every log starts.
    pub(crate) const START: Self = Self { seq: 0, prev: Digest::ZERO };

    /// The chain that ends with a record which was found valid by itself.
    pub(crate) const fn after(record: &Record) -> Self {
        Self {
            // A record's `seq` is at most `MAX_INTEGER`.
            seq: record.seq.saturating_add(1),
            prev: record.hash,
        }
    }

    /// The line of the next record. The chain goes on only if there is one.
    pub(crate) fn extend(&mut self, draft: &Draft, time_ms: u64) -> Result<Sealed, AppendError> {
        integer::check("seq", self.seq)?;
        integer::check("time_ms", time_ms)?;
        let sealed = draft.seal(self.seq, time_ms, self.prev);
        if sealed.line.len() > MAX_LINE_BYTES {
            return Err(AppendError::TooLong { bytes: sealed.line.len() });
        }
        self.seq = self.seq.saturating_add(1);
        self.prev = sealed.hash;
        Ok(sealed)
    }

    /// Takes a record that was found valid by itself as the next one.
    pub(crate) fn accept(&mut self, record: &Record) -> Result<(), Problem> {
        if record.seq != self.seq {
            return Err(Problem::WrongSeq { found: record.seq });
        }
        if record.prev != self.prev {
            return Err(Problem::BrokenChain { stated: record.prev, actual: self.prev });
        }
        *self = Self::after(record);
        Ok(())
    }
}
