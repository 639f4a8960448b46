//! What the documentation shows is taken.

use super::*;

#[test]
fn the_first_pack_is_taken() {
    let page = include_str!("../../../../docs/rego.md");
    let manifest = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let manifest: Value = toml::from_str(manifest).unwrap();
    rego(&manifest["plugin"][0]["config"]);
}
