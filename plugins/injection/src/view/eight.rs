//! Eight bytes as one number, the first one lowest: classes of all of them in a few instructions.

pub(super) const BYTES: u32 = u64::BITS / u8::BITS;

const ONES: u64 = 0x0101_0101_0101_0101;
/// A byte's mark in a mask.
const HIGH: u64 = ONES << 7;
/// What tells small letters from capitals.
const SMALL: u64 = ONES * 0x20;

/// The eight bytes from `at` on, with zeros behind the end.
#[inline]
pub(super) fn at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    rest.iter().rev().fold(0, |eight, byte| eight << u8::BITS | u64::from(*byte))
}

/// The first `count` of them, fewer than eight.
#[inline]
pub(super) fn first(eight: u64, count: u32) -> u64 {
    eight & ((1 << (count * u8::BITS)) - 1)
}

/// With small letters for capitals, where all are letters and digits.
#[inline]
pub(super) fn small(eight: u64) -> u64 {
    eight | SMALL
}

/// Marks of digits.
#[inline]
pub(super) fn digits(eight: u64) -> u64 {
    within(eight, b'0', b'9')
}

/// Marks of letters.
#[inline]
pub(super) fn letters(eight: u64) -> u64 {
    within(small(eight), b'a', b'z')
}

/// Marks of capitals.
#[inline]
pub(super) fn capitals(eight: u64) -> u64 {
    within(eight, b'A', b'Z')
}

/// How many bytes there are before the first one without a mark.
#[inline]
pub(super) fn run(marks: u64) -> u32 {
    (!marks & HIGH).trailing_zeros() / u8::BITS
}

/// How many letters and digits there are at the beginning, up to `most`.
pub(super) fn row(bytes: &[u8], most: usize) -> usize {
    let mut length = 0;
    while length < most {
        let eight = at(bytes, length);
        let count = run(digits(eight) | letters(eight));
        length += count as usize;
        if count < BYTES {
            break;
        }
    }
    length.min(most)
}

/// How many bytes have a mark.
pub(super) fn count(bytes: &[u8], marks: impl Fn(u64) -> u64) -> usize {
    (0..bytes.len()).step_by(BYTES as usize).map(|from| marks(at(bytes, from)).count_ones() as usize).sum()
}

#[inline]
fn within(eight: u64, from: u8, to: u8) -> u64 {
    // The high bit of a sum says that a byte is not below a bound, and none carries over.
    let at_least = |bound: u8| (eight & !HIGH) + ONES * u64::from(0x80 - bound);
    at_least(from) & !at_least(to + 1) & !eight & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_in_its_classes_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = [b'~'; 8];
                bytes[place] = byte;
                let (eight, mark) = (at(&bytes, 0), 0x80 << (place * 8));
                let expect = |is: bool| if is { mark } else { 0 };
                assert_eq!(digits(eight), expect(byte.is_ascii_digit()), "{byte}");
                assert_eq!(letters(eight), expect(byte.is_ascii_alphabetic()), "{byte}");
                assert_eq!(capitals(eight), expect(byte.is_ascii_uppercase()), "{byte}");
            }
        }
    }

    #[test]
    fn a_row_ends_where_something_else_begins_and_where_it_is_long_enough() {
        for length in 0..20 {
            let row = format!("{}-{}", "a1Z".repeat(7).split_at(length).0, "a".repeat(9));
            assert_eq!(super::row(row.as_bytes(), 64), length);
            assert_eq!(super::row(row.as_bytes(), 5), length.min(5));
        }
    }

    #[test]
    fn bytes_of_a_class_are_counted_up_to_the_end() {
        assert_eq!(count(b"IgnoreAll1Previous23", capitals), 3);
        assert_eq!(count(b"IgnoreAll1Previous23", digits), 3);
        assert_eq!(count(b"", digits), 0);
    }

    #[test]
    fn behind_the_end_there_is_nothing() {
        assert_eq!(at(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!(at(b"abc", 7), 0);
        assert_eq!(run(letters(at(b"abc1", 0))), 3);
        assert_eq!(run(letters(at(b"abcdefgh", 0))), BYTES);
    }
}
