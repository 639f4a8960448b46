//! What the words in front of a value say about it.
//!
//! They are looked for where a value needs them, in the [`WINDOW`] bytes before it, and not beyond a number that stands
//! in between, a blank line, or a line that does not end in a label. So a value's context depends on few bytes, and a
//! stream is held back by few bytes.

use crate::text::{CAPITAL, HIGH, LETTERS, SMALL, STOP, Text, class, run};
use crate::words::{Mask, Words, word_end};

/// How many bytes before a value are read.
pub(crate) const WINDOW: usize = 64;

/// What is near enough to be the value's own label.
const NEAR: usize = 24;

/// The words before a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// What all words say.
    pub(crate) all: Mask,
    /// What those say that stand directly before the value.
    pub(crate) near: Mask,
    /// What the last word says that says something.
    pub(crate) last: Mask,
}

impl Context {
    pub(crate) fn has(self, mask: Mask) -> bool {
        self.all & mask != 0
    }

    pub(crate) fn is_near(self, mask: Mask) -> bool {
        self.near & mask != 0
    }

    /// Whether it is somebody's number without saying which: `my number`.
    pub(crate) fn is_own_number(self) -> bool {
        self.near & !(Words::MINE | Words::NUMBER) == 0 && self.is_near(Words::MINE) && self.is_near(Words::NUMBER)
    }

    /// Whether it is the number of something that shows who one is: `ID number`.
    pub(crate) fn is_id_number(self) -> bool {
        self.is_near(Words::SOME_ID) && self.is_near(Words::NUMBER) && !self.is_near(Words::OTHER)
    }

    /// Whether the last word says that it is something else.
    pub(crate) fn is_other(self) -> bool {
        self.last & Words::OTHER != 0
    }
}

/// Only the words directly before `start`: cheaper, where nothing else counts.
pub(crate) fn label(text: Text<'_>, start: usize, words: &Words, hint: Mask) -> Context {
    read(text, window(text, start, NEAR), start, words, hint)
}

/// Whether one of the words directly before `start` may say this: cheaper, and where it says no they do not.
pub(crate) fn may_say(text: Text<'_>, start: usize, words: &Words, mask: Mask) -> bool {
    let from = start.saturating_sub(NEAR);
    let bytes = text.bytes().get(..start).unwrap_or_default();
    // Not within a word.
    let mut at = if class(text.byte(from.wrapping_sub(1))) & LETTERS == 0 { from } else { run(bytes, from, LETTERS) };
    while let Some(byte) = bytes.get(at) {
        match class(*byte) {
            SMALL | CAPITAL => {
                let end = word_end(bytes, at);
                if words.meaning(bytes.get(at..end).unwrap_or_default()) & mask != 0 {
                    return true;
                }
                at = end;
            }
            found if found & HIGH != 0 => return true,
            _ => at += 1,
        }
    }
    false
}

/// The words before `start`, together with what the name of the member says that the text stands in.
pub(crate) fn before(text: Text<'_>, start: usize, words: &Words, hint: Mask) -> Context {
    read(text, window(text, start, WINDOW), start, words, hint)
}

fn read(text: Text<'_>, from: usize, start: usize, words: &Words, hint: Mask) -> Context {
    let mut context = Context { all: hint, near: hint, last: hint };
    words.each(text, from, start, |end, mask| {
        context.all |= mask;
        if mask & (Words::NUMBER | Words::MINE | Words::SOME_ID) == 0 {
            context.last = mask;
        }
        if start - end <= NEAR {
            context.near |= mask;
        }
    });
    context
}

/// Where the first word with a meaning begins that a value at or behind `start` could see.
pub(crate) fn first_word(text: Text<'_>, start: usize, words: &Words) -> Option<usize> {
    let mut first = None;
    words.each_start(text, window(text, start, WINDOW), start, |at| first = first.or(Some(at)));
    first
}

/// Where the window of a value at `start` begins, at most `most` bytes before it.
fn window(text: Text<'_>, start: usize, most: usize) -> usize {
    let bytes = text.bytes();
    let least = start.saturating_sub(most);
    let (mut at, mut digits, mut runs) = (start, 0, 0);
    loop {
        let stretch = bytes.get(least..at).unwrap_or_default();
        let quiet = stretch.iter().rev().position(|byte| class(*byte) & STOP != 0).unwrap_or(stretch.len());
        if quiet > 0 {
            digits = 0;
            at -= quiet;
        }
        if at <= least {
            break;
        }
        let byte = text.byte(at - 1);
        if byte.is_ascii_digit() {
            digits += 1;
            runs += usize::from(digits == 1);
            // A number of its own, or the second one: what stands before it belongs to it.
            if digits >= 3 || runs >= 2 {
                return at;
            }
        } else {
            digits = 0;
            if matches!(byte, b'.' | b'!' | b'?') && is_sentence(text, at) {
                return at;
            }
            // Digits that are not ASCII are a number, too.
            if (byte == 0xef && text.symbol(at - 1).0.is_ascii_digit())
                || byte == b'@'
                || (byte == b'\n' && !is_label(bytes.get(..at - 1).unwrap_or_default()))
            {
                return at;
            }
        }
        at -= 1;
    }
    // Not within a word.
    if text.before(at).0.is_ascii_alphabetic() {
        while at < start && text.symbol(at).0.is_ascii_alphabetic() {
            at += 1;
        }
    }
    while at < start && !text.0.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Whether a sentence ends before `at`, and not an abbreviation.
fn is_sentence(text: Text<'_>, at: usize) -> bool {
    let word = text.bytes().get(at.saturating_sub(5)..at - 1).unwrap_or_default();
    text.byte(at) == b' '
        && text.byte(at + 1).is_ascii_uppercase()
        && word.len() == 4
        && word.iter().all(u8::is_ascii_lowercase)
}

/// Whether a line ends in a label for the next one.
fn is_label(line: &[u8]) -> bool {
    let last = line.iter().rev().find(|byte| !matches!(byte, b' ' | b'\r' | b'\t' | b'*' | b'_'));
    last == Some(&b':')
}
