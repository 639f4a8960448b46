//! From bytes to machine code: surveyed first, then compiled under a deadline.
//!
//! The compiler can't be interrupted. So it runs on a thread of its own, and whoever waits for it gives up at the
//! deadline; and what it is given was weighed before, so that what is left behind ends, without having taken all memory.

mod survey;
mod watch;

use std::sync::Arc;

use crate::plugin::snapshot;

use super::{
    error::LoadError,
    limits::{Limit, Limits},
    runtime::Runtime,
};

pub(super) use survey::Declared;
pub use survey::TooComplex;
pub(super) use watch::Compilers;

use survey::Refused;

/// Surveys and compiles a component, instrumented where it can be: then it can be snapshotted once it is configured.
pub(super) fn component(
    runtime: &Runtime,
    wasm: Arc<[u8]>,
    limits: &Limits,
) -> Result<(wasmtime::component::Component, Declared), LoadError> {
    let engine = runtime.engine().clone();
    let limits_of_survey = limits.clone();
    runtime.compilers().run(limits, move || {
        let declared = survey::survey(&wasm).map_err(|refused| match refused {
            Refused::Invalid(error) => LoadError::Compile(error.into()),
            Refused::TooComplex(what) => LoadError::TooComplex(what),
        })?;
        within(declared, &limits_of_survey)?;
        match snapshot::instrument(&wasm) {
            Ok((_, instrumented)) => machine_code(&engine, &instrumented),
            Err(_) => machine_code(&engine, &wasm),
        }
        .map(|component| (component, declared))
    })
}

/// Compiles the snapshot of a component, which was surveyed.
pub(super) fn snapshot(
    runtime: &Runtime,
    wasm: Vec<u8>,
    limits: &Limits,
) -> Result<wasmtime::component::Component, LoadError> {
    let engine = runtime.engine().clone();
    runtime.compilers().run(limits, move || machine_code(&engine, &wasm))
}

fn machine_code(engine: &wasmtime::Engine, wasm: &[u8]) -> Result<wasmtime::component::Component, LoadError> {
    wasmtime::component::Component::from_binary(engine, wasm).map_err(|error| LoadError::Compile(error.into()))
}

/// Whether a component gets what it declares to need.
pub(super) fn within(declared: Declared, limits: &Limits) -> Result<(), LoadError> {
    for (limit, declared) in [(Limit::Memory, declared.memory), (Limit::TableElements, declared.elements)] {
        if declared > limits.value(limit) {
            return Err(LoadError::Declared { declared, exceeded: limits.exceeded(limit) });
        }
    }
    Ok(())
}
