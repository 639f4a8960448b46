//! Payment cards: issuer, length and check digit.

use super::Scene;
use crate::check::{luhn, value};
use crate::kind::Certainty::{self, High, Low, Medium};
use crate::number::Number;
use crate::words::Words;

/// The group behind the card number that begins at group `from`, and how sure it is.
pub(crate) fn find(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, Certainty)> {
    if !number.is_clean_before(from) || (from == 0 && number.plus.is_some()) {
        return None;
    }
    let to = (from + 1..=number.groups().len()).rev().find(|to| is_card(number, from, *to))?;
    let context = scene.context();
    let certainty = match to - from {
        1 if context.is_other() && !context.has(Words::CARD) => Low,
        // Bare digits with a check digit that one in ten has.
        1 if !context.has(Words::CARD) => Medium,
        _ => High,
    };
    Some((to, certainty))
}

fn is_card(number: &Number<'_>, from: usize, to: usize) -> bool {
    let digits = number.digits(from, to);
    if !(12..=19).contains(&digits.len()) || !number.is_clean_after(to) || !is_issued(digits) || !luhn(digits) {
        return false;
    }
    let groups = number.groups().get(from..to).unwrap_or_default();
    match groups {
        [_] => true,
        [first, middle @ .., last] => {
            let same = matches!(number.separator(from, to), Some(b' ' | b'-' | b'.' | b'~'));
            let fours = first.len == 4 && middle.iter().all(|group| group.len == 4) && last.len <= 4;
            let others = number.has_lengths(from, &[4, 6, 5]) || number.has_lengths(from, &[4, 6, 4]);
            same && (fours || (others && groups.len() == 3) || (groups.len() == 2 && first.len == 6 && last.len > 9))
        }
        [] => false,
    }
}

/// Whether an issuer has numbers that begin so and are so long.
fn is_issued(digits: &[u8]) -> bool {
    let prefix = |length: usize| value(digits.get(..length).unwrap_or_default());
    let length = digits.len();
    match prefix(4) {
        // Visa
        4000..=4999 => matches!(length, 13 | 16 | 19),
        // Mastercard
        5100..=5599 | 2221..=2720 => length == 16,
        // American Express
        3400..=3499 | 3700..=3799 => length == 15,
        // Discover
        6011 | 6440..=6599 => matches!(length, 16 | 19),
        // Diners
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => (14..=19).contains(&length),
        // JCB
        2131 | 1800 => length == 15,
        3500..=3599 => (16..=19).contains(&length),
        // UnionPay, RuPay
        6200..=6299 | 8100..=8171 => (16..=19).contains(&length),
        6060..=6099 | 8172..=8299 | 5080..=5089 => length == 16,
        // Mir
        2200..=2204 => (16..=19).contains(&length),
        // Maestro
        604 => length == 12,
        5000..=5099 | 5600..=5899 | 6010..=6059 | 6300..=6399 | 6700..=6799 => (12..=19).contains(&length),
        _ => false,
    }
}
