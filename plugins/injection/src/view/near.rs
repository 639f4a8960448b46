//! Words with a slip in them: a letter too many, too few, another one, or letters in another order.

use super::eight;
use super::hash::{Hash, hash_str, mixed};
use crate::rules::{Id, Lexicon, NONE};

/// The words in which a letter may be wrong.
const SHORTEST: usize = 6;
const LONGEST: usize = 16;
/// Eights that the longest of them fits in with a letter too many.
const ROOM: usize = 24;
/// The words whose letters may be in another order.
const SHORTEST_SCRAMBLED: usize = 5;

/// Words by what is left of them with one letter taken out, and by which letters are between the first and the last one.
#[derive(Debug)]
pub(crate) struct Near {
    forms: Lexicon,
    scrambled: Lexicon,
    /// By the first and the last letter: how long words are, as bits. Nearly all other words are told by that.
    lengths: Vec<Lengths>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Lengths {
    /// Of words in which a letter may be wrong, with a letter more or less.
    slips: u32,
    /// Of words whose letters may be in another order.
    scrambled: u32,
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
            lengths: vec![Lengths::default(); 26 * 26],
        };
        let is_plain = |word: &str, shortest| {
            (shortest..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        for (word, id) in strong.filter(|(word, _)| is_plain(word, SHORTEST)) {
            let bytes = word.as_bytes();
            near.forms.insert(hash_str(word), id);
            without_one(bytes, |hash| near.forms.insert(hash, id));
            let lengths = near.lengths.get_mut(ends(bytes));
            lengths.into_iter().for_each(|lengths| lengths.slips |= 0b111 << (word.len() - 1));
        }
        for (word, id) in all.filter(|(word, _)| is_plain(word, SHORTEST_SCRAMBLED)) {
            near.scrambled.insert(scrambled(word.as_bytes()), id);
            let lengths = near.lengths.get_mut(ends(word.as_bytes()));
            lengths.into_iter().for_each(|lengths| lengths.scrambled |= 1 << word.len());
        }
        near
    }

    /// The word whose letters are in another order.
    pub(super) fn unscrambled(&self, word: &[u8]) -> Id {
        let fits = (SHORTEST_SCRAMBLED..=LONGEST).contains(&word.len())
            && self.lengths(word).scrambled >> word.len() & 1 == 1
            && word.iter().all(u8::is_ascii_alphabetic);
        if fits { self.scrambled.find(scrambled(word)) } else { NONE }
    }

    /// The word that was meant, where one letter is wrong.
    pub(super) fn find(&self, word: &[u8]) -> Id {
        let fits = (SHORTEST..=LONGEST + 1).contains(&word.len()) && self.lengths(word).slips >> word.len() & 1 == 1;
        if !fits || !word.iter().all(u8::is_ascii_alphabetic) {
            return NONE;
        }
        let mut row = row(word);
        row.make_ascii_lowercase();
        let mut id = self.forms.find(hash(&row, word.len()));
        if id == NONE {
            // Of two words the one counts that has the slip nearer to its end.
            without_one(row.get(..word.len()).unwrap_or_default(), |hash| match self.forms.find(hash) {
                NONE => {}
                found => id = found,
            });
        }
        id
    }

    #[inline]
    fn lengths(&self, word: &[u8]) -> Lengths {
        self.lengths.get(ends(word)).copied().unwrap_or_default()
    }
}

/// Where the first and the last letter stand in a table of all; of anything else, beyond it.
#[inline]
fn ends(word: &[u8]) -> usize {
    let place = |letter: &u8| usize::from((letter | 0x20).wrapping_sub(b'a'));
    let (Some(first), Some(last)) = (word.first().map(place), word.last().map(place)) else { return usize::MAX };
    if first < 26 && last < 26 { first * 26 + last } else { usize::MAX }
}

/// The hashes of the word without one letter, from the first one on.
fn without_one(word: &[u8], mut each: impl FnMut(u64)) {
    let mut row = row(word.get(1..).unwrap_or_default());
    for (at, letter) in word.iter().enumerate() {
        each(hash(&row, word.len() - 1));
        // With this letter, and without the next one.
        row.get_mut(at).into_iter().for_each(|place| *place = *letter);
    }
}

/// The word with zeros behind it.
fn row(word: &[u8]) -> [u8; ROOM] {
    let mut row = [0; ROOM];
    row.iter_mut().zip(word).for_each(|(place, letter)| *place = *letter);
    row
}

fn hash(row: &[u8; ROOM], length: usize) -> u64 {
    let mut hash = Hash::new();
    for at in (0..length).step_by(eight::BYTES as usize) {
        hash.bytes(eight::at(row, at), eight::BYTES.min((length - at) as u32));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_without_a_letter_is_what_is_left_of_it() {
        for word in ["ignore", "previous", "instructions", "abcdefghi", "abcdefghijklmnopq"] {
            let mut hashes = Vec::new();
            without_one(word.as_bytes(), |hash| hashes.push(hash));
            assert_eq!(hashes.len(), word.len());
            for (at, hash) in hashes.into_iter().enumerate() {
                let mut left = word.to_owned();
                left.remove(at);
                assert_eq!(hash, hash_str(&left), "{word} without letter {at}");
            }
            assert_eq!(hash(&row(word.as_bytes()), word.len()), hash_str(word), "{word}");
        }
    }
}
