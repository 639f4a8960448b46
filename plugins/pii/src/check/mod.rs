//! Check digits.

pub(crate) mod national;
pub(crate) mod wallet;

/// Luhn's: payment cards and many others.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u8| if digit < 5 { digit * 2 } else { digit * 2 - 9 };
    let value = |(index, digit): (usize, &u8)| u32::from(if index % 2 == 1 { doubled(*digit) } else { *digit });
    digits.iter().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

/// A sum of products, where the weights are as many as the digits that they are for.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The value of up to nineteen digits.
pub(crate) fn value(digits: &[u8]) -> u64 {
    digits.iter().take(19).fold(0, |value, digit| value * 10 + u64::from(*digit))
}

/// ISO 7064, 97-10: an IBAN in capital letters without spaces.
pub(crate) fn mod97(iban: &[u8]) -> bool {
    let (Some(head), Some(tail)) = (iban.get(..4), iban.get(4..)) else { return false };
    let step = |rest: u32, symbol: &u8| match symbol {
        b'0'..=b'9' => (rest * 10 + u32::from(symbol - b'0')) % 97,
        b'A'..=b'Z' => (rest * 100 + u32::from(symbol - b'A') + 10) % 97,
        _ => 0,
    };
    tail.iter().chain(head).fold(0, step) == 1
}

/// ISO 7064, 11-10.
pub(crate) fn mod11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (u32::from(*digit) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(*check)
}

/// Verhoeff's, of the dihedral group D5.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    let multiply = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let permute = |digit: u8, times: usize| {
        const STEP: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        (0..times % 8).fold(digit, |digit, _| STEP.get(usize::from(digit)).copied().unwrap_or(0))
    };
    digits.iter().rev().enumerate().fold(0, |sum, (index, digit)| multiply(sum, permute(*digit, index))) == 0
}

/// A day that exists, in a year with four digits.
pub(crate) fn is_date(year: u64, month: u64, day: u64) -> bool {
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day) && (1900..=2099).contains(&year)
}

/// A day whose year has two digits.
pub(crate) fn is_short_date(month: u64, day: u64) -> bool {
    is_date(2000, month, day)
}
