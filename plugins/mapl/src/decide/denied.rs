//! Values that a parameter must not have, wherever in it they stand and however they are encoded.

use portcullis_guest::Violation;
use serde_json::Value;

use super::parameters::short;
use crate::document::Denied;
use crate::strict::Strict;
use crate::text::canonical;
use crate::text::decimal::Decimal;

pub(super) fn check(denied: &Denied, pointer: &str, json: &str, violations: &mut Vec<Violation>) {
    let mut texts = Texts::default();
    match json.as_bytes().first() {
        Some(b'{' | b'[' | b'"') => match serde_json::from_str(json) {
            Ok(Strict(value)) => texts.collect(&value),
            Err(_) => texts.unreadable = true,
        },
        _ => texts.scalar(json),
    }
    if texts.unreadable {
        let violation = Violation::new("value-not-canonical", pointer).found_json(short(json));
        violations.push(violation.rule(&denied.rule));
    }
    let forms: Vec<&str> = texts.forms.iter().map(String::as_str).collect();
    for (index, value) in denied.values.iter().enumerate() {
        if value.is_text(&forms) || texts.numbers.iter().any(|number| value.is_number(number)) {
            let violation = Violation::new("value-denied", pointer).found_json(short(json));
            violations.push(violation.rule(format!("{}/{index}", denied.rule)));
        }
    }
}

/// Everything in a value that could be what is denied.
#[derive(Default)]
struct Texts {
    forms: Vec<String>,
    numbers: Vec<Decimal>,
    /// Something was too large or encoded too many times over.
    unreadable: bool,
}

impl Texts {
    fn collect(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(elements) => elements.iter().for_each(|element| self.collect(element)),
            Value::Object(members) => members.iter().for_each(|(name, value)| {
                self.text(name);
                self.collect(value);
            }),
            other => self.scalar(&other.to_string()),
        }
    }

    fn scalar(&mut self, json: &str) {
        self.numbers.extend(Decimal::read(json));
        self.forms.push(json.to_owned());
    }

    fn text(&mut self, text: &str) {
        match canonical::values(text) {
            Some(forms) => self.forms.extend(forms),
            None => self.unreadable = true,
        }
        self.forms.push(text.to_owned());
    }
}
