//! A text as a reader and a model see it: sentences of words, with the places in the original that they came from.

mod beginnings;
mod cipher;
mod decode;
mod eight;
mod fold;
mod glued;
pub(crate) mod hash;
mod letters;
mod markup;
mod near;
mod order;
mod reader;
mod rejoin;
mod runs;
mod segment;
mod trie;
mod word;

pub(crate) use beginnings::Beginnings;
pub(crate) use fold::folded;
pub(crate) use near::Near;
pub(crate) use order::Role;
pub(crate) use reader::Reader;
pub(crate) use trie::Trie;

use std::ops::Range;

use crate::evidence::HIDDEN;
use crate::rules::Id;

/// A sentence is cut where it is this long, in bytes, and the next one begins.
pub(crate) const LONGEST_SENTENCE: usize = 512;
/// A run of encoded text is decoded up to here, in bytes.
pub(crate) const LONGEST_RUN: usize = 2_048;

/// So many unknown words in a row are worth a look.
const STRANGE: usize = 4;

/// A word or a symbol.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) id: Id,
    pub(crate) is_symbol: bool,
    /// Nothing but symbols comes before it in its line.
    pub(crate) starts_line: bool,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A text that was encoded in another one.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// From so many points on it is found.
    pub(crate) least: i32,
}

/// One sentence, or as much of it as is looked at at once.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) tokens: Vec<Token>,
    /// More text would not make it longer.
    pub(crate) complete: bool,
    /// Some rule begins with one of the words.
    pub(crate) interesting: bool,
    /// Words that rules know and that were written so that they are not recognised.
    pub(crate) disguised: usize,
    /// Characters that nobody sees and that carry letters.
    pub(crate) invisible: usize,
    /// Texts that were encoded in it.
    pub(crate) decoded: Vec<Decoded>,
    /// Words without blanks between them were read.
    glued: bool,
    /// From the first row of words that are none to the last one.
    strange: Option<Range<usize>>,
    /// Where the row began that is being read, and how far it outweighs known words.
    row_start: usize,
    unknown: usize,
    /// The longest row of single letters.
    singles: usize,
    /// The row that is being read.
    row: usize,
    /// Words right behind a hyphen or the like.
    tight: usize,
    /// Words with `_` before them, in a row.
    tied: usize,
    /// Short words that no rule knows.
    short: usize,
    order: order::Order,
}

impl Sentence {
    fn begin(&mut self, at: usize) {
        let (mut tokens, mut decoded) = (std::mem::take(&mut self.tokens), std::mem::take(&mut self.decoded));
        tokens.clear();
        decoded.clear();
        *self = Self { start: at, end: at, tokens, decoded, ..Self::default() };
    }

    fn hides(&mut self, text: String) {
        self.decoded.push(Decoded { text, least: HIDDEN });
    }

    /// Notes a word. A known one now and then does not end a row of unknown ones: it may be there by chance.
    fn note(&mut self, known: bool, start: usize, end: usize) {
        if known {
            self.unknown = self.unknown.saturating_sub(2);
            return;
        }
        if self.unknown == 0 {
            self.row_start = start;
        }
        self.unknown += 1;
        if self.unknown >= STRANGE {
            let first = self.strange.as_ref().map_or(self.row_start, |row| row.start);
            self.strange = Some(first..end);
        }
    }
}
