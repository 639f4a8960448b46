//! An allocator for plugins that make and drop many small values, as interpreters do.
//!
//! A plugin has one thread, and lives for one call: what takes and gives back a block in a few instructions is worth more than
//! what keeps memory dense. So there is one list of free blocks for each power of two, and nothing is ever split or joined. A
//! value takes at most twice its size, and what was freed serves values of about the same size again.
//!
//! A plugin has it by naming the crate, `use portcullis_memory as _;`. In a native build nothing changes.

#![deny(unsafe_op_in_unsafe_fn)]

mod blocks;
#[cfg(any(target_arch = "wasm32", test))]
mod global;

pub use blocks::{Blocks, Source};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: global::Global<global::Linear> = global::Global::new(global::Linear);
