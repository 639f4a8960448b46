//! Numbers as they were written. A double holds 2^53, but not 2^53 + 1: comparing doubles would let one pass for the
//! other.

use std::cmp::Ordering;

/// A decimal number, exactly. Equal numbers are equal values, however they were written; `-0` is `0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    /// Without zeros at either end; empty: zero.
    digits: String,
    /// Where the point stands, counted from the first digit: `0.0012` has -2, `12.5` has 2.
    point: i64,
}

/// The largest double: what is above it, other programs read as infinite or refuse.
const LARGEST: &str = "179769313486231570";

impl Decimal {
    /// The number of a JSON text; none where it is not a number, or one that no double comes near.
    pub(crate) fn read(json: &str) -> Option<Self> {
        let unsigned = json.strip_prefix('-').unwrap_or(json);
        if !unsigned.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        if unsigned.len() <= 15 && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::integer(unsigned, unsigned.len() != json.len()));
        }
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let leading = i64::try_from(all.len() - digits.len()).ok()?;
        let digits = digits.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, point: 0 });
        }
        let point = i64::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?.checked_sub(leading)?;
        let number = Self { negative: unsigned.len() != json.len(), digits, point };
        (number.point < 309 || number.point == 309 && number.digits.as_str() < LARGEST).then_some(number)
    }

    /// From digits alone: nearly every number that is compared.
    fn integer(text: &str, negative: bool) -> Self {
        let digits = text.trim_start_matches('0');
        let point = i64::try_from(digits.len()).unwrap_or(0);
        let digits = digits.trim_end_matches('0').to_owned();
        Self { negative: negative && !digits.is_empty(), digits, point }
    }

    pub(crate) fn is_whole(&self) -> bool {
        i64::try_from(self.digits.len()).is_ok_and(|digits| digits <= self.point.max(0))
    }

    /// Whether a program that reads doubles takes them for one number.
    pub(crate) fn is_same_double(&self, other: &Self) -> bool {
        self == other || self.double() == other.double()
    }

    fn double(&self) -> Option<f64> {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0.{}e{}", self.digits, self.point).parse().ok().map(|double: f64| double + 0.0)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| if number.digits.is_empty() { 0 } else { 1 - 2 * i32::from(number.negative) };
        sign(self).cmp(&sign(other)).then_with(|| {
            let size = self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
            if self.negative { size.reverse() } else { size }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::read(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        for (left, right) in [("100", "1e2"), ("100", "100.000"), ("0.1", "1E-1"), ("-0", "0"), ("0e99", "0.0")] {
            assert_eq!(number(left), number(right), "{left} {right}");
        }
    }

    #[test]
    fn numbers_are_in_order_to_the_last_digit() {
        let ordered = [
            "-1e308",
            "-100.5",
            "-100",
            "-0.001",
            "0",
            "1e-400",
            "0.1",
            "0.10000000000000000555",
            "0.5",
            "9",
            "10",
            "99.99",
            "100",
            "100.000000000000001",
            "9007199254740992",
            "9007199254740993",
            "1e308",
            "1.7976931348623157e308",
        ];
        for (at, left) in ordered.iter().enumerate() {
            for (other, right) in ordered.iter().enumerate() {
                assert_eq!(number(left).cmp(&number(right)), at.cmp(&other), "{left} {right}");
            }
        }
    }

    #[test]
    fn what_no_program_reads_as_a_number_is_none() {
        for text in
            ["1e309", "-1e309", "2e308", "1e99999999999999999999", "NaN", "Infinity", "", "-", "\"5\"", "null", "0x5"]
        {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_have_no_digits_behind_the_point() {
        for (text, whole) in
            [("0", true), ("5.0", true), ("1e3", true), ("0.5", false), ("12.5", false), ("1e-3", false)]
        {
            assert_eq!(number(text).is_whole(), whole, "{text}");
        }
    }

    #[test]
    fn numbers_that_a_double_cannot_tell_apart_are_the_same_to_a_denial() {
        assert!(number("1e-400").is_same_double(&number("0")));
        assert!(number("-1e-400").is_same_double(&number("0")));
        assert!(number("9007199254740993").is_same_double(&number("9007199254740992")));
        assert!(!number("1").is_same_double(&number("2")));
    }
}
