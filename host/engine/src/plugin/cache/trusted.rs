//! The one place of this crate with unsafe code.

use wasmtime::{Engine, component::Component};

use super::entry::Entry;

/// Makes a component of compiled code. None where the engine refuses it: it is of another version or configuration.
#[expect(unsafe_code, reason = "loading compiled code is unsafe by nature; the entry's type says why it may be done")]
pub(super) fn load(engine: &Engine, entry: &Entry<'_>) -> Option<Component> {
    // SAFETY: `deserialize` wants bytes that `Component::serialize` made, unchanged. An `Entry` exists only where its
    // MAC holds, under a key that only the owner of the cache can read, and the one place that makes such MACs is
    // `Cache::put`, on what `serialize` answered. The bytes are in memory that nobody else can write, so they are
    // still what was checked.
    unsafe { Component::deserialize(engine, entry.code()) }.ok()
}
