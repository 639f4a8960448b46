//! The blocks as an allocator: the one place of this crate with unsafe code.

#![expect(unsafe_code, reason = "an allocator hands out memory: that nobody else has it, `Blocks` sees to")]

use std::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    ptr::{self, NonNull},
};

use crate::blocks::{Blocks, Source};

/// A free block, whose first bytes say where the next one is.
struct Free {
    next: Option<NonNull<Free>>,
}

/// Blocks, and those that were given back.
pub(crate) struct Global<S> {
    state: UnsafeCell<State>,
    source: S,
}

struct State {
    blocks: Blocks,
    free: [Option<NonNull<Free>>; Blocks::classes()],
}

// SAFETY: a plugin has one thread. Nothing in here calls what could call back.
unsafe impl<S> Sync for Global<S> {}

impl<S> Global<S> {
    pub(crate) const fn new(source: S) -> Self {
        let state = State { blocks: Blocks::new(), free: [None; Blocks::classes()] };
        Self { state: UnsafeCell::new(state), source }
    }
}

impl<S: Source> Global<S> {
    #[cold]
    fn fresh(&self, state: &mut State, class: usize) -> *mut u8 {
        let at = state.blocks.fresh(class, &self.source);
        at.map_or(ptr::null_mut(), ptr::with_exposed_provenance_mut)
    }
}

// SAFETY: a block is handed out when it is fresh, or when it was given back, and then is in no list. It has the size and
// the alignment of its class, which are those of the layout or more.
unsafe impl<S: Source> GlobalAlloc for Global<S> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = Blocks::class(layout.size(), layout.align()) else { return ptr::null_mut() };
        // SAFETY: one thread, and no other reference is alive: see `Sync`.
        let state = unsafe { &mut *self.state.get() };
        match state.free.get_mut(class) {
            Some(first @ Some(_)) => {
                let Some(block) = *first else { return ptr::null_mut() };
                // SAFETY: it was written when the block was given back, and nobody had the block since.
                *first = unsafe { block.as_ref() }.next;
                block.as_ptr().cast()
            }
            _ => self.fresh(state, class),
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = Blocks::class(layout.size(), layout.align()) else { return };
        // SAFETY: one thread, and no other reference is alive: see `Sync`.
        let state = unsafe { &mut *self.state.get() };
        let (Some(first), Some(block)) = (state.free.get_mut(class), NonNull::new(block.cast::<Free>())) else {
            return;
        };
        // SAFETY: whoever gives a block back does not use it any more. It has 16 bytes at least, aligned for 16.
        unsafe { block.write(Free { next: *first }) };
        *first = Some(block);
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if Blocks::class(layout.size(), layout.align()) == Blocks::class(size, layout.align()) {
            return block;
        }
        // SAFETY: the caller keeps to `realloc`'s contract: the size is not zero, and does not overflow.
        unsafe {
            let other = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !other.is_null() {
                ptr::copy_nonoverlapping(block, other, layout.size().min(size));
                self.dealloc(block, layout);
            }
            other
        }
    }
}

/// A plugin's own memory.
#[cfg(target_arch = "wasm32")]
pub(crate) struct Linear;

#[cfg(target_arch = "wasm32")]
impl Source for Linear {
    fn grow(&self, bytes: usize) -> Option<(usize, usize)> {
        /// WebAssembly's page.
        const PAGE: usize = 1 << 16;
        let pages = bytes.div_ceil(PAGE);
        let before = std::arch::wasm32::memory_grow::<0>(pages);
        (before != usize::MAX).then(|| (before * PAGE, (before + pages) * PAGE))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Memory that the system's allocator gave.
    struct Arena {
        start: usize,
        used: Cell<usize>,
    }

    const SIZE: usize = 1 << 22;

    impl Arena {
        fn new() -> Self {
            let layout = Layout::from_size_align(SIZE, 1 << 12).unwrap();
            // SAFETY: the layout has a size. It is never given back: a test ends.
            let start = unsafe { std::alloc::alloc(layout) }.expose_provenance();
            Self { start, used: Cell::new(0) }
        }
    }

    impl Source for Arena {
        fn grow(&self, bytes: usize) -> Option<(usize, usize)> {
            let start = self.start + self.used.get();
            self.used.set(self.used.get() + bytes.next_multiple_of(1 << 16));
            (self.used.get() <= SIZE).then_some((start, self.start + self.used.get()))
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    #[test]
    fn a_block_that_was_given_back_is_the_next_of_its_class() {
        let global = Global::new(Arena::new());
        // SAFETY: the layouts are those that the blocks were asked for with.
        unsafe {
            let (one, two) = (global.alloc(layout(40)), global.alloc(layout(40)));
            assert_ne!(one, two);
            global.dealloc(one, layout(40));
            assert_ne!(global.alloc(layout(20)), one, "another class");
            assert_eq!(global.alloc(layout(64)), one);
        }
    }

    #[test]
    fn values_keep_their_bytes_whatever_else_comes_and_goes() {
        let global = Global::new(Arena::new());
        let mut held: Vec<(*mut u8, usize, u8)> = Vec::new();
        for round in 0..20_000_usize {
            let size = 1 + (round * 31) % 700;
            let mark = u8::try_from(round % 251).unwrap();
            // SAFETY: every block is written and read within its size, and given back once with its layout.
            unsafe {
                if held.len() > 300 {
                    let (block, size, mark) = held.swap_remove((round * 17) % 300);
                    assert!((0..size).all(|at| block.add(at).read() == mark), "round {round}");
                    global.dealloc(block, layout(size));
                }
                let block = global.alloc(layout(size));
                assert!(!block.is_null(), "what was given back is enough");
                block.write_bytes(mark, size);
                let grown = if round % 3 == 0 { size * 2 } else { size };
                let block = global.realloc(block, layout(size), grown);
                assert!((0..size).all(|at| block.add(at).read() == mark));
                block.write_bytes(mark, grown);
                held.push((block, grown, mark));
            }
        }
    }

    #[test]
    fn where_there_is_no_memory_nothing_is_handed_out() {
        let global = Global::new(Arena::new());
        // SAFETY: nothing is done with what is not there.
        unsafe {
            assert!(global.alloc(layout(SIZE * 2)).is_null());
            let block = global.alloc(layout(100));
            assert!(global.realloc(block, layout(100), SIZE * 2).is_null());
        }
    }
}
