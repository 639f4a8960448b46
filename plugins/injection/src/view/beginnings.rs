//! How words of scripts without spaces begin: characters that no word begins with are not read on.

use super::fold::{Seen, seen};
use super::hash::Hash;
use crate::rules::{Lexicon, NONE};

/// The beginnings of such words, after every character.
#[derive(Debug)]
pub(crate) struct Beginnings(Lexicon);

impl Beginnings {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut beginnings = Self(Lexicon::with_capacity(1_200));
        for word in words.filter(|word| word.chars().any(|character| seen(character) == Seen::Ideograph)) {
            let (mut hash, mut bytes) = (Hash::new(), [0; 4]);
            for character in word.chars() {
                hash.str(character.encode_utf8(&mut bytes));
                // Any number says that it is there.
                beginnings.0.insert(hash.value(), 1);
            }
        }
        beginnings
    }

    /// Whether a word begins with characters of this hash.
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
