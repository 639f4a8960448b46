//! What Cedar's authors publish with it: policies, schemas and entities are read as their own crate reads them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

/// Where cargo keeps cedar-policy.
fn published() -> PathBuf {
    let told = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--offline"]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&told.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let cedar = packages.find(|package| package["name"] == "cedar-policy").unwrap();
    PathBuf::from(cedar["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn policies_are_taken() {
    let mut taken = 0;
    for path in files(&published().join("tests"), "cedar") {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_empty = cedar_policy_core::parser::parse_policyset(&text).unwrap().is_empty();
        let result = testing::policy::<Cedar>(&json!({ "policies": { "p.cedar": text } }));
        assert_eq!(result.is_err(), is_empty, "{}: {:?}", path.display(), result.err());
        taken += usize::from(!is_empty);
    }
    assert!(taken >= 25, "{taken}");
}

#[test]
fn schemas_are_taken() {
    let mut taken = 0;
    for path in files(&published(), "cedarschema") {
        let text = std::fs::read_to_string(&path).unwrap();
        let config = json!({ "policies": { "p.cedar": "permit (principal, action, resource);" }, "schema": text });
        let errors = testing::policy::<Cedar>(&config).err();
        // A policy of no action that a schema has is wrong; the schema is not.
        let wrong = errors.iter().flat_map(|errors| errors.iter()).find(|error| error.pointer == "/schema");
        assert!(wrong.is_none(), "{}: {wrong:?}", path.display());
        taken += 1;
    }
    assert!(taken >= 35, "{taken}");
}

#[test]
fn entities_are_taken() {
    let mut taken = 0;
    for path in files(&published().join("tests/proto_test_files/entities"), "json") {
        let entities: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        cedar(&json!({ "policies": { "p.cedar": "permit (principal, action, resource);" }, "entities": entities }));
        taken += 1;
    }
    assert!(taken >= 7, "{taken}");
}
