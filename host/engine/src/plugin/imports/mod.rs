//! What a guest may call.

mod document;
mod log;
mod state;
mod wasi;

pub(crate) use document::Documents;
pub(crate) use state::Remembering;
pub(crate) use wasi::{Waited, Wasi};

use wasmtime::component::{HasSelf, Linker};

use super::{bindings::portcullis::plugin, sandbox::State};

/// A linker with the contract's imports, and the stubs for what toolchains drag in where `stubs` says so.
pub(super) fn linker(engine: &wasmtime::Engine, stubs: bool) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    plugin::types::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    plugin::log::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    plugin::document::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    plugin::state::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
    if stubs {
        wasi::add_to_linker(&mut linker)?;
    }
    Ok(linker)
}

impl plugin::types::Host for State {}
