//! Numbers that policies compare: what is compared must be what was written.

/// The number that a JSON text is, if a double holds exactly that number (`-0` becomes `0`). The error goes on after
/// the value's name: "is `null`, not a number".
pub(super) fn exact(text: &str) -> Result<f64, String> {
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err(format!("is {}, not a number", kind(text)));
    }
    let refuse = |reason: &str| Err(format!("is `{}`, {reason}", shortened(text)));
    let number: f64 = match serde_json::from_str(text) {
        Ok(number) => number,
        Err(error) => return refuse(if error.is_data() { "not a number" } else { "too large for a number" }),
    };
    if !is_short(text)
        && serde_json::to_string(&number).map_or(true, |kept| Decimal::read(&kept) != Decimal::read(text))
    {
        return refuse("more digits than a number can keep");
    }
    Ok(if number == 0.0 { 0.0 } else { number })
}

/// Whether every number of a JSON text is kept as it was written: an integer of 64 bits, or what a double is exactly.
/// The error goes on after the document's name.
pub(super) fn all_kept(json: &str) -> Result<(), String> {
    let mut rest = json.as_bytes();
    let mut at = 0;
    while let Some((first, others)) = rest.split_first() {
        let length = match first {
            b'"' => 2 + string_length(others),
            b'-' | b'0'..=b'9' => 1 + others.iter().take_while(|byte| is_of_number(**byte)).count(),
            _ => 1,
        };
        if let (b'-' | b'0'..=b'9', Some(text)) = (first, json.get(at..at + length))
            && !is_short(text)
            && text.parse::<i64>().is_err()
            && text.parse::<u64>().is_err()
        {
            exact(text).map_err(|reason| format!("has a number that {reason}"))?;
        }
        at += length;
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// The length of a string's text, up to its closing quote.
fn string_length(text: &[u8]) -> usize {
    let mut escaped = false;
    let closes = |byte: &u8| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    };
    text.iter().position(closes).unwrap_or(text.len())
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
}

/// Whether it has so few digits that a double keeps any of them: every amount of money that people write.
fn is_short(text: &str) -> bool {
    text.len() <= 15 && !text.contains(['e', 'E'])
}

/// The text, or the beginning of one that nobody would read to its end.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What a JSON text is, for people. Strings are not repeated: they may be long, and secret.
fn kind(text: &str) -> &'static str {
    match text.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'n') => "`null`",
        _ => "a boolean",
    }
}

/// A decimal number without its sign and without leading and trailing zeros, so that equal numbers are equal values.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    digits: String,
    /// The power of ten of the last digit.
    exponent: i128,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let unsigned = mantissa.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Self { digits: String::new(), exponent: 0 });
        }
        let dropped = i128::try_from(digits.len() - significant.len()).ok()?;
        let fraction = i128::try_from(fraction.len()).ok()?;
        Some(Self {
            digits: significant.trim_start_matches('0').to_owned(),
            exponent: exponent.parse::<i64>().ok().map(i128::from)? - fraction + dropped,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{all_kept, exact};

    #[test]
    fn a_text_is_kept_if_each_of_its_numbers_is() {
        for text in [
            "[9007199254740993, -9223372036854775808, 18446744073709551615, 0.1, 1e2]",
            r#"{"1e309": "1e309 and \" 1e309", "back\\": 5, "x": null}"#,
            "",
        ] {
            assert_eq!(all_kept(text), Ok(()), "{text}");
        }
        for text in ["1e309", r#"{"a\\": [1, {"b": 18446744073709551617}]}"#, "[0.1000000000000000055511151231257827]"]
        {
            assert!(all_kept(text).is_err(), "{text}");
        }
        assert_eq!(all_kept("[-1e309]").unwrap_err(), "has a number that is `-1e309`, too large for a number");
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (text, number) in [
            ("0", 0.0),
            ("100", 100.0),
            ("100.000", 100.0),
            ("1e2", 100.0),
            ("1.0E+2", 100.0),
            ("0.001e5", 100.0),
            ("-12.50", -12.5),
            ("0.1", 0.1),
            ("100.00000000000001", 100.000_000_000_000_01),
            ("9007199254740992", 9_007_199_254_740_992.0),
            ("1e308", 1e308),
            ("5e-324", 5e-324),
            ("0e999999999999999999999", 0.0),
        ] {
            assert_eq!(exact(text), Ok(number), "{text}");
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        assert!(exact("-0").unwrap().is_sign_positive());
        assert!(exact("-0.0e7").unwrap().is_sign_positive());
    }

    #[test]
    fn a_number_that_would_become_another_is_refused() {
        for text in [
            "1e309",
            "-1e309",
            "1e400",
            "1e99999999999999999999999",
            "9007199254740993",
            "100.000000000000001",
            "0.1000000000000000055511151231257827",
            "1e-400",
            "1e-99999999999999999999999",
            "4.9e-324",
        ] {
            assert!(exact(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused_by_its_type() {
        for (text, reason) in [
            ("null", "is `null`, not a number"),
            ("true", "is a boolean, not a number"),
            ("\"50\"", "is a string, not a number"),
            ("[50]", "is a list, not a number"),
            ("{\"value\":50}", "is an object, not a number"),
        ] {
            assert_eq!(exact(text).unwrap_err(), reason);
        }
        for text in ["inf", "NaN", "nan", "infinity", "", "-", "--1", "-inf"] {
            assert!(exact(text).is_err(), "{text}");
        }
    }
}
