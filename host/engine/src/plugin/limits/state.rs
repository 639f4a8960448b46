use portcullis_audit::StateRecord;

use super::{Exceeded, Limit, Limits};

/// What each call counts beside its texts.
const CALL: usize = 64;

/// What a plugin has asked of the state for one event.
pub(crate) struct StateBook {
    records: Vec<StateRecord>,
    left: u64,
    exceeded: Exceeded,
}

impl StateBook {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            records: Vec::new(),
            left: limits.value(Limit::StateBytes),
            exceeded: limits.exceeded(Limit::StateBytes),
        }
    }

    /// Counts one call with its texts.
    pub(crate) fn count_call(&mut self, bytes: usize) -> Result<(), Exceeded> {
        self.count(bytes.saturating_add(CALL))
    }

    /// Counts the text of an answer.
    pub(crate) fn count(&mut self, bytes: usize) -> Result<(), Exceeded> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(bytes).ok_or(self.exceeded)?;
        Ok(())
    }

    pub(crate) fn write(&mut self, record: StateRecord) {
        self.records.push(record);
    }

    pub(crate) fn take_records(&mut self) -> Vec<StateRecord> {
        std::mem::take(&mut self.records)
    }
}
