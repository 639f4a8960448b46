//! The cases that regorus' authors publish with it, through this plugin as it is configured.
//!
//! They ask for whole packages and results; here each rule of a package is asked for by itself.

use std::path::PathBuf;
use std::process::Command;

use regorus::Value as RegoValue;

use super::*;
use crate::value::Json;

/// How many rules answer as they should. Others need functions and forms of queries that the plugin does not have.
const AT_LEAST: usize = 320;

/// What can't be compared: JSON, as which the cases come here, has names that are texts only, and numbers as doubles.
const NOT_JSON: [(&str, &str); 4] =
    [("arithmetic/tests.yaml", "big1"), ("loop/basic.yaml", "c"), ("loop/basic.yaml", "f"), ("loop/basic.yaml", "f1")];

/// Where cargo keeps regorus.
fn cases() -> PathBuf {
    let told = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--offline"]).output().unwrap();
    let metadata: Value = serde_json::from_slice(&told.stdout).unwrap();
    let regorus = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "regorus").unwrap();
    PathBuf::from(regorus["manifest_path"].as_str().unwrap()).with_file_name("tests/interpreter/cases")
}

/// Every file of cases.
fn suites() -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sdks = root.join("target/sdks/package.json");
    assert!(sdks.exists(), "`{}` is missing: run `cargo xtask setup`", sdks.display());
    let told = Command::new("node")
        .args([root.join("tests/sdks/suites.mjs"), "yaml".into(), cases()])
        .env("SDKS", sdks)
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// What a case says of sets and objects, as regorus' authors write it in YAML.
fn expected(value: &RegoValue) -> RegoValue {
    match value {
        RegoValue::Object(_) if matches!(value["set!"], RegoValue::Array(_)) => RegoValue::from(
            value["set!"].as_array().unwrap().iter().map(expected).collect::<std::collections::BTreeSet<_>>(),
        ),
        RegoValue::Object(_) if matches!(value["object!"], RegoValue::Array(_)) => {
            let pair = |item: &RegoValue| (expected(&item["key"]), expected(&item["value"]));
            RegoValue::from(
                value["object!"].as_array().unwrap().iter().map(pair).collect::<std::collections::BTreeMap<_, _>>(),
            )
        }
        RegoValue::Object(members) => RegoValue::from(
            members
                .iter()
                .map(|(name, value)| (expected(name), expected(value)))
                .collect::<std::collections::BTreeMap<_, _>>(),
        ),
        RegoValue::Array(elements) => RegoValue::from(elements.iter().map(expected).collect::<Vec<_>>()),
        other => other.clone(),
    }
}

fn read(value: &Value) -> RegoValue {
    let Json(value) = serde_json::from_value(value.clone()).unwrap();
    value
}

/// What a rule answers; none where it can't be asked for.
fn answered(case: &Value, rule: &str, version: &str) -> Option<Result<RegoValue, String>> {
    let modules: serde_json::Map<_, _> = case["modules"]
        .as_array()?
        .iter()
        .enumerate()
        .map(|(index, text)| (format!("{index}.rego"), text.clone()))
        .collect();
    let strict = case["strict"].as_bool().unwrap_or(true);
    let config = json!({
        "modules": modules,
        "data": if case["data"].is_object() { case["data"].clone() } else { json!({}) },
        "entrypoint": rule,
        "version": version,
        "builtin_errors": if strict { "error" } else { "undefined" },
    });
    let rego = testing::policy::<Rego>(&config).ok()?;
    let input = if case["input"].is_null() { RegoValue::Undefined } else { expected(&read(&case["input"])) };
    Some(rego.ask(input, 1_767_225_600_000).map_err(|error| error.to_string()))
}

#[test]
fn the_cases_of_regorus_pass() {
    let suites = suites();
    let (mut passed, mut left_out, mut wrong, mut not_asked) = (0, 0, Vec::new(), 0);
    for (file, suite) in suites.as_object().unwrap() {
        let version = if file.contains("bindings.yaml") { "v1" } else { "v0" };
        for case in suite["cases"].as_array().unwrap() {
            let query = case["query"].as_str().unwrap_or_default();
            let asked = query.starts_with("data.") && case["skip"] != true;
            let (Some(rules), true) = (case["want_result"].as_object(), asked) else {
                not_asked += 1;
                continue;
            };
            for (name, want) in rules.iter().filter(|(_, want)| **want != "#undefined") {
                match answered(case, &format!("{query}.{name}"), version) {
                    None => not_asked += 1,
                    Some(Ok(found)) if found == expected(&read(want)) => passed += 1,
                    Some(Err(error)) if error.contains("could not find function") => left_out += 1,
                    Some(_) if NOT_JSON.contains(&(file, name)) => not_asked += 1,
                    Some(found) => wrong.push(format!("{file} {}: {name}: {found:?}, not {want}", case["note"])),
                }
            }
        }
    }
    println!("{passed} pass, {left_out} need functions that are left out, {not_asked} can't be asked for");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(passed >= AT_LEAST, "{passed} pass");
}
