//! How words begin: letters that no word begins with are not read on, or each of many letters would cost a word's length.

use super::fold::{Seen, seen};
use super::hash::Hash;
use crate::rules::{Lexicon, NONE};

/// After so many letters one is looked up.
const FIRST: usize = 3;
const SECOND: usize = 5;

/// The beginnings of all words; of words in scripts without spaces, after every character.
#[derive(Debug)]
pub(crate) struct Beginnings(Lexicon);

impl Beginnings {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut beginnings = Self(Lexicon::with_capacity(3_200));
        for word in words {
            let dense = word.chars().any(|character| seen(character) == Seen::Ideograph);
            let (mut hash, mut bytes) = (Hash::new(), [0; 4]);
            for (length, character) in (1..).zip(word.chars()) {
                hash.str(character.encode_utf8(&mut bytes));
                if dense || matches!(length, FIRST | SECOND) {
                    // Any number says that it is there.
                    beginnings.0.insert(hash.0, 1);
                }
            }
        }
        beginnings
    }

    /// Whether a word may go on behind so many letters with this hash.
    #[inline]
    pub(super) fn go_on(&self, hash: u64, length: usize) -> bool {
        !matches!(length, FIRST | SECOND) || self.0.find(hash) != NONE
    }

    /// Whether a word of a script without spaces begins with characters of this hash.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.0.find(hash) != NONE
    }
}

#[cfg(test)]
impl Beginnings {
    pub(crate) fn is_full(&self) -> bool {
        self.0.is_full()
    }
}
