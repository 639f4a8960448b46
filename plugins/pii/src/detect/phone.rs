//! Telephone numbers.
//!
//! With a plus, or with groups that a country's numbers typically have, they need no label; other digits do.

use super::Scene;
use crate::kind::Certainty::{self, High, Low, Medium};
use crate::number::{Number, extension};
use crate::words::Words;

/// What is counted.
const UNITS: &[&[u8]] = &[
    b"times",
    b"of",
    b"bytes",
    b"rows",
    b"users",
    b"tokens",
    b"requests",
    b"sold",
    b"ms",
    b"seconds",
    b"items",
    b"people",
    b"calls",
    b"lines",
    b"files",
];
const LONGEST_UNIT: usize = 9;

/// The end of the longest telephone number that begins at group `from`: the group behind it, its end in the text, and
/// how sure it is.
pub(crate) fn find(scene: &Scene<'_>, number: &Number<'_>, from: usize) -> Option<(usize, usize, Certainty)> {
    if !number.is_clean_before(from) {
        return None;
    }
    let least = number.groups().get(from).map(|group| group.from)?;
    let groups = number.groups().iter().enumerate().skip(from);
    // Longest first: the whole is more than its part.
    let ends = groups.filter(|(_, group)| (6..=17).contains(&(group.from + group.len - least))).rev();
    for (last, group) in ends {
        let to = last + 1;
        let extended = if to == number.groups().len() { extension(number.text, group.end) } else { None };
        if (extended.is_some() || number.is_clean_after(to))
            && let Some(certainty) = certainty(scene, number, from, to, extended.is_some())
        {
            return Some((to, extended.unwrap_or(group.end), certainty));
        }
    }
    None
}

fn certainty(scene: &Scene<'_>, number: &Number<'_>, from: usize, to: usize, extended: bool) -> Option<Certainty> {
    let shape = Shape { number, from, to, digits: number.digits(from, to) };
    if from == 0 && number.plus.is_some() {
        return shape.is_international(0).then_some(High);
    }
    if shape.is_date() {
        return None;
    }
    let context = scene.context();
    let said = context.has(Words::PHONE) || context.is_own_number();
    // Somebody's own label is more than the form.
    if context.is_other() && !said {
        return None;
    }
    let typical = shape.typical();
    if extended && typical.is_some() {
        return Some(High);
    }
    match typical {
        Some(Low) if said && shape.counts() => None,
        Some(Low) if said => Some(Medium),
        Some(certainty) => Some(if said { High } else { certainty }),
        None if context.is_other() => None,
        None if said && (context.last & Words::PHONE != 0 || context.is_own_number()) && shape.may_be() => Some(Medium),
        None if context.is_near(Words::PHONE) && shape.may_be() => Some(Medium),
        None => None,
    }
}

/// Some groups of a number.
struct Shape<'n, 't> {
    number: &'n Number<'t>,
    from: usize,
    to: usize,
    digits: &'n [u8],
}

impl Shape<'_, '_> {
    fn has(&self, lengths: &[usize]) -> bool {
        self.to - self.from == lengths.len() && self.number.has_lengths(self.from, lengths)
    }

    fn len(&self, group: usize) -> usize {
        self.number.group(self.from + group).len
    }

    fn separator(&self, group: usize) -> u8 {
        self.number.group(self.from + group).separator
    }

    fn has_bracket(&self) -> bool {
        self.number.group(self.from).bracket.is_some() && (self.to == self.from + 1 || self.separator(1) == b'(')
    }

    /// A country code and as many digits as its numbers have. `skip`: what stands for the plus.
    fn is_international(&self, skip: usize) -> bool {
        let digits = self.digits.get(skip..).unwrap_or_default();
        let trunk = usize::from(
            self.number
                .groups()
                .get(self.from + 1..self.to)
                .is_some_and(|groups| groups.iter().any(|group| group.len == 1 && group.bracket.is_some())),
        );
        let count = digits.len() - trunk;
        match digits {
            [1, rest @ ..] => rest.len() == 10,
            [7, ..] => count == 11,
            [first @ 2..=9, second, ..] => {
                let code = first * 10 + second;
                let two = matches!(code, 20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98);
                let three = matches!(code, 21..=26 | 29 | 35 | 37 | 38 | 42 | 50 | 59 | 67..=69 | 80 | 85 | 87 | 88 | 96 | 97 | 99);
                (two && (8..=14).contains(&count)) || (three && (9..=14).contains(&count))
            }
            _ => false,
        }
    }

