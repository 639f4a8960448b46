//! Which imports and exports a component may have. Checked before any of its code runs.

use wasmtime::Engine;

use super::{error::LoadError, snapshot};

/// One import of a component, and who provides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The import's name: `portcullis:plugin/log@0.1.0`.
    pub name: String,
    /// Who provides it.
    pub provider: Provider,
}

/// Who provides an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The contract: every plugin may have it.
    Contract,
    /// An inert stub: no files, no sockets, no environment, the event's time, randomness from the event's identity.
    Stub,
}

impl Provider {
    pub(super) const CONTRACT: &str = "`portcullis:plugin@0.1.0`";
    pub(super) const STUBS: [&str; 6] =
        ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:io", "wasi:random", "wasi:sockets"];
}

const PACKAGE: &str = "portcullis:plugin/";
/// The versions that this host speaks: within 0.1, every release can be spoken to.
const VERSION: &str = "@0.1.";

pub(super) fn imports(component: &wasmtime::component::Component, engine: &Engine) -> Result<Vec<Import>, LoadError> {
    component
        .component_type()
        .imports(engine)
        .map(|(name, _)| Ok(Import { name: name.to_owned(), provider: provider(name)? }))
        .collect()
}

fn provider(name: &str) -> Result<Provider, LoadError> {
    let (package, rest) = name.split_once('/').unwrap_or((name, ""));
    if name.starts_with(PACKAGE) {
        return if rest.contains(VERSION) {
            Ok(Provider::Contract)
        } else {
            Err(LoadError::Version { found: name.to_owned() })
        };
    }
    if Provider::STUBS.contains(&package) && rest.contains("@0.2.") {
        return Ok(Provider::Stub);
    }
    Err(LoadError::Import { import: name.to_owned() })
}

/// Whether an interface of the contract is among these exports.
pub(super) fn has(exports: &[String], interface: &str) -> bool {
    exports
        .iter()
        .filter_map(|name| name.strip_prefix(PACKAGE)?.split_once('@'))
        .any(|(exported, _)| exported == interface)
}

pub(super) fn exports(component: &wasmtime::component::Component, engine: &Engine) -> Result<Vec<String>, LoadError> {
    let names: Vec<String> = component
        .component_type()
        .exports(engine)
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != snapshot::ACCESS)
        .collect();
    if let Some(other) = names.iter().find(|name| name.starts_with(PACKAGE) && !name.contains(VERSION)) {
        return Err(LoadError::Version { found: other.clone() });
    }
    let missing = match (has(&names, "lifecycle"), has(&names, "policy") || has(&names, "sanitiser")) {
        (false, _) => "portcullis:plugin/lifecycle@0.1.0",
        (_, false) => "portcullis:plugin/policy@0.1.0` or `portcullis:plugin/sanitiser@0.1.0",
        _ => return Ok(names),
    };
    let exports = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    Err(LoadError::Export { missing: missing.to_owned(), exports })
}
