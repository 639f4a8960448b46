//! Where a finding may be: eight bytes are looked at in a few instructions, and in WebAssembly sixteen.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The first place at or behind `at` that is worth a look: a digit, an `@`, the first byte of a full-width form, four
/// capital letters (of a BIC), or the word `dot`.
pub(crate) fn next(bytes: &[u8], mut at: usize) -> Option<usize> {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    while let Some(sixteen) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let marks = sixteen::marks(sixteen);
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize);
        }
        at += 16;
    }
    while let Some(eight) = bytes.get(at..at + 8).and_then(|chunk| <[u8; 8]>::try_from(chunk).ok()) {
        let marks = marks(u64::from_le_bytes(eight));
        if marks != 0 {
            return Some(at + (marks.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    let mut eight = [0; 8];
    eight.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let marks = marks(u64::from_le_bytes(eight));
    (marks != 0).then(|| at + (marks.trailing_zeros() / 8) as usize).filter(|found| *found < bytes.len())
}

/// The high bit of every byte that is an anchor.
fn marks(eight: u64) -> u64 {
    let low = eight & !HIGH;
    // Of a byte below 0x80, the high bit of the sum says that it is not below the bound.
    let at_least = |bound: u64| low + ONES * (0x80 - bound);
    let ascii = !eight & HIGH;
    let digits = at_least(0x30) & !at_least(0x3a) & ascii;
    let letters = low | (ONES * 0x20);
    // Half of every eight capital letters is in one of the two halves of an aligned eight.
    let capitals = at_least(0x41) & !at_least(0x5b) & ascii;
    let halves = capitals & (capitals >> 8) & (capitals >> 16) & (capitals >> 24) & 0x0000_0080_0000_0080;
    // `d` and `o`. Where the `o` is in the next eight, the `d` is enough.
    let d = equal(letters, b'd') & ascii;
    let dot = d & (first_equal(letters, b'o') >> 8 | 0x80 << 56);
    digits | first_equal(eight, b'@') | first_equal(eight, 0xef) | halves | dot
}

/// The high bit of the first byte that is this one, and perhaps of such behind it that are one more; no `d` comes before these.
fn first_equal(eight: u64, byte: u8) -> u64 {
    let different = eight ^ (ONES * u64::from(byte));
    different.wrapping_sub(ONES) & !different & HIGH
}

/// The high bit of every byte that is this one.
fn equal(eight: u64, byte: u8) -> u64 {
    let different = eight ^ (ONES * u64::from(byte));
    !(((different & !HIGH) + !HIGH) | different) & HIGH
}

/// The same of sixteen bytes, as two eights: a bit for each byte that is an anchor, and perhaps for some behind the first one.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod sixteen {
    use std::arch::wasm32::{
        i8x16_bitmask, i8x16_eq, i8x16_shuffle, i32x4_eq, u8x16_lt, u8x16_splat, u8x16_sub, u64x2, v128_and, v128_or,
    };

    #[inline]
    pub(super) fn marks(bytes: &[u8; 16]) -> u32 {
        let number = u128::from_le_bytes(*bytes);
        let bytes = u64x2(number as u64, (number >> 64) as u64);
        let is = |byte: u8| i8x16_eq(bytes, u8x16_splat(byte));
        let within = |first: u8, count: u8| u8x16_lt(u8x16_sub(bytes, u8x16_splat(first)), u8x16_splat(count));
        let letters = v128_or(bytes, u8x16_splat(0x20));
        // Where an eight ends the `d` is enough.
        let o = i8x16_eq(letters, u8x16_splat(b'o'));
        let o = i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 16, 9, 10, 11, 12, 13, 14, 15, 16>(o, u8x16_splat(0xff));
        let dot = v128_and(i8x16_eq(letters, u8x16_splat(b'd')), o);
        let capitals = i32x4_eq(within(b'A', 26), u8x16_splat(0xff));
        let signs = v128_or(is(b'@'), is(0xef));
        u32::from(i8x16_bitmask(v128_or(v128_or(within(b'0', 10), signs), v128_or(dot, capitals))))
    }
}
