//! Values that a document lists.

use serde_json::Value;

use super::Place;
use super::spec::Bound;
use crate::object::kind;
use crate::report::Report;
use crate::text::decimal::Decimal;
use crate::value::decimal;

/// The values of a list of allowed ones.
pub(super) fn listed(list: &[Value], place: &Place<'_>, report: &mut Report) -> Vec<Value> {
    if list.is_empty() {
        report.warn("empty-list", place.at(), "the list is empty: no value is allowed");
    }
    let mut values = Vec::new();
    for (index, value) in list.iter().enumerate() {
        let at = place.to(&index.to_string()).at();
        match value {
            Value::String(text) => {
                if text.contains('*') {
                    let message = format!(
                        "`{}` allows the text with the star in it and nothing else: use `pattern`",
                        text.escape_debug()
                    );
                    report.warn("star-in-value", at, message);
                }
                values.push(value.clone());
            }
            Value::Bool(_) => values.push(value.clone()),
            Value::Number(_) => values.extend(number(value, &at, "", report).map(|_| value.clone())),
            other => {
                report.error(at, format!("is {}, but an allowed value is a string, a number or a boolean", kind(other)))
            }
        }
    }
    values
}

/// A number that is kept as it was written.
pub(super) fn number(value: &Value, at: &str, path: &'static str, report: &mut Report) -> Option<Bound> {
    let Value::Number(number) = value else {
        report.error(at, format!("is {}, but must be a number", kind(value)));
        return None;
    };
    // Whole numbers to 2^64 are exact. A larger one was rounded before it came here, and nobody can tell by how much.
    if number.is_f64() && number.as_f64().is_none_or(|double| double.abs() >= 18_446_744_073_709_551_616.0) {
        report.error(at, format!("{number} is too large to be compared exactly: write a number below 2^64"));
        return None;
    }
    let decimal: Decimal = decimal(number)?;
    Some(Bound { number: number.clone(), decimal, path })
}
