//! The hash of a word: of eight bytes at a time, or byte by byte.

use super::eight;

const START: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash that grows with the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hash {
    /// Of all eights that are full.
    whole: u64,
    /// The bytes behind them, and eight times how many there are.
    part: u64,
    bits: u32,
}

impl Hash {
    pub(crate) const fn new() -> Self {
        Self { whole: START, part: 0, bits: 0 }
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.part |= u64::from(byte) << self.bits;
        self.bits += u8::BITS;
        if self.bits == u64::BITS {
            *self = Self { whole: mixed(self.whole ^ self.part), part: 0, bits: 0 };
        }
    }

    /// The next bytes, up to eight of them and as the lowest of a number. Those before them were eight each time.
    #[inline]
    pub(super) fn bytes(&mut self, bytes: u64, count: u32) {
        if count == eight::BYTES {
            self.whole = mixed(self.whole ^ bytes);
        } else {
            (self.part, self.bits) = (eight::first(bytes, count), count * u8::BITS);
        }
    }

    pub(crate) fn str(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
    }

    /// The hash of what there is so far.
    #[inline]
    pub(crate) fn value(self) -> u64 {
        mixed(self.whole ^ self.part)
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
    hash.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_at_a_time_are_the_same_as_one_by_one() {
        let text = "averyverylongwordwithoutend";
        for length in 0..text.len() {
            let word = text.split_at(length).0;
            let mut hash = Hash::new();
            for chunk in word.as_bytes().chunks(8) {
                hash.bytes(eight::at(chunk, 0), u32::try_from(chunk.len()).unwrap());
            }
            assert_eq!(hash.value(), hash_str(word), "{word}");
        }
    }
}
