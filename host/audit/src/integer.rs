use crate::record::DecisionRecord;

/// The largest integer that a record holds: 2⁵³ − 1.
///
/// Canonical JSON writes numbers as double-precision floats, and above this bound two integers share one float. So a
/// larger one is refused rather than recorded as something else.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// An integer of a record is above [`MAX_INTEGER`], so canonical JSON cannot hold it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` is {value}, and a record holds integers up to {MAX_INTEGER} only")]
pub struct UnsafeInteger {
    /// Where in the record, with dots: `plugins.0.limits.fuel`.
    pub field: String,
    /// What was there.
    pub value: u64,
}

pub(crate) fn check(field: &str, value: u64) -> Result<(), UnsafeInteger> {
    check_with(value, || field.to_owned())
}

/// Checks every integer of `decision` that has more than 32 bits.
pub(crate) fn check_decision(decision: &DecisionRecord) -> Result<(), UnsafeInteger> {
    check("event.time_ms", decision.event.time_ms)?;
    check("payload.bytes", decision.payload.bytes)?;
    for (index, plugin) in decision.plugins.iter().enumerate() {
        check_with(plugin.fuel, || format!("plugins.{index}.fuel"))?;
        check_with(plugin.time_us, || format!("plugins.{index}.time_us"))?;
        for (name, value) in plugin.limits.iter() {
            check_with(*value, || format!("plugins.{index}.limits.{name}"))?;
        }
        for (at, call) in plugin.state.iter().enumerate() {
            check_with(call.largest(), || format!("plugins.{index}.state.{at}"))?;
        }
    }
    Ok(())
}

fn check_with(value: u64, field: impl FnOnce() -> String) -> Result<(), UnsafeInteger> {
    if value > MAX_INTEGER {
        return Err(UnsafeInteger { field: field(), value });
    }
    Ok(())
}
