//! The words that phrases are made of, numbered: a text is read once, and compared by numbers from then on.

use crate::phrases::{FILLERS, PHRASES, Step};

/// The number of a word; 0 for every word that is in no phrase.
pub(crate) type Number = usize;

/// Some of the words, by number.
#[derive(Debug, Clone)]
pub(crate) struct Set(Vec<bool>);

impl Set {
    pub(crate) fn contains(&self, number: Number) -> bool {
        self.0.get(number).copied().unwrap_or(false)
    }

    pub(crate) fn meets(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| *one && *other)
    }
}

/// All words.
#[derive(Debug)]
pub(crate) struct Lexicon {
    words: Vec<&'static str>,
    /// The numbers of the words by their first byte, of ASCII.
    by_first: Vec<Vec<Number>>,
    /// The lengths of those words as bits: most words of a text end here.
    lengths: Vec<u32>,
}

impl Lexicon {
    pub(crate) fn new() -> Self {
        let of_phrases = PHRASES.iter().flat_map(|phrase| phrase.iter()).flat_map(|step| match step {
            Step::Word(words) => *words,
            Step::Fillers(_) | Step::Symbol(_) => &[],
        });
        let mut words: Vec<&str> = of_phrases.chain(FILLERS).copied().collect();
        words.push("");
        words.sort_unstable();
        words.dedup();
        let mut lexicon = Self { words, by_first: vec![Vec::new(); 128], lengths: vec![0; 128] };
        for (number, word) in lexicon.words.iter().enumerate().skip(1) {
            let first = word.bytes().next().map_or(0, usize::from);
            if let (Some(numbers), Some(lengths)) = (lexicon.by_first.get_mut(first), lexicon.lengths.get_mut(first)) {
                numbers.push(number);
                *lengths |= length_bit(word);
            }
        }
        lexicon
    }

    /// One more than the largest number.
    pub(crate) fn size(&self) -> usize {
        self.words.len()
    }

    /// The number of a word in lower case.
    pub(crate) fn number(&self, word: &str) -> Number {
        let first = word.bytes().next().map_or(0, usize::from);
        if self.lengths.get(first).is_none_or(|lengths| lengths & length_bit(word) == 0) {
            return 0;
        }
        let numbers = self.by_first.get(first).map_or(&[][..], Vec::as_slice);
        numbers.iter().copied().find(|number| self.words.get(*number) == Some(&word)).unwrap_or(0)
    }

    /// The set of these words.
    pub(crate) fn set(&self, words: &[&str]) -> Set {
        Set(self.words.iter().map(|word| words.contains(word)).collect())
    }

    /// The set of all words that begin so.
    pub(crate) fn beginning_with(&self, start: &str) -> Set {
        Set(self.words.iter().map(|word| word.starts_with(start)).collect())
    }

    #[cfg(test)]
    pub(crate) fn words(&self) -> &[&'static str] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// Longer words share a bit with shorter ones, and are compared.
fn length_bit(word: &str) -> u32 {
    1 << (word.len() % 32)
}
