//! What only a label makes personal: numbers of accounts, passports, licences, plates, and codes of cards.

use super::{Hit, Scene};
use crate::check::{value, weighted};
use crate::kind::Certainty::{High, Medium};
use crate::kind::Kind;
use crate::number::{Number, is_clean_after, is_clean_before};
use crate::text::Text;
use crate::words::{Mask, Words};

/// Nothing behind a label is shorter.
const SHORTEST: usize = 4;

/// What a word may be behind its label.
const WORD: Mask = Words::PASSPORT | Words::LICENCE | Words::PLATE | Words::VIN | Words::ROUTING;
/// What up to five digits may be.
pub(crate) const SHORT: Mask = WORD | Words::CODE;

/// What the groups of a number are that begins behind a label.
pub(crate) fn number(scene: &Scene<'_>, number: &Number<'_>) -> Option<Hit> {
    if !number.is_clean_before(0) || number.plus.is_some() {
        return None;
    }
    let groups = number.groups().len();
    let first = number.group(0);
    let hit = |to: usize, kind| {
        let end = number.group(to - 1).end;
        Some(Hit { start: first.start, end, kind, certainty: Medium })
    };
    let clean = |to: usize| number.is_clean_after(to);
    // The form comes first: it rules most numbers out, and words are read for those that are left.
    let code = matches!(first.len, 3 | 4) && clean(1);
    let expiry = groups >= 2
        && first.len == 2
        && matches!(number.group(1).len, 2 | 4)
        && matches!(number.group(1).separator, b'/' | b'-' | b'~')
        && (1..=12).contains(&value(number.digits(0, 1)))
        && clean(2);
    let bare = matches!(first.len, 8 | 9) && clean(1);
    let sort = number.has_lengths(0, &[2, 2, 2]) && clean(3);
    let bsb = number.has_lengths(0, &[3, 3]) && clean(2);
    let account = (1..=groups).rev().find(|to| (6..=20).contains(&number.digits(0, *to).len()) && clean(*to));
    if !(code || expiry || bare || sort || bsb) && account.is_none() {
        return None;
    }
    let context = scene.label();
    if code && context.is_near(Words::CODE) && context.last & Words::CODE != 0 {
        return hit(1, Kind::CardCode);
    }
    if expiry && context.is_near(Words::EXPIRY) {
        return hit(2, Kind::CardExpiry);
    }
    if context.is_near(Words::ROUTING) {
        let routing = first.len == 8 || weighted(number.digits(0, 1), &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10);
        if bare && routing {
            return hit(1, Kind::Routing);
        }
        if sort || bsb {
            return hit(if sort { 3 } else { 2 }, Kind::Routing);
        }
    }
    let is_count = || {
        account.is_some_and(|to| {
            scene.text.bytes().get(number.group(to - 1).end..).is_some_and(|behind| behind.starts_with(b" of "))
        })
    };
    if context.last & Words::ACCOUNT != 0 && context.is_near(Words::ACCOUNT) && !is_count() {
        return hit(account?, Kind::Account);
    }
    None
}

/// What the word at `start..end` is, or begins, behind a label.
pub(crate) fn word(scene: &Scene<'_>, start: usize, end: usize) -> Option<Hit> {
    let text = scene.text;
    // A word alone, of fewer characters than any of these has: only a plate has several words, of capitals and digits.
    let is_part =
        |sign: u8, next: u8| matches!(sign, b' ' | b'-') && (next.is_ascii_uppercase() || next.is_ascii_digit());
    let before = is_part(text.byte(start.wrapping_sub(1)), text.byte(start.wrapping_sub(2)));
    if end - start < SHORTEST && !before && !is_part(text.byte(end), text.byte(end + 1)) {
        return None;
    }
    let context = scene.label();
    if !context.is_near(WORD) {
        return None;
    }
    let digits = |from: usize, to: usize| {
        text.bytes().get(from..to).unwrap_or_default().iter().filter(|byte| byte.is_ascii_digit()).count()
    };
    let hit = |start, end, kind| Some(Hit { start, end, kind, certainty: Medium });
    let length = end - start;
    let clean = is_clean_before(text, start);
    let last = context.last;
    if clean
        && last & Words::PASSPORT != 0
        && (6..=10).contains(&length)
        && digits(start, end) >= 4
        && is_clean_after(text, end)
    {
        return hit(start, end, Kind::Passport);
    }
    if clean && last & Words::VIN != 0 && length == 17 && is_clean_after(text, end) {
        return hit(start, end, Kind::Vin);
    }
    if clean
        && context.is_near(Words::ROUTING)
        && length == 11
        && text.byte(start + 4) == b'0'
        && text.byte(start).is_ascii_uppercase()
    {
        return hit(start, end, Kind::Routing);
    }
    let plate = last & Words::PLATE != 0 || context.is_near(Words::PLATE);
    let licence = last & Words::LICENCE != 0 && (last & Words::WEAK == 0 || context.has(Words::DRIVER));
    if clean && licence && !plate {
        let long = text
            .bytes()
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take(24)
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
            .count();
        let end = start + long;
        return if (5..=20).contains(&long) && digits(start, end) >= 4 && is_clean_after(text, end) {
            hit(start, end, Kind::Licence)
        } else {
            None
        };
    }
    if plate {
        let (from, to) = plate_around(text, start, end, scene.floor);
        let body = text.bytes().get(from..to)?;
        let count = body.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
        let letters = body.iter().any(u8::is_ascii_uppercase);
        let fits = (4..=9).contains(&count)
            && (letters || body.contains(&b'-'))
            && is_clean_after(text, to)
            && is_clean_before(text, from);
        return if fits { hit(from, to, Kind::Plate) } else { None };
    }
    None
}

/// A plate is a few short words of capital letters and digits.
fn plate_around(text: Text<'_>, start: usize, end: usize, floor: usize) -> (usize, usize) {
    let is_part = |from: usize, to: usize| {
        (1..=5).contains(&(to - from))
            && text
                .bytes()
                .get(from..to)
                .is_some_and(|part| part.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
    };
    let (mut from, mut to) = (start, end);
    for _ in 0..2 {
        let gap = matches!(text.byte(from.wrapping_sub(1)), b' ' | b'-');
        let before = text.word_start(from.saturating_sub(1), floor, 5);
        if !gap || from <= floor + 1 || !is_part(before, from - 1) || text.byte(before).is_ascii_digit() {
            break;
        }
        from = before;
    }
    for _ in 0..3 {
        let gap = matches!(text.byte(to), b' ' | b'-');
        let after = text.word_end(to + 1, 6);
        if !gap || !is_part(to + 1, after) {
            break;
        }
        to = after;
    }
    (from, to)
}

/// The BIC at `start..end`: letters only, so a label is needed.
pub(crate) fn bic(scene: &Scene<'_>, start: usize, end: usize) -> Option<Hit> {
    let text = scene.text;
    let word = text.bytes().get(start..end)?;
    let shaped = matches!(word.len(), 8 | 11)
        && word.iter().take(6).all(u8::is_ascii_uppercase)
        && word.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let clean = shaped && is_clean_before(text, start) && is_clean_after(text, end);
    (clean && scene.label().is_near(Words::BIC)).then_some(Hit { start, end, kind: Kind::Bic, certainty: High })
}
