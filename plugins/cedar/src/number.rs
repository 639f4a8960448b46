//! Numbers: Cedar has whole numbers of 64 bits, and decimals with four places. What is neither is refused, never rounded.

/// Places behind the point of a Cedar decimal.
const PLACES: i64 = 4;

/// What a number becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    Long(i64),
    /// In units of 0.0001.
    Decimal(i64),
}

/// What an author wants a number to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// As it is written: with a point or an exponent it is a decimal.
    AsWritten,
    Long,
    Decimal,
}

/// The number that a JSON text is, exactly. The error goes on after the number's place.
pub(crate) fn read(text: &str, wanted: Wanted) -> Result<Number, String> {
    let as_long = match wanted {
        Wanted::Long => true,
        Wanted::Decimal => false,
        Wanted::AsWritten => !text.contains(['.', 'e', 'E']),
    };
    let (number, what) = match as_long {
        true => (scaled(text, 0).map(Number::Long), "a whole number of 64 bits"),
        false => (scaled(text, PLACES).map(Number::Decimal), "a decimal: four places, and up to 922337203685477.5807"),
    };
    number.ok_or_else(|| format!("is `{}`, which is not {what}", shortened(text)))
}

/// The text of a decimal, as its constructor takes it.
pub(crate) fn decimal(units: i64) -> String {
    let one = 10_u64.pow(PLACES.unsigned_abs() as u32);
    let sign = if units < 0 { "-" } else { "" };
    let size = units.unsigned_abs();
    let text = format!("{sign}{}.{:04}", size / one, size % one);
    // As short as it may be: Cedar reads it letter by letter, and one place has to stay.
    let places = text.bytes().rev().take_while(|byte| *byte == b'0').count().min(3);
    text.get(..text.len() - places).unwrap_or(&text).to_owned()
}

/// The number times ten to the power of `places`, where that is a whole number of 64 bits.
fn scaled(text: &str, places: i64) -> Option<i64> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches('-');
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let dropped = digits.len() - digits.trim_end_matches('0').len();
    let power = exponent
        .parse::<i64>()
        .ok()?
        .checked_sub(i64::try_from(fraction.len()).ok()?)?
        .checked_add(i64::try_from(dropped).ok()?)?
        .checked_add(places)?;
    // More digits than any number of 64 bits has.
    if significant.len() > 19 {
        return None;
    }
    let size = significant.parse::<i128>().ok()?.checked_mul(10_i128.checked_pow(u32::try_from(power).ok()?)?)?;
    i64::try_from(if mantissa.starts_with('-') { -size } else { size }).ok()
}

/// The text, or the beginning of one that nobody would read to its end.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_written(text: &str) -> Option<Number> {
        read(text, Wanted::AsWritten).ok()
    }

    #[test]
    fn whole_numbers_stay_whole_and_are_never_rounded() {
        for (text, number) in [
            ("0", 0),
            ("-0", 0),
            ("40", 40),
            ("-7", -7),
            ("100", 100),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(as_written(text), Some(Number::Long(number)), "{text}");
        }
        for text in ["9223372036854775808", "-9223372036854775809", "18446744073709551615", "99999999999999999999999"] {
            assert_eq!(as_written(text), None, "{text}");
        }
    }

    #[test]
    fn what_has_a_point_or_an_exponent_is_a_decimal_of_four_places() {
        for (text, units) in [
            ("0.0", "0.0"),
            ("-0.0", "0.0"),
            ("40.0", "40.0"),
            ("99.5", "99.5"),
            ("0.0001", "0.0001"),
            ("-0.5", "-0.5"),
            ("1e2", "100.0"),
            ("1.5E-1", "0.15"),
            ("12345e-4", "1.2345"),
            ("1.23450000000", "1.2345"),
            ("922337203685477.5807", "922337203685477.5807"),
            ("-922337203685477.5808", "-922337203685477.5808"),
            ("0e999999999", "0.0"),
        ] {
            let Some(Number::Decimal(number)) = as_written(text) else { panic!("{text}") };
            assert_eq!(decimal(number), units, "{text}");
        }
        for text in [
            "0.00001",
            "1e-5",
            "1e309",
            "-1e309",
            "922337203685477.5808",
            "0.30000000000000004",
            "1e999999999999999999",
        ] {
            assert_eq!(as_written(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_becomes_what_is_wanted_or_nothing() {
        assert_eq!(read("40", Wanted::Decimal), Ok(Number::Decimal(400_000)));
        assert_eq!(read("40.0", Wanted::Long), Ok(Number::Long(40)));
        assert_eq!(read("4e18", Wanted::Long), Ok(Number::Long(4_000_000_000_000_000_000)));
        for text in ["40.5", "1e309", "9223372036854775808"] {
            assert!(read(text, Wanted::Long).is_err(), "{text}");
        }
        assert!(read("9223372036854775807", Wanted::Decimal).is_err());
    }
}
