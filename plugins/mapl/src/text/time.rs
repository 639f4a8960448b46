//! Moments as policies write them: RFC 3339, and the two shorter forms of ISO 8601 that people use.

/// A moment, in milliseconds since 1970 began, and what was left out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) millis: i64,
    /// No time of day: midnight was taken.
    pub(crate) date_only: bool,
    /// No offset: UTC was taken.
    pub(crate) no_offset: bool,
}

/// Reads `2026-11-22T18:00:00Z`, with any offset and fraction; the offset, or the whole time, may be missing.
pub(crate) fn read(text: &str) -> Option<Moment> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let [year, month, day] = numbers(date, '-', &[4, 2, 2])?;
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) * 86_400_000;
    let Some(time) = time else { return Some(Moment { millis: midnight, date_only: true, no_offset: true }) };
    let (clock, offset) = split_offset(time)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(clock, ':', &[2, 2, 2])?;
    if hour > 23
        || minute > 59
        || second > 59
        || fraction.is_empty()
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let of_day = ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
    let millis = midnight + of_day - offset.unwrap_or(0) * 60_000;
    Some(Moment { millis, date_only: false, no_offset: offset.is_none() })
}

/// The time of day, and the minutes by which it is ahead of UTC.
fn split_offset(time: &str) -> Option<(&str, Option<i64>)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = time.find(['+', '-']) else { return Some((time, None)) };
    let (clock, offset) = time.split_at_checked(at)?;
    let [hours, minutes] = numbers(offset.get(1..)?, ':', &[2, 2])?;
    let ahead = hours * 60 + minutes;
    (hours <= 23 && minutes <= 59).then_some((clock, Some(if offset.starts_with('-') { -ahead } else { ahead })))
}

/// Numbers of exactly these lengths.
fn numbers<const N: usize>(text: &str, separator: char, lengths: &[usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part =
            parts.next().filter(|part| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counted in years that begin in March, so that the leap day is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<i64> {
        read(text).map(|moment| moment.millis)
    }

    #[test]
    fn moments_are_read_in_every_form() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-22T18:00:00Z", 1_795_370_400_000),
            ("2026-11-22T18:00:00+02:00", 1_795_363_200_000),
            ("2026-11-22t18:00:00.5-00:30", 1_795_372_200_500),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2000-03-01", 951_868_800_000),
            ("1969-12-31T23:59:59Z", -1000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
        assert!(read("2000-03-01").unwrap().date_only);
        assert!(read("2000-03-01T00:00:00").unwrap().no_offset);
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00Z",
            "tomorrow",
            "2026-01-01T00:00:00+25:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Z+01:00",
            "+026-01-01",
            "2026-01-01-01",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}