    /// How typical the groups are for telephone numbers; `Low` needs a label.
    fn typical(&self) -> Option<Certainty> {
        if self.to - self.from == 1 {
            return self.bare();
        }
        let count = self.digits.len();
        if self.digits.starts_with(&[0, 0]) && self.is_international(2) && self.len(0) <= 6 {
            return Some(High);
        }
        if let Some(certainty) = self.american() {
            return Some(certainty);
        }
        let even = (1..self.to - self.from).all(|group| (2..=9).contains(&self.len(group)));
        if self.has_bracket() {
            let rest = count - self.len(0);
            return (even && self.len(0) <= 5 && (5..=10).contains(&rest) && count >= 8 && !self.is_year(0))
                .then_some(Medium);
        }
        if self.digits.first() == Some(&0) && self.digits.get(1) != Some(&0) {
            let regular = even && (2..=6).contains(&self.len(0)) && (9..=13).contains(&count);
            let short = self.len(0) == 1 && even && (9..=10).contains(&count);
            return (regular || short).then_some(Medium);
        }
        let dash = self.separator(self.to - self.from - 1) == b'-';
        let first = self.digits.first().copied().unwrap_or(0);
        match first {
            // Russia, China, Brazil, Mexico, Japan, Hungary.
            8 if self.has(&[1, 3, 3, 2, 2]) || self.has(&[1, 3, 3, 4]) => Some(Medium),
            1 if self.has(&[3, 4, 4]) => Some(Medium),
            1..=9 if self.has(&[2, 5, 4]) && dash => Some(Medium),
            1..=9 if self.has(&[2, 4, 4]) && dash => Some(Medium),
            1..=9 if self.has(&[2, 3, 4]) && dash && self.separator(1) == b'/' => Some(Medium),
            // Poland, Spain, Portugal: mobile telephones.
            5..=9 if self.has(&[3, 3, 3]) && self.number.has_separator(self.from, self.to, b' ') => Some(Medium),
            _ => [
                &[3, 3, 3][..],
                &[2, 2, 2, 2],
                &[4, 4],
                &[3, 4],
                &[3, 2, 3],
                &[3, 2, 2],
                &[2, 3, 2, 2],
                &[3, 2, 2, 2],
                &[2, 4, 4],
                &[3, 3, 2, 2],
                &[5, 5],
                &[4, 6],
                &[4, 3, 3],
                &[2, 3, 3],
            ]
            .iter()
            .any(|lengths| self.has(lengths))
            .then_some(Low),
        }
    }

    /// Digits without a separator: too many other things look like them.
    fn bare(&self) -> Option<Certainty> {
        let count = self.digits.len();
        if self.digits.starts_with(&[0, 0]) && count >= 12 && self.is_international(2) {
            return Some(Medium);
        }
        // A trunk zero, and as many digits as most countries have.
        if let [0, 1..=9, ..] = self.digits
            && matches!(count, 10 | 11)
        {
            return Some(Medium);
        }
        // A mobile telephone's in China, in a text of that country.
        if matches!(self.digits, [1, 3..=9, ..]) && count == 11 && self.is_beside_ideographs() {
            return Some(Medium);
        }
        (8..=13).contains(&count).then_some(Low)
    }

    #[cold]
    fn is_beside_ideographs(&self) -> bool {
        let group = self.number.group(self.from);
        let text = self.number.text.0;
        let before = text.get(..group.start).and_then(|before| before.chars().next_back());
        let behind = text.get(group.end..).and_then(|behind| behind.chars().next());
        before.into_iter().chain(behind).any(|beside| matches!(beside, '\u{4e00}'..='\u{9fff}'))
    }

    /// Whether the next word says how many of something there are, `1234567 times`, or these are years, `2019 2020`.
    #[cold]
    fn counts(&self) -> bool {
        if self.to - self.from > 1 && self.is_year(0) && self.is_year(1) {
            return true;
        }
        let end = self.number.group(self.to - 1).end;
        let behind = self.number.text.bytes().get(end..).unwrap_or_default();
        let Some(word) = behind.strip_prefix(b" ") else { return false };
        let length = word.iter().take(LONGEST_UNIT).take_while(|byte| byte.is_ascii_lowercase()).count();
        word.get(..length).is_some_and(|word| UNITS.contains(&word))
    }

    /// `555-123-4567`, `(555) 123-4567`, `1-555-…`, `001-555-…`.
    fn american(&self) -> Option<Certainty> {
        let first = match self.to - self.from {
            3 if self.has(&[3, 3, 4]) => 0,
            4 if self.has(&[1, 3, 3, 4]) && self.digits.starts_with(&[1]) => 1,
            2 if self.has(&[3, 7]) && self.has_bracket() => 0,
            _ => return None,
        };
        let area = self.number.group(self.from + first).from - self.number.group(self.from).from;
        let code = |at: usize| self.digits.get(area + at).is_some_and(|digit| *digit > 1);
        let marked = (1..self.to - self.from).any(|group| matches!(self.separator(group), b'-' | b'.' | b'(' | b'~'));
        match (marked, code(0) && code(3)) {
            (true, true) => Some(High),
            (true, false) => Some(Medium),
            (false, true) => Some(Medium),
            // A trunk zero is not American.
            (false, false) if self.digits.starts_with(&[0]) => None,
            (false, false) => Some(Low),
        }
    }

    fn is_year(&self, group: usize) -> bool {
        let digits = self.number.digits(self.from + group, self.from + group + 1);
        matches!(digits, [1, 9, _, _] | [2, 0, _, _])
    }

    /// `2024-01-31`, `31.01.2024`, and with a time behind it.
    fn is_date(&self) -> bool {
        let same = self.to - self.from >= 3 && self.separator(1) == self.separator(2) && self.separator(1) != b' ';
        let small = |group: usize| self.len(group) <= 2;
        same && ((self.is_year(0) && small(1) && small(2)) || (small(0) && small(1) && self.is_year(2)))
    }

    /// Whether a label is enough.
    fn may_be(&self) -> bool {
        let groups = self.to - self.from;
        (7..=15).contains(&self.digits.len())
            && groups <= 6
            && (0..groups).all(|group| self.len(group) <= 12)
            && !self.counts()
    }
}
