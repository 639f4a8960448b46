//! Words with a slip in them: a letter too many, too few, another one, or letters in another order.

use super::hash::{Hash, hash_str};
use crate::rules::{Id, Lexicon, NONE};

/// The words that are worth it.
const SHORTEST: usize = 6;
const LONGEST: usize = 16;

/// Words by what is left of them with one letter taken out, or with the letters in the middle sorted.
#[derive(Debug)]
pub(crate) struct Near {
    forms: Lexicon,
    /// The first and last letters of such words, as bits.
    ends: [u32; 26],
    /// Their first two letters.
    starts: [u32; 26],
}

impl Near {
    pub(crate) fn new<'a>(words: impl Iterator<Item = (&'a str, Id)>) -> Self {
        let mut near = Self { forms: Lexicon::with_capacity(4_000), ends: [0; 26], starts: [0; 26] };
        for (word, id) in words {
            let bytes = word.as_bytes();
            if !(SHORTEST..=LONGEST).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_lowercase) {
                continue;
            }
            near.forms.insert(hash_str(word), id);
            near.forms.insert(scrambled(bytes), id);
            for without in 0..bytes.len() {
                near.forms.insert(hash_without(bytes, without), id);
            }
            let [first, second, .., last] = bytes else { continue };
            near.ends.get_mut(usize::from(first - b'a')).into_iter().for_each(|ends| *ends |= 1 << (last - b'a'));
            near.starts
                .get_mut(usize::from(first - b'a'))
                .into_iter()
                .for_each(|starts| *starts |= 1 << (second - b'a'));
        }
        near
    }

    /// Whether one of the words may begin with this piece.
    pub(super) fn begins(&self, piece: &[u8]) -> bool {
        let place = |byte: &u8| byte.to_ascii_lowercase().wrapping_sub(b'a');
        let Some(starts) = piece.first().and_then(|first| self.starts.get(usize::from(place(first)))) else {
            return false;
        };
        piece.get(1).map_or(*starts != 0, |second| place(second) < 26 && starts >> place(second) & 1 == 1)
    }

    /// The word that was meant.
    pub(super) fn find(&self, word: &[u8]) -> Id {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return NONE };
        let lower = |byte: &u8| byte.to_ascii_lowercase();
        let ends = self.ends.get(usize::from(lower(first).wrapping_sub(b'a')));
        if !(SHORTEST..=LONGEST + 1).contains(&word.len())
            || !word.iter().all(u8::is_ascii_alphabetic)
            || ends.is_none_or(|ends| ends >> (lower(last) - b'a') & 1 == 0)
        {
            return NONE;
        }
        let word: Vec<u8> = word.iter().map(lower).collect();
        let forms = [hash_without(&word, word.len()), scrambled(&word)];
        let slips = (0..word.len()).map(|without| hash_without(&word, without));
        forms.into_iter().chain(slips).map(|form| self.forms.find(form)).find(|id| *id != NONE).unwrap_or(NONE)
    }
}

fn hash_without(word: &[u8], without: usize) -> u64 {
    let mut hash = Hash::new();
    word.iter().enumerate().filter(|(at, _)| *at != without).for_each(|(_, byte)| hash.byte(*byte));
    hash.0
}

/// The hash of the word with the letters between the first and the last one sorted.
fn scrambled(word: &[u8]) -> u64 {
    let mut letters = word.to_vec();
    if let [_, middle @ .., _] = letters.as_mut_slice() {
        middle.sort_unstable();
    }
    let mut hash = Hash::new();
    // No word has such a byte.
    hash.byte(0);
    letters.iter().for_each(|byte| hash.byte(*byte));
    hash.0
}

#[cfg(test)]
impl Near {
    pub(crate) fn is_full(&self) -> bool {
        self.forms.is_full()
    }
}
