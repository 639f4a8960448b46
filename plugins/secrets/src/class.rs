//! Sets of ASCII characters.

/// A set of ASCII characters: the first 64, and the others. A shift of 128 bits would be a call in WebAssembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Class(u64, u64);

impl Class {
    /// Letters, digits and the underscore: a token ends where they end.
    pub(crate) const WORD: Self = {
        let digits = 0x3ff << b'0';
        let letters = 0x03ff_ffff;
        Self(digits, letters << (b'A' - 64) | letters << (b'a' - 64) | 1 << (b'_' - 64))
    };

    pub(crate) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut class = Self::default();
        bytes.into_iter().for_each(|byte| class.add(byte));
        class
    }

    pub(crate) fn add(&mut self, byte: u8) {
        match byte {
            0..64 => self.0 |= 1 << byte,
            64..128 => self.1 |= 1 << (byte - 64),
            _ => {}
        }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }

    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        let half = if byte & 64 == 0 { self.0 } else { self.1 };
        byte.is_ascii() && half >> (byte & 63) & 1 == 1
    }

    /// A number that few others share.
    pub(crate) fn mixed(self) -> usize {
        ((self.0 ^ self.1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
    }

    pub(crate) fn size(self) -> usize {
        (self.0.count_ones() + self.1.count_ones()) as usize
    }

    pub(crate) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |byte| self.has(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn a_class_has_what_it_was_made_of_and_nothing_else() {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        assert_eq!(Class::WORD, Class::of((0..=u8::MAX).filter(word)));
        for byte in 0..=u8::MAX {
            assert_eq!(Class::WORD.has(byte), word(&byte), "{byte}");
            assert_eq!(Class::of([byte]).size(), usize::from(byte.is_ascii()), "{byte}");
        }
        assert!(Class::WORD.bytes().eq((0..=u8::MAX).filter(word)));
    }
}
