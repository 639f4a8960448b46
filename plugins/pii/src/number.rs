//! A number as it is written: groups of digits with separators between them.

use crate::text::{LETTER, OTHER, Text};

const MOST_DIGITS: usize = 40;
const MOST_GROUPS: usize = 8;

/// Some digits in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group {
    /// Where it stands in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Its first digit's index among all digits.
    pub(crate) from: usize,
    pub(crate) len: usize,
    /// What stands before it: a space, `-`, `.`, `/`, `(` for anything with a bracket, `~` for a sign between spaces.
    pub(crate) separator: u8,
    /// Where the bracket stands that opens before it.
    pub(crate) bracket: Option<usize>,
}

/// Groups that belong together, or stand side by side.
#[derive(Debug)]
pub(crate) struct Number<'t> {
    pub(crate) text: Text<'t>,
    digits: [u8; MOST_DIGITS],
    groups: [Group; MOST_GROUPS],
    count: usize,
    /// Where the plus stands before the first group.
    pub(crate) plus: Option<usize>,
    /// Where everything begins, the plus and the bracket included, and where the last group ends.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'t> Number<'t> {
    /// No group yet.
    pub(crate) fn new(text: Text<'t>) -> Self {
        Self {
            text,
            digits: [0; MOST_DIGITS],
            groups: [Group::default(); MOST_GROUPS],
            count: 0,
            plus: None,
            start: 0,
            end: 0,
        }
    }

    /// Reads the number whose first group begins at `at`, over the one that was read before, since it is large; false where that group has
    /// letters in it or is too long. `floor`: what stands before is taken.
    pub(crate) fn read(&mut self, at: usize, floor: usize) -> bool {
        (self.start, self.end, self.count, self.plus) = (at, at, 0, None);
        let bracket = self.prefix(floor);
        let mut group = Group { start: at, separator: b' ', bracket, ..Group::default() };
        while self.push(group) && self.count < MOST_GROUPS {
            let Some(next) = separator(self.text, self.end, group.bracket.is_some()) else { break };
            group = next;
        }
        self.count > 0
    }

    /// Reads a group's digits; false where it is none.
    fn push(&mut self, mut group: Group) -> bool {
        group.from = self.groups().last().map_or(0, |last| last.from + last.len);
        let mut at = group.start;
        loop {
            let (symbol, length) = self.text.symbol(at);
            if !symbol.is_ascii_digit() {
                // Letters behind it make it something else, but an extension's `x`.
                if (symbol.is_ascii_alphabetic() || symbol == b'_' || symbol == LETTER)
                    && extension(self.text, at).is_none()
                    && !is_ordinal(self.text, at)
                {
                    return false;
                }
                break;
            }
            let Some(place) = self.digits.get_mut(group.from + group.len) else { return false };
            *place = symbol - b'0';
            group.len += 1;
            at += length;
        }
        group.end = at;
        let Some(place) = self.groups.get_mut(self.count).filter(|_| group.len > 0) else { return false };
        *place = group;
        self.count += 1;
        self.end = at;
        true
    }

    /// Takes in a plus and a bracket before the first group; answers with the bracket.
    fn prefix(&mut self, floor: usize) -> Option<usize> {
        let (mut at, mut bracket) = (self.start, None);
        let before = self.text.byte(at.wrapping_sub(1));
        if before.is_ascii() && !matches!(before, b'(' | b'+') {
            return None;
        }
        for sign in [b'(', b'+', b'('] {
            let (symbol, length) = self.text.before(at);
            if symbol == sign && at >= floor + length && (bracket.is_none() || sign != b'(') {
                at -= length;
                if sign == b'+' { self.plus = Some(at) } else { bracket = Some(at) }
            }
        }
        self.start = at;
        bracket
    }

    pub(crate) fn groups(&self) -> &[Group] {
        self.groups.get(..self.count).unwrap_or_default()
    }

    pub(crate) fn group(&self, index: usize) -> Group {
        self.groups().get(index).copied().unwrap_or_default()
    }

    /// The digits of the groups `from..to`.
    pub(crate) fn digits(&self, from: usize, to: usize) -> &[u8] {
        let Some(last) = to.checked_sub(1).map(|index| self.group(index)) else { return &[] };
        self.digits.get(self.group(from).from..last.from + last.len).unwrap_or_default()
    }

    /// Whether the groups from `from` on have these lengths.
    pub(crate) fn has_lengths(&self, from: usize, lengths: &[usize]) -> bool {
        self.groups()
            .get(from..from + lengths.len())
            .is_some_and(|groups| groups.iter().zip(lengths).all(|(group, length)| group.len == *length))
    }

    /// Whether all separators within `from..to` are this one.
    pub(crate) fn has_separator(&self, from: usize, to: usize, separator: u8) -> bool {
        self.groups().get(from + 1..to).is_some_and(|groups| groups.iter().all(|group| group.separator == separator))
    }

    /// The one separator within `from..to`; none where there are several.
    pub(crate) fn separator(&self, from: usize, to: usize) -> Option<u8> {
        let separator = self.group(from + 1).separator;
        self.has_separator(from, to, separator).then_some(separator)
    }

    /// Whether nothing that stands before group `from` belongs to it.
    pub(crate) fn is_clean_before(&self, from: usize) -> bool {
        if from > 0 {
            return matches!(self.group(from).separator, b' ' | b'(' | b'~');
        }
        is_clean_before(self.text, self.start)
    }

    /// Whether nothing that stands behind group `to - 1` belongs to it.
    pub(crate) fn is_clean_after(&self, to: usize) -> bool {
        if to < self.count {
            return matches!(self.group(to).separator, b' ' | b'(' | b'~');
        }
        is_clean_after(self.text, self.end)
    }
}

