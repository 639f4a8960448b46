//! From decided text to a value that is exactly that.

use portcullis::document::{self, Document, Kind};
use serde_json::{Number, Value};

/// The document as a value; none where the value would be another one.
pub(crate) fn value(document: &Document) -> Option<Value> {
    if !numbers_are_exact(document.root()) {
        return None;
    }
    // What is left to refuse it is its depth.
    serde_json::from_str(document.text()).ok()
}

// Recursion is bounded by `document::MAX_DEPTH`.
fn numbers_are_exact(value: document::Value<'_>) -> bool {
    match value.kind() {
        Kind::Number => is_exact(value.raw()),
        Kind::List => value.elements().all(numbers_are_exact),
        Kind::Object => value.members().all(|(_, member)| numbers_are_exact(member)),
        _ => true,
    }
}

/// Whether a number that is read from this text prints as the same number again.
fn is_exact(text: &str) -> bool {
    // So few digits are kept whatever they are.
    let short = text.len() <= 15 && !text.contains(['e', 'E']);
    short
        || serde_json::from_str::<Number>(text)
            .is_ok_and(|number| Decimal::read(&number.to_string()) == Decimal::read(text))
}

/// A decimal number without leading and trailing zeros, so that equal numbers are equal values.
#[derive(PartialEq)]
struct Decimal {
    negative: bool,
    digits: String,
    /// The power of ten of the last digit; none where it is beyond all bounds.
    exponent: Option<i64>,
}

impl Decimal {
    fn read(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (negative, unsigned) = mantissa.strip_prefix('-').map_or((false, mantissa), |unsigned| (true, unsigned));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        if kept.is_empty() {
            return Self { negative: false, digits: String::new(), exponent: Some(0) };
        }
        let moved = i64::try_from(all.len() - kept.len()).ok().zip(i64::try_from(fraction.len()).ok());
        let exponent = exponent.parse::<i64>().ok().zip(moved).and_then(|(exponent, (zeros, fraction))| {
            exponent.checked_add(zeros).and_then(|exponent| exponent.checked_sub(fraction))
        });
        Self { negative, digits: kept.trim_start_matches('0').to_owned(), exponent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_value_holds_are_kept_however_they_are_written() {
        for text in [
            "0",
            "-0",
            "-0.0e7",
            "100.000",
            "1e2",
            "1.0E+2",
            "0.1",
            "9007199254740993",
            "18446744073709551615",
            "-9223372036854775808",
            "100000000000000000000",
            "1e308",
            "5e-324",
            "0e999999999999999999999",
        ] {
            assert!(is_exact(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_would_become_others_are_refused() {
        for text in [
            "1e309",
            "-1e309",
            "1e99999999999999999999999",
            "18446744073709551616.5",
            "18446744073709551617",
            "9007199254740993.0",
            "100.000000000000001",
            "1e-400",
        ] {
            assert!(!is_exact(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_looked_at_wherever_they_stand() {
        let document = Document::parse(r#"{"a":[{"b":[1,2,{"c":1e309}]}]}"#).unwrap();
        assert!(value(&document).is_none());
    }
}
