//! One pass over a text, from anchor to anchor.

use std::ops::Range;

use crate::anchor;
use crate::context;
use crate::detect::{Hit, Scene, card, code, date, email, labelled, national, net, phone, time};
use crate::kind::Certainty::High;
use crate::kind::Kind;
use crate::number::Number;
use crate::plain;
use crate::text::{LONGEST_RUN, Text, in_run};
use crate::words::{Mask, Words};

/// How far behind a region its meaning may change when more text comes, where that is not one run.
const REACH: usize = 32;
/// How many words at the end of a text may be the beginning of something that is written in words.
const OPEN_WORDS: usize = 4;
/// How many words before a number may be a part of it: a month, a plate's letters.
const LEADING_WORDS: usize = 2;
/// How often a label may keep another one in a stream.
const HOPS: usize = 8;
/// No code that may be written in small letters is shorter: the shortest IBAN has so many characters.
const SHORTEST_SMALL: usize = 15;
/// No more than about this much is held back of a stream, in bytes.
const MOST_HELD: usize = 768;
/// Of a stream only what was read so near to its end tells what is held back: that much, and a hop's window, run and region at most
/// for every hop.
const RECORDED: usize = 16 << 10;

/// Everything in a text, from left to right; nothing overlaps. `hint`: what the name says that the text stands under.
pub(crate) fn find(text: &str, words: &Words, hint: Mask) -> Vec<Hit> {
    Scan::run(text, words, hint, None).hits
}

/// From where on a text that goes on may still become something, or be needed to tell what follows.
pub(crate) fn settled(text: &str, words: &Words) -> usize {
    find_and_settle(text, words).1
}

/// Both, of a text that stands under no name that says anything.
pub(crate) fn find_and_settle(text: &str, words: &Words) -> (Vec<Hit>, usize) {
    let scan = Scan::run(text, words, 0, Some(Vec::new()));
    let settled = open_from(Text(text), words, &scan.regions.unwrap_or_default());
    (scan.hits, settled)
}

/// Where what is open begins, by the regions near the end of the text.
fn open_from(text: Text<'_>, words: &Words, regions: &[Range<usize>]) -> usize {
    // What touches the end, with the words that it may begin with, and the last words.
    let open = regions.iter().filter(|region| reach(text, region.end) >= text.len()).map(|region| region.start).min();
    let open = open.map_or(text.len(), |start| words_before(text, start, LEADING_WORDS));
    let tail = open.min(words_before(text, text.len(), OPEN_WORDS));
    // A region and a run are read as a whole.
    let whole = |mut at: usize| loop {
        let start =
            regions.iter().filter(|region| region.start < at && at < region.end).map(|region| region.start).min();
        let before = start.unwrap_or(at).min(run_start(text, at));
        if before == at || text.len() - before > MOST_HELD {
            return before;
        }
        at = before;
    };
    let mut settled = whole(tail);
    // What says something about what follows stays with it, and so on for what is without digits.
    for _ in 0..HOPS {
        let values = regions.iter().map(|region| region.start).filter(|start| *start >= settled && *start < tail);
        let first = values.chain([tail]).filter_map(|value| context::first_word(text, value, words)).min();
        match first.map(whole) {
            Some(start) if start < settled => settled = start,
            _ => break,
        }
    }
    settled
}

/// Behind which byte nothing changes what a region is that ends at `end`.
fn reach(text: Text<'_>, end: usize) -> usize {
    let run = text
        .bytes()
        .get(end..)
        .unwrap_or_default()
        .iter()
        .take(LONGEST_RUN + 1)
        .take_while(|byte| in_run(**byte) || !byte.is_ascii())
        .count();
    end + run.max(REACH)
}

/// Where the `count` words begin that stand before `at`.
fn words_before(text: Text<'_>, mut at: usize, count: usize) -> usize {
    for _ in 0..count {
        let gap = text
            .bytes()
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(3)
            .take_while(|byte| byte.is_ascii() && !is_joined(**byte))
            .count();
        let end = at - gap;
        at = run_start(text, end);
        if end - at >= LONGEST_RUN * 2 - 4 {
            break;
        }
    }
    at
}

/// Where the run begins that ends at `at`; half a blob is as good as a whole one.
fn run_start(text: Text<'_>, at: usize) -> usize {
    let before = text.bytes().get(..at).unwrap_or_default();
    let most = LONGEST_RUN * 2;
    let run = before.iter().rev().take(most).take_while(|byte| is_joined(**byte) || !byte.is_ascii()).count();
    text.0.floor_char_boundary(at - run)
}

/// Whether what stands behind it cannot be told without it.
fn is_joined(byte: u8) -> bool {
    in_run(byte) || matches!(byte, b'#' | b'$' | b'\\' | b'*' | b'(' | b'"' | b'\'' | b'&')
}

struct Scan<'t> {
    text: Text<'t>,
    words: &'t Words,
    hint: Mask,
    hits: Vec<Hit>,
    /// What was read as one thing, where somebody wants to know.
    regions: Option<Vec<Range<usize>>>,
    /// What stands before is taken.
    floor: usize,
}

