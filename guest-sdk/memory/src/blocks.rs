//! Blocks of memory, by addresses: nothing in here reads or writes any.

/// The smallest block has 16 bytes, so every block is aligned for every usual value.
const SMALLEST: u32 = 4;
/// Blocks below this are cut from chunks of it; blocks from it on begin where one would.
const CHUNK: u32 = 12;
const CLASSES: usize = 32;

/// Where memory comes from.
pub trait Source {
    /// Adds at least so many bytes, and says where they begin and end: at multiples of 4 KiB. None where there is no more.
    fn grow(&self, bytes: usize) -> Option<(usize, usize)>;
}

/// Which blocks were handed out, by powers of two.
///
/// ```
/// use portcullis_memory::{Blocks, Source};
///
/// struct Endless;
/// impl Source for Endless {
///     fn grow(&self, bytes: usize) -> Option<(usize, usize)> { Some((1 << 16, (1 << 16) + bytes)) }
/// }
///
/// let mut blocks = Blocks::new();
/// let class = Blocks::class(20, 8).unwrap();
/// assert_eq!(Blocks::size(class), 32);
/// let (one, two) = (blocks.fresh(class, &Endless).unwrap(), blocks.fresh(class, &Endless).unwrap());
/// assert_eq!(two - one, 32);
/// ```
#[derive(Debug)]
pub struct Blocks {
    /// For each class, the next block of its chunk; at the beginning of a chunk there is none.
    next: [usize; CHUNK as usize],
    /// What is left of what the source gave.
    at: usize,
    end: usize,
}

impl Default for Blocks {
    fn default() -> Self {
        Self::new()
    }
}

impl Blocks {
    /// No blocks yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { next: [0; CHUNK as usize], at: 0, end: 0 }
    }

    /// How many classes there are.
    #[must_use]
    pub const fn classes() -> usize {
        CLASSES
    }

    /// The class of the blocks that a value of this size and alignment fits in: of the smallest power of two. None where
    /// there is no such block.
    #[inline]
    #[must_use]
    pub const fn class(size: usize, align: usize) -> Option<usize> {
        let least = if size > align { size } else { align };
        let class = usize::BITS - (least.wrapping_sub(1) | ((1 << SMALLEST) - 1)).leading_zeros();
        // An empty value has no bytes to put in, and still asks for none: the standard library never does.
        if least == 0 || class as usize >= CLASSES || align > 1 << CHUNK { None } else { Some(class as usize) }
    }

    /// The size of a class's blocks.
    #[inline]
    #[must_use]
    pub const fn size(class: usize) -> usize {
        1 << class
    }

    /// The address of a block that was never handed out: of its size's alignment, up to 4 KiB.
    #[must_use]
    pub fn fresh(&mut self, class: usize, source: &impl Source) -> Option<usize> {
        let size = Self::size(class);
        let Some(next) = self.next.get(class).copied() else { return self.take(size, source) };
        let chunk = 1 << CHUNK;
        let at = if next % chunk == 0 { self.take(chunk, source)? } else { next };
        if let Some(next) = self.next.get_mut(class) {
            *next = at + size;
        }
        Some(at)
    }

    /// So many bytes, a multiple of a chunk.
    fn take(&mut self, bytes: usize, source: &impl Source) -> Option<usize> {
        if self.end - self.at < bytes {
            let (start, end) = source.grow(bytes)?;
            // What was left is part of it where the one begins at the other's end, and else given up.
            if start != self.end {
                self.at = start;
            }
            self.end = end;
        }
        let at = self.at;
        self.at += bytes;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Memory from 64 KiB on, up to a limit.
    struct Upwards {
        at: Cell<usize>,
        limit: usize,
    }

    impl Source for Upwards {
        fn grow(&self, bytes: usize) -> Option<(usize, usize)> {
            let (start, end) = (self.at.get(), self.at.get() + bytes.next_multiple_of(1 << 16));
            self.at.set(end);
            (end <= self.limit).then_some((start, end))
        }
    }

    fn upwards(limit: usize) -> Upwards {
        Upwards { at: Cell::new(1 << 16), limit }
    }

    #[test]
    fn a_class_is_the_smallest_power_of_two_that_both_size_and_alignment_fit_in() {
        for (size, align, expected) in [
            (1, 1, 16),
            (16, 8, 16),
            (17, 8, 32),
            (32, 8, 32),
            (33, 1, 64),
            (8, 64, 64),
            (4096, 1, 4096),
            (4097, 1, 8192),
            (1 << 30, 8, 1 << 30),
        ] {
            assert_eq!(Blocks::class(size, align).map(Blocks::size), Some(expected), "{size} {align}");
        }
        for (size, align) in [(0, 0), (usize::MAX, 1), ((1 << 31) + 1, 1), (8, 8192)] {
            assert_eq!(Blocks::class(size, align), None, "{size} {align}");
        }
    }

    #[test]
    fn blocks_are_apart_aligned_and_within_what_there_is() {
        let (mut blocks, source) = (Blocks::new(), upwards(1 << 22));
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for round in 0..2000_usize {
            let size = 1 + (round * 7919) % 9000;
            let class = Blocks::class(size, 8).unwrap();
            let Some(at) = blocks.fresh(class, &source) else { break };
            let size = Blocks::size(class);
            assert_eq!(at % size.min(1 << CHUNK), 0, "a block of {size} at {at}");
            assert!(at >= 1 << 16 && at + size <= 1 << 22);
            taken.push((at, at + size));
        }
        assert!(taken.len() > 500);
        taken.sort_unstable();
        assert!(taken.windows(2).all(|pair| pair[0].1 <= pair[1].0), "no two blocks share a byte");
    }

    #[test]
    fn where_there_is_no_more_memory_there_is_no_block() {
        let (mut blocks, source) = (Blocks::new(), upwards(1 << 17));
        assert_eq!(blocks.fresh(20, &source), None);
    }
}
