//! What `docs/mapl.md` shows is so.

use super::*;

const PAGE: &str = include_str!("../../../../docs/mapl.md");

fn block(language: &str) -> &'static str {
    PAGE.split_once(&format!("```{language}\n")).and_then(|(_, rest)| rest.split_once("```")).unwrap().0
}

#[test]
fn the_example_loads_without_a_warning_and_explains_itself_as_shown() {
    let config: Value = serde_json::from_str(block("json")).unwrap();
    assert_eq!(warnings(&config), []);
    let event = request("tool:app/generate").with_claims(json!({ "org": "acme", "user": "alice" }));
    let explanation = mapl(&config).rights(&event).to_string();
    assert!(explanation.contains(block("text")), "{explanation}");
}

#[test]
fn every_key_of_a_spec_is_described() {
    for key in crate::document::SPEC_KEYS.iter().filter(|key| **key != "description") {
        assert!(PAGE.contains(&format!("`{key}`")), "{key}");
    }
}
