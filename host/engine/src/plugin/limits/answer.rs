use super::{Exceeded, Limit, Limits};

/// What an answer may still hold.
pub(crate) struct AnswerBudget<'l> {
    limits: &'l Limits,
    bytes: u64,
    items: u64,
}

impl<'l> AnswerBudget<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, bytes: limits.value(Limit::AnswerBytes), items: limits.value(Limit::AnswerItems) }
    }

    /// Takes so many items with their texts.
    pub(crate) fn take<'t>(&mut self, items: usize, texts: impl IntoIterator<Item = &'t str>) -> Result<(), Exceeded> {
        let too_many = self.limits.exceeded(Limit::AnswerItems);
        self.items = u64::try_from(items).ok().and_then(|items| self.items.checked_sub(items)).ok_or(too_many)?;
        for text in texts {
            let too_long = self.limits.exceeded(Limit::AnswerBytes);
            self.bytes =
                u64::try_from(text.len()).ok().and_then(|bytes| self.bytes.checked_sub(bytes)).ok_or(too_long)?;
        }
        Ok(())
    }
}
