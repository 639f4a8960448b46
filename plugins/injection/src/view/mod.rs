//! A text as a reader and a model see it: sentences of words, with the places in the original that they came from.

mod cipher;
mod decode;
mod fold;
pub(crate) mod hash;
mod letters;
mod near;
mod reader;
mod rejoin;
mod runs;
mod word;

pub(crate) use cipher::Tells;
pub(crate) use fold::folded;
pub(crate) use near::Near;
pub(crate) use reader::Reader;

use crate::rules::Id;

/// A sentence is cut where it is this long, in bytes, and the next one begins.
pub(crate) const LONGEST_SENTENCE: usize = 512;
/// A run of encoded text is decoded up to here, in bytes.
pub(crate) const LONGEST_RUN: usize = 2_048;

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
    pub(crate) decoded: Vec<String>,
    /// Words that give a cipher away, by cipher.
    tells: Vec<u16>,
    /// The longest row of single letters.
    singles: usize,
    /// The row that is being read.
    row: usize,
    /// Words right behind a hyphen or the like.
    tight: usize,
    /// Short words that no rule knows.
    short: usize,
}

impl Sentence {
    fn begin(&mut self, at: usize) {
        let (mut tokens, mut decoded, mut tells) =
            (std::mem::take(&mut self.tokens), std::mem::take(&mut self.decoded), std::mem::take(&mut self.tells));
        tokens.clear();
        decoded.clear();
        tells.clear();
        *self = Self { start: at, end: at, tokens, decoded, tells, ..Self::default() };
    }
}
