//! Dates of birth: a date is nobody's own without a label.

use super::Scene;
use crate::check::{is_date, is_short_date, value};
use crate::number::Number;
use crate::text::Text;
use crate::words::Words;

/// The span of a date that begins at group `from` and stands behind a label, and the group behind it.
pub(crate) fn find(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, usize, usize)> {
    let (start, end, to) = numeric(number, from).or_else(|| written(scene, number, from))?;
    // A label far away is for something else where another word stands in between.
    let context = scene.context();
    let said = context.is_near(Words::BIRTH) || (context.has(Words::BIRTH) && context.last & Words::BIRTH != 0);
    said.then_some((start, end, to))
}

fn numeric(number: &Number<'_>, from: usize) -> Option<(usize, usize, usize)> {
    let (first, second, third) =
        (number.groups().get(from)?, number.groups().get(from + 1), number.groups().get(from + 2));
    let value = |group: usize| value(number.digits(from + group, from + group + 1));
    let separated = |to: usize| {
        number.separator(from, from + to).is_some_and(|separator| matches!(separator, b'-' | b'.' | b'/' | b' ' | b'~'))
    };
    let date = match (first.len, second.map(|group| group.len), third.map(|group| group.len)) {
        (4, Some(1..=2), Some(1..=2)) if separated(3) => is_date(value(0), value(1), value(2)),
        (1..=2, Some(1..=2), Some(4)) if separated(3) => {
            is_date(value(2), value(1), value(0)) || is_date(value(2), value(0), value(1))
        }
        (1..=2, Some(1..=2), Some(2)) if separated(3) => {
            is_short_date(value(1), value(0)) || is_short_date(value(0), value(1))
        }
        (8, ..) => {
            let date = value(0);
            return (is_date(date / 10_000, date / 100 % 100, date % 100)
                || is_date(date % 10_000, date / 10_000 % 100, date / 1_000_000))
            .then_some((first.start, first.end, from + 1))
            .filter(|_| number.is_clean_before(from) && number.is_clean_after(from + 1));
        }
        _ => false,
    };
    let end = number.group(from + 2).end;
    let time = matches!(number.text.byte(end), b'T') && number.text.byte(end + 1).is_ascii_digit();
    let whole = number.is_clean_before(from) && (number.is_clean_after(from + 3) || time);
    (date && whole).then_some((first.start, end, from + 3))
}

/// `12 March 1985`, `March 12, 1985`, `12-Mar-85`, `1985年3月12日`.
fn written(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, usize, usize)> {
    let text = number.text;
    let group = number.group(from);
    if from > 0 {
        return None;
    }
    if group.len == 4 {
        return ideographic(text, group.start, group.end).map(|end| (group.start, end, number.groups().len()));
    }
    if group.len > 2 {
        return None;
    }
    // Up to two words between the day and the year: `th of March`.
    if let Some(end) = month_and_year(text, group.end) {
        return Some((group.start, end, number.groups().len()));
    }
    let name_end = text.bytes().get(..group.start)?.iter().rposition(|byte| !matches!(byte, b' ' | b'.'))? + 1;
    let name = text.word_start(name_end, scene.floor, 12);
    if name_end == group.start || !is_month(text, name, name_end) {
        return None;
    }
    let comma = skip(text, text.word_end(group.end, 2), b" ,");
    let year = text.word_end(comma, 5);
    let is_year =
        text.0.get(comma..year).is_some_and(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
    is_year.then_some((name, year, number.groups().len()))
}

/// The end of a month's name and a year behind a day that ends at `at`.
fn month_and_year(text: Text<'_>, at: usize) -> Option<usize> {
    let mut from = at;
    if matches!(text.bytes().get(at..at + 2), Some(b"st" | b"nd" | b"rd" | b"th")) {
        from += 2;
    }
    from = skip(text, from, b" -./");
    for _ in 0..2 {
        let end = letters(text, from);
        if is_month(text, from, end) {
            let mut year = skip(text, end, b" -./,");
            if matches!(text.bytes().get(year..year + 3), Some(b"de " | b"of ")) {
                year += 3;
            }
            let last = text.word_end(year, 5);
            let digits = text.bytes().get(year..last)?;
            return (matches!(digits.len(), 2 | 4) && digits.iter().all(u8::is_ascii_digit)).then_some(last);
        }
        if end - from > 2 {
            return None;
        }
        from = skip(text, end, b" ");
    }
    None
}

fn skip(text: Text<'_>, at: usize, over: &[u8]) -> usize {
    at + text.bytes().get(at..).unwrap_or_default().iter().take(3).take_while(|byte| over.contains(byte)).count()
}

fn letters(text: Text<'_>, mut at: usize) -> usize {
    for _ in 0..12 {
        match text.symbol(at) {
            (symbol, length) if symbol.is_ascii_alphabetic() || symbol == crate::text::LETTER => at += length,
            _ => break,
        }
    }
    at
}

/// The end of `年…月…日` behind a year.
fn ideographic(text: Text<'_>, start: usize, at: usize) -> Option<usize> {
    let rest = text.0.get(at..)?.strip_prefix('年')?;
    let day = rest.find('日').filter(|day| *day < 16)?;
    rest.get(..day)?.contains('月').then_some(()).filter(|()| at > start)?;
    Some(at + '年'.len_utf8() + day + '日'.len_utf8())
}

pub(crate) fn is_month(text: Text<'_>, start: usize, end: usize) -> bool {
    let Some(name) = text.0.get(start..end) else { return false };
    if name.is_ascii() {
        return name.as_bytes().first_chunk().is_some_and(|head: &[u8; 3]| begins_month(&head.map(|byte| byte | 0x20)));
    }
    let name = name.to_lowercase();
    name.as_bytes().first_chunk().is_some_and(begins_month) || MONTHS.iter().any(|month| name.starts_with(month))
}

/// Whether a month's name begins with three letters of ASCII.
fn begins_month(head: &[u8; 3]) -> bool {
    matches!(
        head,
        b"jan"
            | b"feb"
            | b"mar"
            | b"apr"
            | b"may"
            | b"jun"
            | b"jul"
            | b"aug"
            | b"sep"
            | b"oct"
            | b"nov"
            | b"dec"
            | b"ene"
            | b"abr"
            | b"ago"
            | b"dic"
            | b"mai"
            | b"okt"
            | b"dez"
            | b"avr"
            | b"jui"
            | b"gen"
            | b"mag"
            | b"giu"
            | b"lug"
            | b"set"
            | b"ott"
            | b"maa"
            | b"mei"
            | b"out"
            | b"fev"
            | b"maj"
    )
}

/// The beginnings that are not ASCII.
const MONTHS: &[&str] =
    &["fév", "aoû", "déc", "mär", "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
