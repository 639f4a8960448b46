//! Words with a slip in them: a letter too many, too few, another one, or letters in another order.

use super::hash::{Hash, hash_str, mixed};
use crate::rules::{Id, Lexicon, NONE};

/// The words in which a letter may be wrong.
const SHORTEST: usize = 6;
const LONGEST: usize = 16;
/// The words whose letters may be in another order.
const SHORTEST_SCRAMBLED: usize = 5;

/// Words by what is left of them with one letter taken out, and by which letters are between the first and the last one.
#[derive(Debug)]
pub(crate) struct Near {
    forms: Lexicon,
    scrambled: Lexicon,
    /// By the first and the last letter: how long words are in which a letter may be wrong, with a letter more or less, as
    /// bits.
    lengths: Vec<u32>,
}

impl Near {
    /// `strong`: the words in which a letter may be wrong. `all`: those whose letters may be in another order.
    pub(crate) fn new<'a>(
        strong: impl Iterator<Item = (&'a str, Id)>,
        all: impl Iterator<Item = (&'a str, Id)>,
    ) -> Self {
        let mut near = Self {
            forms: Lexicon::with_capacity(4_000),
            scrambled: Lexicon::with_capacity(3_000),
            lengths: vec![0; 26 * 26],
        };
        let is_plain = |word: &str, shortest| {
            (shortest..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        for (word, id) in strong.filter(|(word, _)| is_plain(word, SHORTEST)) {
            let bytes = word.as_bytes();
            near.forms.insert(hash_str(word), id);
            for without in 0..bytes.len() {
                near.forms.insert(hash_without(bytes, without), id);
            }
            let [first, .., last] = bytes else { continue };
            let lengths = near.lengths.get_mut(ends(*first, *last));
            lengths.into_iter().for_each(|lengths| *lengths |= 0b111 << (word.len() - 1));
        }
        for (word, id) in all.filter(|(word, _)| is_plain(word, SHORTEST_SCRAMBLED)) {
            near.scrambled.insert(scrambled(word.as_bytes()), id);
        }
        near
    }

    /// The word whose letters are in another order.
    pub(super) fn unscrambled(&self, word: &[u8]) -> Id {
        let fits = (SHORTEST_SCRAMBLED..=LONGEST).contains(&word.len()) && word.iter().all(u8::is_ascii_alphabetic);
        if fits { self.scrambled.find(scrambled(word)) } else { NONE }
    }

    /// The word that was meant, where one letter is wrong.
    pub(super) fn find(&self, word: &[u8]) -> Id {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return NONE };
        let lengths = self.lengths.get(ends(*first, *last)).copied().unwrap_or(0);
        let fits = (SHORTEST..=LONGEST + 1).contains(&word.len()) && lengths >> word.len() & 1 == 1;
        if !fits || !word.iter().all(u8::is_ascii_alphabetic) {
            return NONE;
        }
        let word: Vec<u8> = word.to_ascii_lowercase();
        let mut slips = (0..=word.len()).rev().map(|without| self.forms.find(hash_without(&word, without)));
        slips.find(|id| *id != NONE).unwrap_or(NONE)
    }
}

/// Where the two letters stand in a table of all; of anything else, beyond it.
fn ends(first: u8, last: u8) -> usize {
    let place = |letter: u8| usize::from((letter | 0x20).wrapping_sub(b'a'));
    if place(first) < 26 && place(last) < 26 { place(first) * 26 + place(last) } else { usize::MAX }
}

fn hash_without(word: &[u8], without: usize) -> u64 {
    let mut hash = Hash::new();
    word.iter().enumerate().filter(|(at, _)| *at != without).for_each(|(_, byte)| hash.byte(*byte));
    hash.value()
}

/// A number for the first and the last letter, and how often each letter is between them, whatever the order.
fn scrambled(word: &[u8]) -> u64 {
    let (mut low, mut high) = (0_u64, 0_u64);
    let place = |byte: &u8| u32::from((byte | 0x20) - b'a');
    if let [_, middle @ .., _] = word {
        // Four bits a letter: a word has no more than fourteen between its ends.
        for place in middle.iter().map(place) {
            if place < 13 { low += 1 << (place * 4) } else { high += 1 << ((place - 13) * 4) }
        }
    }
    let ends = word.first().zip(word.last()).map_or(0, |(first, last)| place(first) * 26 + place(last));
    mixed(mixed(low | u64::from(ends) << 52) ^ high)
}

#[cfg(test)]
impl Near {
    pub(crate) fn is_full(&self) -> bool {
        self.forms.is_full() || self.scrambled.is_full()
    }
}
