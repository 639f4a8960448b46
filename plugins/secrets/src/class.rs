//! Sets of ASCII characters.

/// A set of ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Class(u128);

impl Class {
    pub(crate) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut class = Self::default();
        bytes.into_iter().for_each(|byte| class.add(byte));
        class
    }

    pub(crate) fn add(&mut self, byte: u8) {
        if byte.is_ascii() {
            self.0 |= 1 << byte;
        }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(crate) fn has(self, byte: u8) -> bool {
        byte.is_ascii() && self.0 >> byte & 1 == 1
    }

    /// A number that few others share.
    pub(crate) fn mixed(self) -> usize {
        let half = (self.0 ^ self.0 >> 64) as u64;
        (half.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
    }

    pub(crate) fn size(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(crate) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |byte| self.has(*byte))
    }

    /// Letters, digits and the underscore: a token ends where they end.
    pub(crate) fn word() -> Self {
        Self::of((b'0'..=b'9').chain(b'a'..=b'z').chain(b'A'..=b'Z').chain([b'_']))
    }
}