impl<'t> Scan<'t> {
    fn run(text: &'t str, words: &'t Words, hint: Mask, regions: Option<Vec<Range<usize>>>) -> Self {
        let mut scan = Self { text: Text(text), words, hint, hits: Vec::new(), regions, floor: 0 };
        let (mut at, mut number) = (0, Number::new(Text(text)));
        while let Some(anchor) = anchor::next(text.as_bytes(), at) {
            let after = scan.at(anchor, &mut number);
            at = after.max(anchor + 1);
        }
        scan
    }

    /// Looks at one anchor; answers where to go on. `number`: where numbers are read.
    fn at(&mut self, anchor: usize, number: &mut Number<'t>) -> usize {
        let (symbol, length) = self.text.symbol(anchor);
        match symbol {
            b'0'..=b'9' => {
                let end = self.digits(anchor, number);
                self.floor = self.floor.max(end);
                end
            }
            b'@' => {
                if let Some((start, end)) = email::find(self.text, anchor, length, self.taken()) {
                    self.push(Hit { start, end, kind: Kind::Email, certainty: email::CERTAINTY });
                    return end;
                }
                anchor + length
            }
            b'd' | b'D'
                if self.text.bytes().get(anchor..anchor + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"dot")) =>
            {
                let Some((start, end, certainty)) = email::spelt(self.text, anchor, self.taken()) else {
                    return anchor + 3;
                };
                self.push(Hit { start, end, kind: Kind::Email, certainty });
                end
            }
            b'A'..=b'Z' => self.capitals(anchor),
            _ => anchor + length,
        }
    }

    /// The end of the last hit.
    fn taken(&self) -> usize {
        self.hits.last().map_or(0, |hit| hit.end)
    }

    fn scene(&self, start: usize) -> Scene<'t> {
        Scene::new(self.text, self.words, self.hint, start, self.floor)
    }

    fn capitals(&mut self, anchor: usize) -> usize {
        let start = self.text.word_start(anchor, self.floor, 12);
        let end = self.text.word_end(anchor, code::LONGEST);
        if matches!(end - start, 8 | 11)
            && let Some(hit) = labelled::bic(&self.scene(start), start, end)
        {
            self.push(hit);
            return end;
        }
        // A digit in the word is an anchor of its own.
        let word = self.text.bytes().get(anchor..end).unwrap_or_default();
        word.iter().position(u8::is_ascii_digit).map_or(end, |digit| anchor + digit)
    }

    /// Looks at the word around a digit, and at the groups that follow; answers where that ends.
    fn digits(&mut self, anchor: usize, number: &mut Number<'t>) -> usize {
        let text = self.text;
        let start = text.word_start(anchor, self.floor, code::LONGEST);
        let end = text.word_end(anchor, usize::MAX / 2);
        if text.before(start).0.is_ascii_alphanumeric() && start > self.floor || end - start > code::LONGEST {
            return end;
        }
        if anchor == start
            && let Some(plain) = plain::number(text, start, end, self.floor)
            && !(plain.unless_labelled && self.is_labelled(start))
        {
            self.region(start, plain.end);
            return plain.end;
        }
        if self.is_name(start, anchor, end) {
            self.region(start, end);
            return end;
        }
        if anchor == start
            && end - start == time::YEAR
            && let Some(length) = text.bytes().get(start..).and_then(time::length)
        {
            self.region(start, start + length);
            return start + length;
        }
        if let Some((end, found)) = net::hexadecimal(text, start, end, self.floor) {
            self.region(start, end);
            if let Some((start, kind)) = found {
                self.push(Hit { start, end, kind, certainty: High });
            }
            return end;
        }
        if anchor == start && plain::is_at_colon(text, start, end, self.floor) {
            self.region(start, end);
            return end;
        }
        if let Some(end) = net::uuid(text, start) {
            self.region(start, end);
            return end;
        }
        if anchor == start && number.read(start, self.floor) {
            return self.number(number);
        }
        self.code(start, end)
    }

    /// Whether a label stands before a few digits that makes them something.
    fn is_labelled(&self, start: usize) -> bool {
        (self.hint & labelled::SHORT != 0 || context::may_say(self.text, start, self.words, labelled::SHORT))
            && self.scene(start).label().is_near(labelled::SHORT)
    }

    /// Whether the word is a name as programs have them, such as `u32`: it begins with a letter, has small ones, is shorter
    /// than what may be written in them, and no sign ties it to more. An IBAN begins with two letters and a digit.
    fn is_name(&self, start: usize, digit: usize, end: usize) -> bool {
        let word = self.text.bytes().get(start..end).unwrap_or_default();
        start < digit
            && word.len() < SHORTEST_SMALL
            && digit - start != 2
            && word.iter().any(u8::is_ascii_lowercase)
            && !matches!(self.text.before(start).0, b':' | b'-')
            && !matches!(self.text.byte(end), b':' | b'-' | b'.')
    }

    fn code(&mut self, start: usize, end: usize) -> usize {
        let scene = self.scene(start);
        let found = code::find(&scene, start, end).map(|(end, kind, certainty)| Hit { start, end, kind, certainty });
        let word = self.text.bytes().get(start..end).unwrap_or_default();
        // A word of programs, a hash.
        let small = word.iter().any(u8::is_ascii_lowercase);
        let hit =
            if !small && (2..=20).contains(&word.len()) { labelled::word(&scene, start, end).or(found) } else { found };
        let end = hit.map_or(end, |hit| hit.end.max(end));
        self.region(hit.map_or(start, |hit| hit.start.min(start)), end);
        hit.into_iter().for_each(|hit| self.push(hit));
        end
    }

    fn number(&mut self, number: &Number<'t>) -> usize {
        let scene = self.scene(number.start);
        let groups = number.groups().len();
        let count = number.digits(0, groups).len();
        let mut end = number.end;
        self.region(number.start, end);
        let mut from = 0;
        if count <= 12
            && let Some((start, to, certainty)) = code::around(&scene, number, self.floor)
        {
            self.push(Hit { start, end: to, kind: Kind::NationalId, certainty });
            return to.max(end);
        }
        while from < groups {
            let Some((hit, to)) = best(&scene, number, from, count) else {
                from += 1;
                continue;
            };
            end = end.max(hit.end);
            self.push(hit);
            from = to;
        }
        self.region(number.start, end);
        end
    }

    fn region(&mut self, start: usize, end: usize) {
        let is_near = end + RECORDED >= self.text.len();
        self.regions.iter_mut().filter(|_| is_near).for_each(|regions| regions.push(start..end));
    }

    fn push(&mut self, hit: Hit) {
        self.region(hit.start, hit.end);
        let text = self.text;
        let is_mail = hit.kind == Kind::Email;
        if hit.start < self.taken() || (!is_mail && (in_address(text, hit.end) || text.in_blob(hit.start, hit.end))) {
            return;
        }
        self.floor = self.floor.max(hit.end);
        self.hits.push(hit);
    }
}

