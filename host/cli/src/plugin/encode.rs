//! From what a compiler makes to a component that keeps to the contract.

use anyhow::{Context, bail, ensure};
use include_dir::{Dir, include_dir};
use portcullis::text::printable;
use wasm_metadata::AddMetadata;
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, decode, embed_component_metadata};
use wit_parser::{PackageId, Resolve, SourceMap};

/// The contract, all versions.
pub(crate) static WIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../wit");
/// The version that modules without types of their own are given: every host speaks it.
pub(crate) const WIT_VERSION: &str = "0.1.0";
const CONTRACT: &str = "portcullis:plugin/";
const STUBBED: &str = "wasi:";
/// What modules that were built for WASI preview 1 get instead: inert, and the same everywhere. Only what a module imports of
/// it becomes part of its component.
const NOWASI: &str = include_str!("../../../../guest-sdk/adapter/nowasi.wat");

/// What a language's build made.
#[derive(Debug)]
pub(crate) enum Built {
    /// A core module that carries the types of the contract in a section of its own, as bindings generators put it there.
    Typed(Vec<u8>),
    /// A core module without types: its functions have the names and the form that the contract gives them.
    Untyped(Vec<u8>),
    /// A component.
    Component(Vec<u8>),
    /// A component that was built elsewhere and is known by its digest: it stays as it is.
    Stock(Vec<u8>),
}

/// The component of what was built.
pub(crate) fn component(built: Built) -> anyhow::Result<Vec<u8>> {
    match built {
        Built::Component(component) | Built::Stock(component) => Ok(component),
        Built::Typed(module) => encode(&module),
        Built::Untyped(module) => encode(&typed(module)?),
    }
}

/// The module with the contract's types: what any plugin may import, and of what it exports.
fn typed(mut module: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let (resolve, package) = contract()?;
    let exported = exports(&module).context("what was built is no core module")?;
    let has = |interface: &str| exported.iter().any(|name| name.starts_with(&format!("{CONTRACT}{interface}@")));
    let parts = ["lifecycle", "policy", "sanitiser"].into_iter().filter(|part| has(part));
    for part in ["imports"].into_iter().chain(parts) {
        let world = resolve.select_world(&[package], Some(&format!("{part}-part")))?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .context("the contract's types can't be put into the module")?;
    }
    Ok(module)
}

fn exports(module: &[u8]) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                names.push(export?.name.to_owned());
            }
        }
    }
    Ok(names)
}

fn encode(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let nowasi = wat::parse_str(NOWASI).context("this command carries a broken adapter")?;
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.adapter("wasi_snapshot_preview1", &nowasi))
        .and_then(|mut encoder| encoder.encode())
        .context("the module can't be made a component: are its exports those of the contract?")
}

/// The contract in that version.
pub(crate) fn wit() -> anyhow::Result<&'static Dir<'static>> {
    WIT.get_dir(WIT_VERSION).context("this command carries no contract")
}

fn contract() -> anyhow::Result<(Resolve, PackageId)> {
    let folder = wit()?;
    let mut sources = SourceMap::new();
    for file in folder.files() {
        sources.push(file.path(), file.contents_utf8().unwrap_or_default());
    }
    let mut resolve = Resolve::default();
    let group = sources.parse().map_err(|(sources, error)| anyhow::anyhow!("{}", error.render(&sources)))?;
    let package = resolve.push_group(group)?;
    Ok((resolve, package))
}

/// Names of what a component imports, checked: nothing but the contract, and what hosts have inert stubs for.
pub(crate) struct Imports {
    /// Of the contract.
    pub(crate) contract: Vec<String>,
    /// Stubs: they answer, but there is nothing behind them.
    pub(crate) stubbed: Vec<String>,
}

