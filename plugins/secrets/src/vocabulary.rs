//! Words of names by what they mean, made once: a name of many words asks about each of them.

use crate::name::{AFTER, BEFORE, IN_SENTENCES, KEYS, SERVICES};

/// Room for four times as many words as there are.
const SLOTS: usize = 2048;
/// The bits of a slot that are the meaning.
const MEANING: u64 = 0xff;
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// What a word may mean, one bit each.
pub(crate) mod meaning {
    pub(crate) const KEY: u8 = 1;
    pub(crate) const SERVICE: u8 = 1 << 1;
    pub(crate) const BEFORE: u8 = 1 << 2;
    pub(crate) const AFTER: u8 = 1 << 3;
    pub(crate) const IN_SENTENCE: u8 = 1 << 4;
}

/// A hash table of all words. Words are compared by 56 bits of hash, which nobody meets by chance.
#[derive(Debug)]
pub(crate) struct Vocabulary(Vec<u64>);

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let lists = [
            (KEYS, meaning::KEY),
            (SERVICES, meaning::SERVICE),
            (BEFORE, meaning::BEFORE),
            (AFTER, meaning::AFTER),
            (IN_SENTENCES, meaning::IN_SENTENCE),
        ];
        let mut vocabulary = Self(vec![0; SLOTS]);
        for (words, meaning) in lists {
            words.iter().for_each(|word| vocabulary.add(word, meaning));
        }
        vocabulary
    }

    fn add(&mut self, word: &str, meaning: u8) {
        let hash = hash(word.as_bytes());
        let Some(at) = self.place(hash) else { return };
        self.0.get_mut(at).into_iter().for_each(|slot| *slot = hash & !MEANING | *slot & MEANING | u64::from(meaning));
    }

    /// What a word means, whatever its case.
    pub(crate) fn meaning(&self, word: &[u8]) -> u8 {
        self.of(hash(word))
    }

    /// Calls `found` with what each word of a name means. A word ends where no letter or digit follows, or a capital behind a
    /// small letter.
    pub(crate) fn each(&self, name: &[u8], mut found: impl FnMut(u8)) {
        let (mut hash, mut last) = (START, b'_');
        for byte in name.iter().copied().chain([b'_']) {
            let ends = !byte.is_ascii_alphanumeric() || last.is_ascii_lowercase() && byte.is_ascii_uppercase();
            if ends && last.is_ascii_alphanumeric() {
                found(self.of(hash));
                hash = START;
            }
            if byte.is_ascii_alphanumeric() {
                hash = with(hash, byte);
            }
            last = byte;
        }
    }

    fn of(&self, hash: u64) -> u8 {
        let slot = self.place(hash).and_then(|at| self.0.get(at)).copied().unwrap_or(0);
        u8::try_from(slot & MEANING).unwrap_or(0)
    }

    /// Where the word with this hash stands, or would.
    fn place(&self, hash: u64) -> Option<usize> {
        let first = usize::try_from(hash >> 40).unwrap_or(0);
        (0..SLOTS)
            .map(|step| (first + step) % SLOTS)
            .find(|at| self.0.get(*at).is_some_and(|slot| *slot == 0 || (*slot ^ hash) & !MEANING == 0))
    }
}

fn hash(word: &[u8]) -> u64 {
    word.iter().fold(START, |hash, byte| with(hash, *byte))
}

fn with(hash: u64, byte: u8) -> u64 {
    let product = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_may_mean_several_things_and_other_words_mean_nothing() {
        let vocabulary = Vocabulary::new();
        assert_eq!(vocabulary.meaning(b"Cache"), meaning::BEFORE | meaning::AFTER);
        assert_eq!(vocabulary.meaning(b"STRIPE"), meaning::SERVICE);
        assert_eq!(vocabulary.meaning(b"user"), meaning::KEY | meaning::AFTER | meaning::IN_SENTENCE);
        assert_eq!(vocabulary.meaning(b"harbour"), 0);
        let lists = [KEYS, SERVICES, BEFORE, AFTER, IN_SENTENCES];
        assert!(lists.iter().map(|words| words.len()).sum::<usize>() * 3 < SLOTS);
    }
}
