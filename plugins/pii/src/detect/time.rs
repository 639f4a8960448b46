//! Moments as programs write them. They are in every line of a log, and none is anybody's; at midnight it may be a day.

/// `0` stands for a digit. RFC 3339 has a `T` or a space in the middle.
const SHAPE: &[u8; 19] = b"0000-00-00T00:00:00";

/// So many digits does a moment begin with.
pub(crate) const YEAR: usize = 4;

/// Where the moment ends that begins at the start of `bytes`: the fraction of a second belongs to it.
pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
    let (moment, rest) = bytes.split_first_chunk::<{ SHAPE.len() }>()?;
    // All bytes are looked at, without a branch for each.
    let differs = |(byte, shape): (&u8, &u8)| match shape {
        b'0' => !byte.is_ascii_digit(),
        b'T' => (*byte != b'T') & (*byte != b' '),
        shape => byte != shape,
    };
    if moment.iter().zip(SHAPE).fold(false, |any, pair| any | differs(pair)) || moment.ends_with(b"00:00:00") {
        return None;
    }
    let fraction = rest.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
    // More digits would be something else.
    let fraction = if matches!(rest.first(), Some(b'.' | b',')) { fraction.min(10) } else { 0 };
    let behind = rest.get(fraction).copied().unwrap_or(b' ');
    (!behind.is_ascii_digit() && (!behind.is_ascii_alphabetic() || behind == b'Z')).then_some(SHAPE.len() + fraction)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_moment_is_known_by_its_shape() {
        for (text, expected) in [
            ("2026-11-22T22:30:55.123Z", Some(23)),
            ("2026-11-22 22:30:55,", Some(20)),
            ("2026-11-22T22:30:55+01:00", Some(19)),
            ("2026-11-22T22:30:55", Some(19)),
            ("2026-11-22T22:30:5", None),
            ("2026-11-22T22:30:557", None),
            ("2026-11-22", None),
            ("1990-02-03 00:00:00", None),
            ("1234-56-7890 1234567", None),
        ] {
            assert_eq!(length(text.as_bytes()), expected, "{text}");
        }
    }
}
