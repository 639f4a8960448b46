//! The hash of a word, character by character.

const START: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash that grows with the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hash(pub(crate) u64);

impl Hash {
    pub(crate) const fn new() -> Self {
        Self(START)
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(FACTOR);
        self.0 ^= self.0 >> 29;
    }

    pub(crate) fn str(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
    }
}

/// A number whose bits all depend on all of another one.
pub(crate) fn mixed(number: u64) -> u64 {
    let product = number.wrapping_mul(FACTOR);
    (product ^ product >> 32).wrapping_mul(FACTOR)
}

pub(crate) fn hash_str(text: &str) -> u64 {
    let mut hash = Hash::new();
    hash.str(text);
    hash.0
}
