//! Makes a component of what rustc built, and checks that it asks for nothing that the contract doesn't have.

use anyhow::{Context, Result, bail, ensure};
use wit_component::{ComponentEncoder, DecodedWasm, decode};

/// The only interfaces that a plugin may import.
const CONTRACT: &str = "portcullis:plugin/";

/// The component of a core module.
pub(crate) fn encode(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .context("it cannot be made a component: does its bindings' world come from wit/?")
}

/// Refuses a component that imports more than the contract, or that exports nothing.
pub(crate) fn check(component: &[u8]) -> Result<()> {
    let decoded = decode(component).context("it is no component")?;
    let DecodedWasm::Component(resolve, world) = decoded else { bail!("it is a WIT package, not a component") };
    let world = resolve.worlds.get(world).context("it has no world")?;
    let names = world.imports.keys().map(|key| resolve.name_world_key(key));
    let foreign: Vec<_> = names.filter(|name| !name.starts_with(CONTRACT)).map(|name| format!("`{name}`")).collect();
    ensure!(
        foreign.is_empty(),
        "it imports {}, and a stock plugin imports nothing but {CONTRACT}*: find the dependency that asks for it (time, random \
         numbers, files)",
        foreign.join(", ")
    );
    ensure!(
        !world.exports.is_empty(),
        "it exports nothing: call `portcullis_guest::export_policy!` or `export_sanitiser!`"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Result<()> {
        check(&wat::parse_str(text).expect("the text is well-formed"))
    }

    const EXPORT: &str = r#"(instance $i) (export "portcullis:plugin/policy@0.1.0" (instance $i))"#;

    #[test]
    fn the_contracts_imports_pass() {
        let text = format!(r#"(component (import "portcullis:plugin/log@0.1.0" (instance)) {EXPORT})"#);
        checked(&text).expect("it keeps to the contract");
    }

    #[test]
    fn a_foreign_import_is_named() {
        let text = format!(r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance)) {EXPORT})"#);
        let error = checked(&text).expect_err("it wants a clock");
        assert!(error.to_string().starts_with("it imports `wasi:clocks/wall-clock@0.2.0`, and"), "{error}");
    }

    #[test]
    fn a_component_without_exports_is_refused() {
        let error = checked("(component)").expect_err("it is empty");
        assert!(error.to_string().starts_with("it exports nothing"), "{error}");
    }

    #[test]
    fn a_module_with_foreign_imports_cannot_be_encoded() {
        let module = wat::parse_str(r#"(module (import "env" "time" (func)))"#).expect("the text is well-formed");
        encode(&module).expect_err("nothing says what `env` is");
    }
}
