//! The shape of a token.
//!
//! A pattern is what `rules.txt` describes: literal characters, classes with a count, alternatives of literals. It is
//! matched from left to right, each part taking all that it can, without a way back: the time is the match's length.

use crate::class::Class;
use crate::text::Text;

/// So many triples of characters may stand for one pattern in the index.
const MOST_TRIPLES: usize = 400;

/// A pattern without alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// What may stand in front of the rest, of no fixed length.
    lead: Option<Part>,
    parts: Vec<Part>,
    /// The first part of the value.
    value: usize,
    /// The classes of the characters at the beginning of `parts` that stand at a fixed place.
    fixed: Vec<Class>,
    /// Where in them the triple stands that finds the pattern.
    triple: usize,
    /// The shortest and the longest match.
    least: usize,
    most: usize,
}

/// So many characters of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) class: Class,
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// Where a pattern matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) value: usize,
    pub(crate) end: usize,
}

impl Pattern {
    /// All patterns that a text describes, one for each choice of alternatives.
    pub(crate) fn read(text: &str) -> Result<Vec<Self>, String> {
        let patterns = Self::read_value(text)?.into_iter();
        patterns
            .map(|pattern| {
                pattern.indexed().ok_or_else(|| "three fixed characters must stand near the beginning".into())
            })
            .collect()
    }

    /// The same for what is only compared with whole values, and never searched for.
    pub(crate) fn read_value(text: &str) -> Result<Vec<Self>, String> {
        alternatives(text)?.iter().map(|choice| Self::read_one(choice)).collect()
    }

    fn read_one(text: &str) -> Result<Self, String> {
        let mut parts: Vec<Part> = Vec::new();
        let mut value = None;
        let mut rest = text.bytes().peekable();
        while let Some(byte) = rest.next() {
            let class = match byte {
                b'>' => {
                    value = Some(parts.len());
                    continue;
                }
                b'[' => read_class(&mut rest)?,
                b'\\' => shorthand(rest.next())?,
                _ if byte.is_ascii_graphic() => Class::of([byte]),
                _ => return Err(format!("`{}` may not stand in a pattern", byte.escape_ascii())),
            };
            let (least, most) = if rest.next_if_eq(&b'{').is_some() { read_count(&mut rest)? } else { (1, 1) };
            parts.push(Part { class, least, most });
        }
        let lead = match parts.first() {
            Some(first) if first.least != first.most => Some(*first),
            _ => None,
        };
        if lead.is_some() {
            parts.remove(0);
            value = value.map(|value: usize| value.saturating_sub(1));
        }
        let sum = |length: fn(&Part) -> usize| lead.iter().chain(&parts).map(length).sum();
        let (least, most) = (sum(|part| part.least), sum(|part| part.most));
        Ok(Self { fixed: fixed(&parts), lead, parts, value: value.unwrap_or(0), triple: 0, least, most })
    }

    /// With the place in the fixed beginning where the fewest triples are possible.
    fn indexed(mut self) -> Option<Self> {
        let cost = |window: &[Class]| window.iter().map(|class| class.size()).product::<usize>();
        let places = self.fixed.windows(3).enumerate().map(|(place, window)| (cost(window), place));
        // Of equal ones the first: a token that breaks off is dropped sooner.
        self.triple = places.min().filter(|(cost, _)| *cost <= MOST_TRIPLES)?.1;
        Some(self)
    }

    /// The triples of characters that find the pattern.
    pub(crate) fn triples(&self) -> Vec<[u8; 3]> {
        let class = |offset: usize| self.fixed.get(self.triple + offset).copied().unwrap_or_default();
        let mut triples = Vec::new();
        for first in class(0).bytes() {
            for second in class(1).bytes() {
                triples.extend(class(2).bytes().map(|third| [first, second, third]));
            }
        }
        triples
    }

    /// Whether the pattern can go on behind its triple as the text does. Most can't, and many share a triple.
    #[inline]
    pub(crate) fn goes_on(&self, text: &Text, triple: usize) -> bool {
        let next = self.fixed.get(self.triple + 3).zip(text.bytes().get(triple + 3));
        next.is_none_or(|(class, byte)| class.has(*byte))
    }

    /// Where a match ends whose triple stands there, if all matches are as long.
    #[inline]
    pub(crate) fn end_of(&self, triple: usize) -> Option<usize> {
        let is_fixed = self.lead.is_none() && self.least == self.most;
        triple.checked_sub(self.triple).filter(|_| is_fixed).map(|begin| begin + self.least)
    }

    /// Matches where one of the triples stands, if it may begin where it does.
    pub(crate) fn match_at(&self, text: &Text, triple: usize, may_begin: fn(&Text, usize) -> bool) -> Option<Match> {
        let begin = triple.checked_sub(self.triple)?;
        let mut start = begin;
        if let Some(lead) = self.lead {
            while start + lead.most > begin && text.before(start).is_some_and(|byte| lead.class.has(byte)) {
                start -= 1;
            }
            if begin - start < lead.least {
                return None;
            }
        } else if !text.sees(begin) {
            return None;
        }
        // Most are told by what stands before and behind the triple.
        let fits = |classes: Option<&[Class]>, from: usize| {
            let classes = classes.unwrap_or_default();
            let bytes = text.slice_from(from);
            let same = classes.iter().zip(bytes).take_while(|(class, byte)| class.has(**byte)).count();
            // The text may go on so.
            if same == bytes.len() && same < classes.len() {
                text.reach_end();
            }
            same == classes.len()
        };
        let fixed = fits(self.fixed.get(..self.triple), begin) && fits(self.fixed.get(self.triple + 3..), triple + 3);
        if fixed && may_begin(text, start) { self.match_from(text, start, begin) } else { None }
    }

