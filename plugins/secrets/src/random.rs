//! Telling what a machine made up from what a person wrote.

use crate::class::Class;

/// The pairs of letters that make up most of English words and identifiers, by their first letter.
const COMMON: [&[u8]; 26] = [
    b"bcdgiklmnprstuvy", // a
    b"aeilorsuy",
    b"aehikloprtuy", // c
    b"adeiorsuy",
    b"abcdefgilmnprstvwxy", // e
    b"aefilortu",
    b"aehilnorsu", // g
    b"aeiorty",
    b"abcdefgklmnoprstvz", // i
    b"aeosu",
    b"aeiny", // k
    b"adefiklostuy",
    b"abeimopsuy", // m
    b"acdefgiknostuvy",
    b"abcdfgklmnoprstuvw", // o
    b"aehilopprstuy",
    b"u", // q
    b"acdegiklmnorstuvy",
    b"acehiklmopqstuwy", // s
    b"acehiloprstuwy",
    b"abcdegilmnprst", // u
    b"aeiory",
    b"aehinors", // w
    b"aceipt",
    b"aeilmopst", // y
    b"aeioz",
];

/// How much a value looks made up, in per cent: pairs of neighbours that words don't have, of all that tell.
pub(crate) fn percent(value: &[u8]) -> usize {
    let (mut odd, mut all) = (0, 0);
    for (one, other) in value.iter().zip(value.iter().skip(1)) {
        let (letters, digits) = match (one, other) {
            (b'a'..=b'z', b'a'..=b'z') | (b'A'..=b'Z', b'a'..=b'z' | b'A'..=b'Z') => (true, false),
            (b'0'..=b'9', other) | (other, b'0'..=b'9') => (false, other.is_ascii_alphabetic()),
            (b'a'..=b'z', b'A'..=b'Z') => {
                // A new word in camel case, or chance.
                (odd, all) = (odd + 1, all + 2);
                continue;
            }
            _ => continue,
        };
        if letters {
            all += 2;
            if !is_common(*one, *other) {
                odd += 2;
            }
        } else if digits {
            (odd, all) = (odd + 2, all + 2);
        }
    }
    (odd * 100_usize).checked_div(all).unwrap_or(0)
}

fn is_common(one: u8, other: u8) -> bool {
    let first = usize::from(one.to_ascii_lowercase() - b'a');
    COMMON.get(first).is_some_and(|list| list.contains(&other.to_ascii_lowercase()))
}

/// Whether a machine made it up.
pub(crate) fn is_random(value: &[u8]) -> bool {
    is_random_if(value, || is_regular(value))
}

/// The same where it is known whether it is regular.
pub(crate) fn is_random_if(value: &[u8], is_regular: impl FnOnce() -> bool) -> bool {
    percent(value) >= 38 && !is_regular()
}

/// Whether it counts up or down, or repeats itself: `0000`, `abcdef`, `abcabcabc`.
pub(crate) fn is_regular(value: &[u8]) -> bool {
    let pairs = value.len().saturating_sub(1);
    if pairs < 3 {
        return false;
    }
    let step = |(one, other): (&u8, &u8)| one.abs_diff(*other) <= 1;
    let steps = value.iter().zip(value.iter().skip(1)).filter(|pair| step(*pair)).count();
    // By chance every twentieth step is one.
    let repeats = |period: usize| {
        let same = value.iter().zip(value.iter().skip(period)).filter(|(one, other)| one == other).count();
        same * 10 >= (value.len() - period) * 8
    };
    // A period is seen at least twice.
    let longest = (value.len().saturating_sub(2) / 2).min(16);
    steps * 2 > pairs || (2..=longest).any(repeats) || distinct(value) * 5 <= value.len().min(40)
}

fn distinct(value: &[u8]) -> usize {
    Class::of(value.iter().map(|byte| byte & 127)).size()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_random() {
        for text in
            ["customerServiceAccountToken", "my-super-secret-key", "the_quick_brown_fox", "AbstractTokenProvider"]
        {
            assert!(!is_random(text.as_bytes()), "{text}: {}", percent(text.as_bytes()));
        }
    }

    #[test]
    fn sequences_and_repetitions_are_regular() {
        for text in [
            "00000000",
            "1234567890",
            "abcdefghij",
            "abc123abc123abc123",
            "xxxxxxxx",
            "0123456789abcdef",
            "deaddeaddead",
        ] {
            assert!(is_regular(text.as_bytes()), "{text}");
        }
        assert!(!is_regular(b"k3J9xQ2mZ7pL"));
    }
}
