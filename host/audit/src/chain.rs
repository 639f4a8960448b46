use crate::record::{Draft, Record};
use crate::{AppendError, Digest, MAX_LINE_BYTES, Problem, Receipt, integer};

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

    /// Appends the line of the next record, with its newline. The chain goes on only if there is one.
    pub(crate) fn extend(&mut self, draft: &Draft, time_ms: u64, out: &mut Vec<u8>) -> Result<Receipt, AppendError> {
        let (seq, start) = (self.seq, out.len());
        integer::check("seq", seq)?;
        integer::check("time_ms", time_ms)?;
        let hash = draft.seal(seq, time_ms, self.prev, out);
        let bytes = out.len().saturating_sub(start);
        if bytes > MAX_LINE_BYTES {
            out.truncate(start);
            return Err(AppendError::TooLong { bytes });
        }
        out.push(b'\n');
        self.seq = seq.saturating_add(1);
        self.prev = hash;
        Ok(Receipt { seq, hash })
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
