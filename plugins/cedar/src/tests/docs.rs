//! What the documentation shows is taken.

use super::*;

#[test]
fn the_first_pack_is_taken() {
    let page = include_str!("../../../../docs/cedar.md");
    let manifest = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let manifest: Value = toml::from_str(manifest).unwrap();
    cedar(&manifest["plugin"][0]["config"]);
}

#[test]
fn every_config_and_every_policy_that_is_shown_is_taken() {
    let page = include_str!("../../../../docs/cedar.md");
    let texts: Vec<_> = page.split("```cedar\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!texts.is_empty());
    texts.into_iter().for_each(|text| _ = policies(text));
}