/// Checks what a component asks for and what it offers.
pub(crate) fn check(component: &[u8]) -> anyhow::Result<Imports> {
    let decoded = decode(component).context("what was built is no component")?;
    let DecodedWasm::Component(resolve, world) = decoded else {
        bail!("what was built is a WIT package, not a component")
    };
    let world = resolve.worlds.get(world).context("what was built has no world")?;
    let names = world.imports.keys().map(|key| printable(&resolve.name_world_key(key)));
    let (contract, others): (Vec<_>, Vec<_>) = names.partition(|name| name.starts_with(CONTRACT));
    let (stubbed, foreign): (Vec<_>, Vec<_>) = others.into_iter().partition(|name| name.starts_with(STUBBED));
    ensure!(
        foreign.is_empty(),
        "the plugin imports `{}`, which no host provides: a plugin may import {CONTRACT}* alone. Find the dependency that asks \
         for it",
        foreign.join("`, `")
    );
    let exports = world.exports.keys().map(|key| resolve.name_world_key(key)).collect::<Vec<_>>();
    let exported = |name: &str| exports.iter().any(|export| export.starts_with(&format!("{CONTRACT}{name}@")));
    ensure!(
        exported("lifecycle") && (exported("policy") || exported("sanitiser")),
        "the plugin exports neither a policy nor a sanitiser: does it call the SDK's export function or macro?"
    );
    Ok(Imports { contract, stubbed })
}

/// The same component with a note of what made it, for `plugin inspect` and for whoever looks for a compiler's bug.
pub(crate) fn noted(component: &[u8], language: &str, toolchain: &(String, String)) -> anyhow::Result<Vec<u8>> {
    let mut metadata = AddMetadata::default();
    metadata.language = vec![(language.to_owned(), String::new())];
    metadata.processed_by = vec![toolchain.clone(), ("portcullis".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
    metadata.to_wasm(component).context("the toolchain can't be noted in the component")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of C or Go, as its compiler leaves it: it wants to write to standard output.
    fn module(exports: &str) -> Built {
        let text = format!(
            r#"(module
                (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1)
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
                (func (export "portcullis:plugin/lifecycle@0.1.0#describe") (result i32)
                    (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))
                (func (export "portcullis:plugin/lifecycle@0.1.0#configure") (param i32 i32) (result i32) unreachable)
                {exports})"#
        );
        Built::Untyped(wat::parse_str(text).unwrap())
    }

    const POLICY: &str =
        r#"(func (export "portcullis:plugin/policy@0.1.0#evaluate") (param i32) (result i32) unreachable)"#;
    const SANITISER: &str = r#"(func (export "portcullis:plugin/sanitiser@0.1.0#scan")
        (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) unreachable)"#;

    fn world(built: Built) -> Vec<String> {
        let component = component(built).unwrap();
        check(&component).unwrap();
        let DecodedWasm::Component(resolve, world) = decode(&component).unwrap() else { panic!("it is a package") };
        let world = resolve.worlds.get(world).unwrap();
        world.imports.keys().chain(world.exports.keys()).map(|key| resolve.name_world_key(key)).collect()
    }

    #[test]
    fn what_a_module_exports_decides_what_it_is_and_it_gets_no_wasi() {
        let [types, lifecycle, policy, sanitiser] =
            ["types", "lifecycle", "policy", "sanitiser"].map(|name| format!("portcullis:plugin/{name}@0.1.0"));
        assert_eq!(world(module(POLICY)), [&types, &lifecycle, &policy].map(String::clone));
        assert_eq!(world(module(SANITISER)), [&types, &lifecycle, &sanitiser].map(String::clone));
        assert_eq!(world(module(&format!("{POLICY}{SANITISER}"))), [types, lifecycle, policy, sanitiser]);
    }

    #[test]
    fn a_module_that_decides_nothing_is_refused() {
        let error = check(&component(module("")).unwrap()).map(|_| ()).unwrap_err();
        assert!(error.to_string().starts_with("the plugin exports neither"), "{error}");
    }
}
