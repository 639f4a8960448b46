//! Values that a parameter must not have.

use serde_json::Value;

use super::Place;
use super::parameter::pointer_of;
use crate::object::kind;
use crate::report::Report;
use crate::text::canonical;
use crate::text::decimal::Decimal;
use crate::text::glob::Glob;
use crate::value::decimal;

/// The values that one parameter must not have.
#[derive(Debug)]
pub(crate) struct Denied {
    pub(crate) pointer: String,
    pub(crate) rule: String,
    pub(crate) values: Vec<DeniedValue>,
}

#[derive(Debug)]
pub(crate) struct DeniedValue {
    /// The text's pattern, as it was written and in the form that values are brought into.
    globs: Vec<Glob>,
    number: Option<Decimal>,
}

impl Denied {
    pub(super) fn read(name: &str, value: &Value, place: &Place<'_>, report: &mut Report) -> Option<Self> {
        let pointer = pointer_of(name).map_err(|error| report.error(place.at(), error)).ok()?;
        let Value::Array(list) = value else {
            report.error(place.at(), format!("is {}, but must be a list of patterns and values", kind(value)));
            return None;
        };
        let mut values = Vec::new();
        for (index, value) in list.iter().enumerate() {
            match DeniedValue::read(value) {
                Some(value) => values.push(value),
                None => {
                    let message = format!("is {}, but must be a string, a number or a boolean", kind(value));
                    report.error(place.to(&index.to_string()).at(), message);
                }
            }
        }
        if list.is_empty() {
            report.warn("empty-list", place.at(), "the list is empty: nothing is denied");
        }
        Some(Self { pointer, rule: place.rule(), values })
    }
}

impl DeniedValue {
    fn read(value: &Value) -> Option<Self> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => return None,
        };
        let forms = canonical::values(&text).unwrap_or_default();
        let number = if let Value::Number(number) = value { decimal(number) } else { None };
        let globs = std::iter::once(&text).chain(&forms).map(|text| Glob::value(text)).collect();
        Some(Self { globs, number })
    }

    pub(crate) fn is_text(&self, forms: &[&str]) -> bool {
        self.globs.iter().any(|glob| forms.iter().any(|form| glob.matches(form)))
    }

    pub(crate) fn is_number(&self, number: &Decimal) -> bool {
        self.number.as_ref().is_some_and(|own| own.is_same_double(number))
    }
}
