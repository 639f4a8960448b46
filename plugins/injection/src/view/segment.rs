//! Letters in a row as words: those of rules, and those that are common in English, so that most letters are in one.

use super::trie::ROOT;
use super::word::unleet;
use super::{LONGEST_SENTENCE, Reader};
use crate::rules::{Id, NONE};

/// No longer word is looked for.
const LONGEST: usize = 16;
/// A shorter one says nothing.
const SHORTEST: usize = 2;

/// No longer word is more than a particle.
const PARTICLE: usize = 3;

/// A word, and which letters it is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) id: Id,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What a row of letters came to.
#[derive(Debug, Default)]
pub(super) struct Segments {
    pub(super) words: Vec<Word>,
    /// How many words of rules there are that are no mere particles.
    pub(super) known: usize,
    /// How many words there are that are no particles, of rules or not.
    pub(super) long: usize,
    /// How many letters are in words.
    pub(super) covered: usize,
}

/// The best way to read the letters up to one of them.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    score: usize,
    /// How many letters the last word has; none: the last letter is in none.
    length: usize,
    id: Id,
}

impl Reader<'_> {
    /// The words of a row of letters. Long words outweigh short ones.
    pub(super) fn segments(&self, letters: &[u8]) -> Segments {
        let letters: Vec<u8> = letters.iter().take(LONGEST_SENTENCE).map(|letter| unleet(*letter, b'i')).collect();
        let mut best = vec![Best::default(); letters.len() + 1];
        for at in 0..letters.len() {
            let before = best.get(at).map_or(0, |best| best.score);
            let mut reach = |length: usize, score: usize, id| {
                if let Some(best) = best.get_mut(at + length.max(1)).filter(|best| best.score <= before + score) {
                    *best = Best { score: before + score, length, id };
                }
            };
            reach(0, 0, NONE);
            let mut place = ROOT;
            for (length, letter) in (1..=LONGEST).zip(letters.iter().skip(at)) {
                match self.dictionary.trie.step(place, *letter) {
                    Some(next) => place = next,
                    None => break,
                }
                if length >= SHORTEST
                    && let Some(id) = self.dictionary.trie.word(place)
                {
                    reach(length, length * length + usize::from(id != NONE), id);
                }
            }
        }
        let mut segments = Segments::default();
        let mut at = letters.len();
        while let Some(best) = best.get(at).filter(|_| at > 0) {
            let start = at - best.length.max(1);
            if best.length > 0 {
                segments.words.push(Word { id: best.id, from: start, to: at });
                segments.known += usize::from(best.id != NONE && best.length > PARTICLE);
                segments.long += usize::from(best.length > PARTICLE);
                segments.covered += best.length;
            }
            at = start;
        }
        segments.words.reverse();
        segments
    }
}
