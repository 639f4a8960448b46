use std::sync::Arc;

use portcullis_audit::Digest;
use serde::{Deserialize, Serialize};

use crate::blocking::block_on;

use super::{
    admission,
    component::{Code, Compiled, Descriptor, compiled, describe},
    error::LoadError,
    limits::Limits,
    runtime::Runtime,
};

/// What a component says of itself, found out once and kept in the cache: who only wants a plugin's snapshot neither maps
/// the component's own code nor asks it anything. They depend on the limits under which they were found, so those are in
/// the key; and whether such imports and exports are let in is judged each time anew.
#[derive(Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) imports: Vec<String>,
    pub(super) exports: Vec<String>,
    pub(super) descriptor: Descriptor,
}

impl Facts {
    /// Compiles a component and asks it.
    pub(super) fn find(
        runtime: &Runtime,
        digest: Digest,
        source: &Arc<[u8]>,
        limits: &Arc<Limits>,
    ) -> Result<(Self, (Code, Compiled)), LoadError> {
        let (component, compiled) = compiled(runtime, digest, source, limits)?;
        let exports = admission::exports(&component, runtime.engine());
        let imports = admission::imports(&component, runtime.engine());
        let code = Code::new(runtime, &component)?;
        let descriptor = block_on(describe(runtime, &code, Arc::clone(limits)))?;
        Ok((Self { imports, exports, descriptor }, (code, compiled)))
    }

    /// What the cache keeps.
    pub(super) fn note(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn from_note(note: &str) -> Option<Self> {
        serde_json::from_str(note).ok()
    }
}
