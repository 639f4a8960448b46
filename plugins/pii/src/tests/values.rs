//! Values with check digits, made at run time.

use crate::check;

/// A small generator, so that the same values are tried every time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// So many digits, the first of them not 0.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|at| {
                char::from(b'0' + u8::try_from(if at == 0 { 1 + self.below(9) } else { self.below(10) }).unwrap())
            })
            .collect()
    }

    pub(super) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

pub(super) fn values(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect()
}

/// A card number that begins so.
pub(super) fn card(random: &mut Random, prefix: &str, length: usize) -> String {
    let body = format!("{prefix}{}", random.digits(length - prefix.len() - 1));
    (0..10).map(|check| format!("{body}{check}")).find(|card| check::luhn(&values(card))).unwrap()
}

/// An IBAN whose account is `account`.
pub(super) fn iban(country: &str, account: &str) -> String {
    let rest = format!("{account}{country}00").bytes().fold(0, |rest, byte| {
        let value = char::from(byte).to_digit(36).unwrap();
        (if value < 10 { rest * 10 } else { rest * 100 } + value) % 97
    });
    format!("{country}{:02}{account}", 98 - rest)
}

/// The value in groups.
pub(super) fn grouped(value: &str, lengths: &[usize], separator: &str) -> String {
    let mut rest = value;
    let groups = lengths.iter().map(|length| {
        let (group, after) = rest.split_at((*length).min(rest.len()));
        rest = after;
        group
    });
    groups.filter(|group| !group.is_empty()).collect::<Vec<_>>().join(separator)
}

/// One in so many random numbers that `check` holds for.
pub(super) fn checked(random: &mut Random, length: usize, check: impl Fn(&[u8]) -> bool) -> String {
    (0..200_000).map(|_| random.digits(length)).find(|number| check(&values(number))).unwrap()
}