/// Whether what ends at `end` stands before an `@`: it is a part of an address.
fn in_address(text: Text<'_>, end: usize) -> bool {
    let rest = text.bytes().get(end..).unwrap_or_default();
    let run =
        rest.iter().take(64).find(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-')));
    run == Some(&b'@')
}

/// The surest thing that begins at group `from`, and the group behind it. `count`: all digits of the number.
fn best(scene: &Scene<'_>, number: &Number<'_>, from: usize, count: usize) -> Option<(Hit, usize)> {
    let first = number.group(from);
    let digits_only = first.start;
    if let Some((start, end, to)) = date::find(scene, number, from) {
        return Some((Hit { start, end, kind: Kind::Birth, certainty: High }, to));
    }
    if let Some((to, certainty)) = net::dotted(scene, number, from) {
        return Some((Hit { start: digits_only, end: number.group(to - 1).end, kind: Kind::Ip, certainty }, to));
    }
    // A plate may begin with one or two digits.
    let is_plate =
        || matches!(scene.text.byte(first.end), b' ' | b'-') && scene.text.byte(first.end + 1).is_ascii_uppercase();
    if from == 0 && (count > 2 || is_plate()) {
        let first = number.group(0);
        let hit = labelled::number(scene, number).or_else(|| labelled::word(scene, first.start, first.end));
        if let Some(hit) = hit {
            let to = number.groups().iter().take_while(|group| group.start < hit.end).count();
            return Some((hit, to.max(1)));
        }
    }
    if count < 7 {
        return None;
    }
    let said_phone = scene.context().last & Words::PHONE != 0;
    let card = card::find(scene, number, from).map(|(to, certainty)| (to, Kind::Card, certainty));
    let national = national::find(scene, number, from);
    let phone = phone::find(scene, number, from);
    let mut best = card.map(|(to, kind, certainty)| (certainty, to, number.group(to - 1).end, kind));
    if let Some((to, kind, certainty)) = national {
        let grouped = to - from > 1 && kind != Kind::NationalId;
        let other = phone.is_some() && said_phone && !grouped;
        best = best.filter(|best| (best.0, best.1) >= (certainty, to) || other).or((!other).then_some((
            certainty,
            to,
            number.group(to - 1).end,
            kind,
        )));
    }
    if let Some((to, end, certainty)) = phone {
        best = best.filter(|best| (best.0, best.1) >= (certainty, to)).or(Some((certainty, to, end, Kind::Phone)));
    }
    let (certainty, to, end, kind) = best?;
    // A bracket that closes behind it all is not the number's.
    let closed = to > from + 1 && number.group(from + 1).separator == b'(';
    let start = match (kind, first.bracket.filter(|_| closed), number.plus.filter(|_| from == 0)) {
        (Kind::Phone, Some(bracket), plus) => plus.map_or(bracket, |plus| plus.min(bracket)),
        (Kind::Phone, None, Some(plus)) => plus,
        _ => digits_only,
    };
    Some((Hit { start, end, kind, certainty }, to))
}
