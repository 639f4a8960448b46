//! The words that rules are made of, numbered: a text is read once, and compared by numbers from then on.

use crate::view::hash::hash_str;

/// The number of a word.
pub(crate) type Id = u16;

/// Every word that is in no rule.
pub(crate) const NONE: Id = 0;

/// The bits of a slot that are the number.
const ID: u64 = Id::MAX as u64;

/// All words: a hash table with open addressing. Words are compared by 48 bits of hash, which nobody meets by chance; who
/// looks for a collision finds a word that is taken for another one, and gains nothing. A fresh instance touches few pages of it.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// The upper 48 bits of a word's hash, and its number.
    slots: Vec<u64>,
    words: Id,
    taken: usize,
}

impl Lexicon {
    /// Room for about this many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self { slots: vec![0; (words * 5 / 2).next_power_of_two()], words: 0, taken: 0 }
    }

    /// Adds a word, or finds the one that is there.
    pub(crate) fn add(&mut self, word: &str) -> Id {
        let hash = hash_str(word);
        let known = self.find(hash);
        if known != NONE || self.taken * 2 >= self.slots.len() {
            return known;
        }
        self.words += 1;
        self.insert(hash, self.words);
        self.words
    }

    /// Gives a hash a number, if it has none.
    pub(crate) fn insert(&mut self, hash: u64, id: Id) {
        if self.find(hash) != NONE || self.taken * 2 >= self.slots.len() {
            return;
        }
        self.taken += 1;
        let mut at = self.first(hash);
        while self.slots.get(at).is_some_and(|slot| *slot != 0) {
            at = self.next(at);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = hash & !ID | u64::from(id);
        }
    }

    /// The number of the word with this hash.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Id {
        let mut at = self.first(hash);
        loop {
            match self.slots.get(at) {
                None | Some(0) => return NONE,
                Some(slot) if (*slot ^ hash) & !ID == 0 => return (*slot & ID) as Id,
                Some(_) => at = self.next(at),
            }
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.words)
    }

    /// Whether there is no room for another one.
    #[cfg(test)]
    pub(crate) fn is_full(&self) -> bool {
        self.taken * 2 >= self.slots.len()
    }

    #[inline]
    fn first(&self, hash: u64) -> usize {
        // The upper bits of a product are the well mixed ones.
        (hash >> 40) as usize & (self.slots.len() - 1)
    }

    #[inline]
    fn next(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}
