//! A text as the finders see it: a view that knows when somebody asked for what is not there yet.

use std::cell::Cell;
use std::ops::Range;

use crate::class::Class;

/// A run of bytes without a break is taken as several of this length. It bounds what a stream holds back.
pub(crate) const LONGEST_RUN: usize = 1024;

/// Runs of so many classes are kept in mind.
const WALKED: usize = 8;
/// Shorter walks are not worth it.
const SHORTEST_WALK: usize = 12;

/// A text while it is searched.
///
/// Whoever looks ahead does so by [`Text::at`], which notes that the end was reached: what was found, or was not, may
/// then change when the text goes on. Whoever looks back does so by [`Text::before`], which ends at the beginning of
/// the current run, so that a search that starts there finds the same.
#[derive(Debug)]
pub(crate) struct Text<'t> {
    bytes: &'t [u8],
    reached_end: Cell<bool>,
    floor: Cell<usize>,
    /// The run that was walked last: where it starts, and how far it is known to go.
    run: Cell<(usize, usize)>,
    /// Runs of a class that were walked: the class, where it starts, and how far it is known to go.
    walked: [Cell<(Class, usize, usize)>; WALKED],
}

impl<'t> Text<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            reached_end: Cell::new(false),
            floor: Cell::new(0),
            run: Cell::new((0, 0)),
            walked: Default::default(),
        }
    }

    pub(crate) fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Goes to a place: looking back from there ends at the beginning of its run. Places come in ascending order, so
    /// that no byte is walked over twice. Answers with that beginning.
    pub(crate) fn enter(&self, place: usize) -> usize {
        let (start, known) = self.run.get();
        let mut at = place;
        let start = loop {
            if at <= known && at >= start && known > start {
                break start;
            }
            match at.checked_sub(1).and_then(|before| self.bytes.get(before)) {
                Some(byte) if !is_break(*byte) => at -= 1,
                _ => break at,
            }
        };
        self.run.set((start, place));
        let floor = start + (place - start) / LONGEST_RUN * LONGEST_RUN;
        self.floor.set(floor);
        self.reached_end.set(false);
        floor
    }

    /// Whether somebody looked beyond the end since [`Text::enter`].
    pub(crate) fn reached_end(&self) -> bool {
        self.reached_end.get()
    }

    /// The byte at a place.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> Option<u8> {
        let byte = self.bytes.get(place).copied();
        if byte.is_none() {
            self.reached_end.set(true);
        }
        byte
    }

    /// The byte before a place, within the run.
    pub(crate) fn before(&self, place: usize) -> Option<u8> {
        if place <= self.floor.get() { None } else { self.bytes.get(place - 1).copied() }
    }

    /// Whether a place is not before the beginning of the run, which a stream may have released.
    pub(crate) fn sees(&self, place: usize) -> bool {
        place >= self.floor.get()
    }

    /// Bytes that were looked at already.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'t [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// All bytes from a place on, for who knows what to do at the end.
    pub(crate) fn slice_from(&self, place: usize) -> &'t [u8] {
        self.bytes.get(place..).unwrap_or_default()
    }

    /// Whether a literal stands at a place.
    pub(crate) fn has(&self, place: usize, literal: &[u8]) -> bool {
        literal.iter().zip(place..).all(|(byte, at)| self.at(at) == Some(*byte))
    }

    /// The same, whatever the case. The literal is in lower case.
    pub(crate) fn has_in_any_case(&self, place: usize, literal: &[u8]) -> bool {
        let same = |(byte, at): (&u8, usize)| self.at(at).is_some_and(|found| found.to_ascii_lowercase() == *byte);
        literal.iter().zip(place..).all(same)
    }

    /// Where a run of such bytes ends that begins at a place; at most so many.
    pub(crate) fn run(&self, from: usize, most: usize, fits: impl Fn(u8) -> bool) -> usize {
        let mut at = from;
        while at < from + most && self.at(at).is_some_and(&fits) {
            at += 1;
        }
        at
    }

    /// The same for a class. Tokens that begin again and again in one run do not walk it again.
    pub(crate) fn run_of(&self, from: usize, most: usize, class: Class) -> usize {
        if most < SHORTEST_WALK {
            return self.run(from, most, |byte| class.has(byte));
        }
        let Some(walked) = self.walked.get(class.mixed() % WALKED) else { return from };
        let (known, start, end) = walked.get();
        let is_inside = known == class && (start..=end).contains(&from);
        let limit = from + most;
        let mut at = if is_inside { end.min(limit) } else { from };
        while at < limit && self.at(at).is_some_and(|byte| class.has(byte)) {
            at += 1;
        }
        walked.set((class, if is_inside { start } else { from }, if is_inside { end.max(at) } else { at }));
        at
    }

    /// As if somebody had looked beyond the end: what was found then is found again.
    pub(crate) fn reach_end(&self) {
        self.reached_end.set(true);
    }

    /// Where blanks and tabs end; at most so many.
    pub(crate) fn skip_blanks(&self, from: usize, most: usize) -> usize {
        self.run(from, most, |byte| byte == b' ' || byte == b'\t')
    }
}

/// Whether a byte ends a run: nothing looks back across it.
fn is_break(byte: u8) -> bool {
    !byte.is_ascii_graphic()
        || matches!(
            byte,
            b'"' | b'\'' | b'`' | b',' | b';' | b'(' | b')' | b'{' | b'}' | b'<' | b'>' | b'|' | b'=' | b'&'
        )
}
