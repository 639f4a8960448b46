use portcullis_audit::{Level, LogLine};

use super::{Exceeded, Limit, Limits};

/// What a plugin has written for one event.
pub(crate) struct LogBook {
    lines: Vec<LogLine>,
    lines_left: u64,
    bytes_left: u64,
    too_many: Exceeded,
    too_long: Exceeded,
}

impl LogBook {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            lines: Vec::new(),
            lines_left: limits.value(Limit::LogLines),
            bytes_left: limits.value(Limit::LogBytes),
            too_many: limits.exceeded(Limit::LogLines),
            too_long: limits.exceeded(Limit::LogBytes),
        }
    }

    pub(crate) fn write(&mut self, level: Level, message: &str) -> Result<(), Exceeded> {
        self.lines_left = self.lines_left.checked_sub(1).ok_or(self.too_many)?;
        let bytes = u64::try_from(message.len()).unwrap_or(u64::MAX);
        self.bytes_left = self.bytes_left.checked_sub(bytes).ok_or(self.too_long)?;
        self.lines.push(LogLine { level, message: crate::text::printable(message) });
        Ok(())
    }

    pub(crate) fn take_lines(&mut self) -> Vec<LogLine> {
        std::mem::take(&mut self.lines)
    }
}
