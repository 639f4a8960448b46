//! Which imports and exports a component may have. Checked before any of its code runs.

use wasmtime::Engine;

use super::{error::LoadError, snapshot};

/// One import of a component, and who provides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The import's name: `portcullis:plugin/log@0.1.1`.
    pub name: String,
    /// Who provides it.
    pub provider: Provider,
}

/// Who provides an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The contract: every plugin may have it.
    Contract,
    /// The contract, for plugins that the pack grants it.
    Granted,
    /// An inert stub: no files, no sockets, no environment, the event's time, randomness from the event's identity.
    Stub,
}

impl Provider {
    pub(super) const CONTRACT: &str = "`portcullis:plugin@0.1.1`";
    pub(super) const STUBS: [&str; 6] =
        ["wasi:cli", "wasi:clocks", "wasi:filesystem", "wasi:io", "wasi:random", "wasi:sockets"];
}

const PACKAGE: &str = "portcullis:plugin/";
/// The newest version of the contract that this host speaks. What was built against an earlier one of its line runs too,
/// since a line only ever gains imports; what was built against a later one may miss some.
const NEWEST: [u64; 3] = [0, 1, 1];

/// The names of what a component imports.
pub(super) fn imports(component: &wasmtime::component::Component, engine: &Engine) -> Vec<String> {
    component.component_type().imports(engine).map(|(name, _)| name.to_owned()).collect()
}

/// The names of what a component exports.
pub(super) fn exports(component: &wasmtime::component::Component, engine: &Engine) -> Vec<String> {
    let kind = component.component_type();
    kind.exports(engine).map(|(name, _)| name.to_owned()).filter(|name| name != snapshot::ACCESS).collect()
}

/// Whether such a component is a plugin, and who provides its imports.
pub(super) fn admit(imports: &[String], exports: &[String]) -> Result<Vec<Import>, LoadError> {
    exports.iter().filter(|name| name.starts_with(PACKAGE)).try_for_each(|name| check_version(name))?;
    let missing = match (has(exports, "lifecycle"), has(exports, "policy") || has(exports, "sanitiser")) {
        (false, _) => Some("portcullis:plugin/lifecycle@0.1.1"),
        (_, false) => Some("portcullis:plugin/policy@0.1.1` or `portcullis:plugin/sanitiser@0.1.1"),
        _ => None,
    };
    if let Some(missing) = missing {
        let exports = if exports.is_empty() { "nothing".to_owned() } else { exports.join(", ") };
        return Err(LoadError::Export { missing: missing.to_owned(), exports });
    }
    imports.iter().map(|name| Ok(Import { name: name.clone(), provider: provider(name)? })).collect()
}

fn provider(name: &str) -> Result<Provider, LoadError> {
    let (package, rest) = name.split_once('/').unwrap_or((name, ""));
    if name.starts_with(PACKAGE) {
        check_version(name)?;
        return Ok(if rest.starts_with("state@") { Provider::Granted } else { Provider::Contract });
    }
    if Provider::STUBS.contains(&package) && rest.contains("@0.2.") {
        return Ok(Provider::Stub);
    }
    Err(LoadError::Import { import: name.to_owned() })
}

/// Whether this host speaks the version of the contract that an import or an export names.
fn check_version(name: &str) -> Result<(), LoadError> {
    let version = name.split_once('@').and_then(|(_, version)| numbers(version));
    match version {
        Some(version) if version.first_chunk::<2>() == NEWEST.first_chunk::<2>() && version <= NEWEST => Ok(()),
        _ => Err(LoadError::Version { found: name.to_owned(), newer: version.is_some_and(|version| version > NEWEST) }),
    }
}

/// `0.1.1` as numbers; none for anything else, pre-releases included.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let number = |part: &str| part.parse().ok().filter(|number: &u64| number.to_string() == part);
    let numbers: Vec<u64> = version.split('.').map(number).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// Whether an interface of the contract is among these exports.
pub(super) fn has(exports: &[String], interface: &str) -> bool {
    exports
        .iter()
        .filter_map(|name| name.strip_prefix(PACKAGE)?.split_once('@'))
        .any(|(exported, _)| exported == interface)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(version: &str) -> String {
        match check_version(&format!("portcullis:plugin/policy@{version}")) {
            Ok(()) => "spoken".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_line_up_to_the_newest_is_spoken() {
        assert_eq!(words("0.1.0"), "spoken");
        assert_eq!(words("0.1.1"), "spoken");
    }

    #[test]
    fn what_is_newer_asks_for_a_newer_host_and_anything_else_for_a_build() {
        for version in ["0.1.2", "0.1.10", "0.2.0", "1.0.0"] {
            assert!(words(version).ends_with("it is newer than this host: update portcullis"), "{}", words(version));
        }
        for version in ["0.0.9", "0.1", "0.1.1-rc.1", "0.1.+1", "0.1.1.0", ""] {
            let found = words(version);
            assert!(found.ends_with("rebuild it against a version in wit/"), "{version}: {found}");
        }
    }
}
