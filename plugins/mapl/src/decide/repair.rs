//! The value that may stand in place of one that may not.

use serde_json::{Number, Value};

use super::check::{Defaults, check};
use crate::document::{Mode, Spec};
use crate::value::{Found, decimal};

/// The specs that bind: all but those that only warn.
fn binding<'s>(specs: &[&'s Spec]) -> Vec<&'s Spec> {
    specs.iter().copied().filter(|spec| spec.mode != Some(Mode::Warn)).collect()
}

fn satisfies(value: &Value, specs: &[&Spec]) -> bool {
    let found = Found::read(&value.to_string());
    specs.iter().all(|spec| check(spec, &found, Defaults::DENY).is_empty())
}

/// The first allowed value, in the order of the narrowest document that lists any, that all specs allow. A text with a star
/// in it was probably meant as a pattern: nobody gets it for a value.
pub(super) fn first_allowed(specs: &[&Spec]) -> Option<Value> {
    let specs = binding(specs);
    let literal = |value: &&Value| value.as_str().is_none_or(|text| !text.contains('*'));
    let candidates = specs.iter().filter_map(|spec| spec.allowed.as_ref()).flatten().filter(literal);
    candidates.into_iter().find(|value| satisfies(value, &specs)).cloned()
}

/// The number that is nearest to one, of those that all specs allow.
pub(super) fn clamped(specs: &[&Spec], found: &Found) -> Option<Value> {
    let Found::Number(number) = found else { return None };
    let specs = binding(specs);
    let low = specs.iter().filter_map(|spec| spec.low.as_ref()).max_by(|left, right| left.decimal.cmp(&right.decimal));
    let high =
        specs.iter().filter_map(|spec| spec.high.as_ref()).min_by(|left, right| left.decimal.cmp(&right.decimal));
    let bound = match (low, high) {
        (Some(low), _) if *number < low.decimal => low,
        (_, Some(high)) if *number > high.decimal => high,
        _ => return None,
    };
    let value = Value::Number(plain(&bound.number));
    satisfies(&value, &specs).then_some(value)
}

/// What an omitted parameter is filled with: the first default that all specs allow, or the first one brought within the
/// limits of all.
pub(super) fn default(specs: &[&Spec]) -> Option<Value> {
    let binding = binding(specs);
    let mut defaults = specs.iter().filter_map(|spec| spec.default.as_ref());
    let first = defaults.clone().next()?;
    if let Some(value) = defaults.find(|value| satisfies(value, &binding)) {
        return Some(value.clone());
    }
    clamped(specs, &Found::read(&first.to_string()))
}

/// `500.0` as `500`: who reads a count may not take a fraction.
fn plain(number: &Number) -> Number {
    let text = number.to_string();
    let whole = text.strip_suffix(".0").and_then(|whole| whole.parse::<i64>().ok());
    whole.map(Number::from).filter(|whole| decimal(whole) == decimal(number)).unwrap_or_else(|| number.clone())
}