/// Whether what begins at `start` is not a part of something longer.
pub(crate) fn is_clean_before(text: Text<'_>, start: usize) -> bool {
    let (symbol, length) = text.before(start);
    let (outer, _) = text.before(start - length);
    match symbol {
        b'-' | b'/' | b'.' | b'_' | b'#' | b'$' | b'@' | LETTER => false,
        // A time.
        b':' => !outer.is_ascii_digit(),
        // The end of an escape.
        b'n' | b'r' | b't' if outer == b'\\' => true,
        OTHER => !text.0.get(..start).is_some_and(|before| before.ends_with(['€', '£', '¥', '₹', '§', '№'])),
        symbol => !symbol.is_ascii_alphanumeric(),
    }
}

/// Whether what ends at `end` is not a part of something longer.
pub(crate) fn is_clean_after(text: Text<'_>, end: usize) -> bool {
    let (symbol, length) = text.symbol(end);
    match symbol {
        b'_' | b'%' | b'@' | LETTER => false,
        b'-' | b'.' | b'/' => {
            let (next, _) = text.symbol(end + length);
            !next.is_ascii_alphanumeric() && next != LETTER
        }
        b':' => !text.symbol(end + length).0.is_ascii_digit(),
        symbol => !symbol.is_ascii_alphanumeric(),
    }
}

/// The group that follows behind a separator at `at`, with its length still unknown. `open`: a bracket is.
fn separator(text: Text<'_>, at: usize, open: bool) -> Option<Group> {
    let (mut end, mut signs, mut spaces, mut bracket, mut brackets) = (at, 0, 0, None, 0);
    let mut sign = b' ';
    for _ in 0..4 {
        let (symbol, length) = text.symbol(end);
        match symbol {
            b'0'..=b'9' if end > at => {
                let separator = match (brackets > 0, signs, spaces) {
                    (true, ..) => b'(',
                    (_, 0, _) => b' ',
                    (_, _, 0) => sign,
                    _ => b'~',
                };
                return Some(Group { start: end, separator, bracket, ..Group::default() });
            }
            // Two spaces are the gap between two columns.
            b' ' if spaces < 2 && (spaces == signs || brackets > 0) => spaces += 1,
            b'-' | b'.' | b'/' if signs == 0 => {
                sign = symbol;
                signs = 1;
            }
            b')' if open && bracket.is_none() => brackets += 1,
            b'(' if bracket.is_none() => {
                bracket = Some(end);
                brackets += 1;
            }
            _ => return None,
        }
        // `12. 5` and `12- 5` are two things; `(0)-5` is one.
        if symbol == b' ' && signs == 1 && spaces == 1 && brackets == 0 {
            return None;
        }
        end += length;
    }
    None
}

/// Whether a day goes on as in `12th`.
fn is_ordinal(text: Text<'_>, at: usize) -> bool {
    matches!(text.bytes().get(at..at + 3), Some(b"st " | b"nd " | b"rd " | b"th "))
}

/// The end of an extension (`x123`, ` ext. 123`) that begins at `at`.
pub(crate) fn extension(text: Text<'_>, at: usize) -> Option<usize> {
    let mut from = at;
    if text.symbol(from).0 == b' ' {
        from += text.symbol(from).1;
    }
    if !matches!(text.byte(from), b'e' | b'E' | b'x' | b'X') {
        return None;
    }
    let label = [&b"extension"[..], b"ext.", b"ext", b"x.", b"x"].into_iter().find(|label| {
        text.bytes().get(from..from + label.len()).is_some_and(|found| found.eq_ignore_ascii_case(label))
    })?;
    from += label.len();
    while text.byte(from) == b' ' || text.byte(from) == b':' {
        from += 1;
        if from - at > 14 {
            return None;
        }
    }
    let end = from + text.bytes().get(from..)?.iter().take(7).take_while(|byte| byte.is_ascii_digit()).count();
    let after = text.symbol(end).0;
    ((2..=6).contains(&(end - from)) && !after.is_ascii_alphanumeric() && after != LETTER).then_some(end)
}
