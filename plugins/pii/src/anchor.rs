//! Where a finding may be: eight bytes are looked at in a few instructions, on 64-bit machines and in WebAssembly.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The first place at or behind `at` that is worth a look: a digit, an `@`, the first byte of a full-width form, four
/// capital letters (of a BIC), or the word `dot`.
pub(crate) fn next(bytes: &[u8], mut at: usize) -> Option<usize> {
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
    let dot = d & (equal(letters, b'o') >> 8 | 0x80 << 56);
    digits | equal(eight, b'@') | equal(eight, 0xef) | halves | dot
}

/// The high bit of every byte that is this one.
fn equal(eight: u64, byte: u8) -> u64 {
    let different = eight ^ (ONES * u64::from(byte));
    !(((different & !HIGH) + !HIGH) | different) & HIGH
}