    /// Whether a value may be so long.
    pub(crate) fn has_length(&self, length: usize) -> bool {
        (self.least..=self.most).contains(&length)
    }

    /// Matches a whole value.
    pub(crate) fn fits(&self, value: &[u8]) -> bool {
        // Nearly all are told by this, and there are hundreds of them.
        let first =
            self.lead.as_ref().filter(|lead| lead.least > 0).or(self.parts.first().filter(|_| self.lead.is_none()));
        if !self.has_length(value.len())
            || first.zip(value.first()).is_some_and(|(part, byte)| part.least > 0 && !part.class.has(*byte))
        {
            return false;
        }
        let Ok(value) = std::str::from_utf8(value) else { return false };
        let text = Text::new(value);
        let lead = self.lead.map_or(0, |lead| text.run(0, lead.most, |byte| lead.class.has(byte)));
        self.lead.is_none_or(|part| lead >= part.least)
            && self.match_from(&text, 0, lead).is_some_and(|found| found.end == value.len())
    }

    fn match_from(&self, text: &Text, start: usize, begin: usize) -> Option<Match> {
        let mut at = begin;
        let mut value = start;
        for (index, part) in self.parts.iter().enumerate() {
            if index == self.value && index > 0 {
                value = at;
            }
            let end = text.run_of(at, part.most, part.class);
            if end - at < part.least {
                return None;
            }
            at = end;
        }
        Some(Match { start, value, end: at })
    }

    /// The parts in their order, and which one the value begins with.
    #[cfg(test)]
    pub(crate) fn parts(&self) -> (Vec<Part>, usize) {
        (self.lead.into_iter().chain(self.parts.iter().copied()).collect(), self.value)
    }

    /// What may not follow: more of the same.
    pub(crate) fn tail(&self) -> Class {
        self.parts.last().map_or_else(Class::default, |part| part.class)
    }
}

/// The classes of the characters that stand at a fixed place.
fn fixed(parts: &[Part]) -> Vec<Class> {
    let mut classes = Vec::new();
    for part in parts {
        classes.extend(std::iter::repeat_n(part.class, part.least));
        if part.least != part.most {
            break;
        }
    }
    classes
}

/// The texts that stand for each choice in a text with `(one|other)` in it.
fn alternatives(text: &str) -> Result<Vec<String>, String> {
    let Some((before, rest)) = text.split_once('(') else { return Ok(vec![text.to_owned()]) };
    let (choices, after) = rest.split_once(')').ok_or("a `(` without its `)`")?;
    let after = alternatives(after)?;
    let pairs = choices.split('|').flat_map(|choice| after.iter().map(move |after| (choice, after)));
    Ok(pairs.map(|(choice, after)| format!("{before}{choice}{after}")).collect())
}

fn read_class(rest: &mut impl Iterator<Item = u8>) -> Result<Class, String> {
    let mut class = Class::default();
    let mut last = None;
    let mut range = false;
    loop {
        match rest.next().ok_or("a `[` without its `]`")? {
            b']' => break,
            b'\\' => class = class.with(shorthand(rest.next())?),
            b'-' if last.is_some() && !range => range = true,
            byte => {
                match last.filter(|_| range) {
                    Some(first) => class = class.with(Class::of(first..=byte)),
                    None => class.add(byte),
                }
                (last, range) = (Some(byte), false);
            }
        }
    }
    if range {
        class.add(b'-');
    }
    Ok(class)
}

/// A named class, or a character that would mean something else.
fn shorthand(name: Option<u8>) -> Result<Class, String> {
    let digits = b'0'..=b'9';
    let lower = b'a'..=b'z';
    let upper = b'A'..=b'Z';
    Ok(match name.ok_or("a `\\` at the end")? {
        b'd' => Class::of(digits),
        b'h' => Class::of(digits.chain(b'a'..=b'f')),
        b'x' => Class::of(digits.chain(b'a'..=b'f').chain(b'A'..=b'F')),
        b'l' => Class::of(digits.chain(lower)),
        b'u' => Class::of(digits.chain(upper)),
        b'a' => Class::of(digits.chain(lower).chain(upper)),
        b'w' => Class::of(digits.chain(lower).chain(upper).chain([b'_', b'-'])),
        b'b' => Class::of(digits.chain(lower).chain(upper).chain([b'+', b'/'])),
        b's' => Class::of([b' ']),
        byte if byte.is_ascii_punctuation() => Class::of([byte]),
        byte => return Err(format!("there is no class `\\{}`", byte.escape_ascii())),
    })
}

fn read_count(rest: &mut impl Iterator<Item = u8>) -> Result<(usize, usize), String> {
    let text: Vec<u8> = rest.take_while(|byte| *byte != b'}').collect();
    let text = String::from_utf8_lossy(&text);
    let (least, most) = text.split_once(',').unwrap_or((&text, &text));
    match (least.parse(), most.parse()) {
        (Ok(least), Ok(most)) if least <= most && (1..=2048).contains(&most) => Ok((least, most)),
        _ => Err(format!("`{{{text}}}` is no count")),
    }
}
