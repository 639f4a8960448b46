//! CEL's own conformance suite, through this plugin's compiler and values.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use cel::objects::{Key, Map};
use cel::{Context, Env, Value as CelValue};

use super::*;

/// How many cases come out as they should. Others need what is left out: protocol buffers, time, types as values, extensions.
/// `cargo nextest run -p cel-rules conformance --no-capture` lists them.
const AT_LEAST: usize = 1211;

fn suite() -> Vec<Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sdks = root.join("target/sdks/package.json");
    assert!(sdks.exists(), "`{}` is missing: run `cargo xtask setup`", sdks.display());
    let told =
        Command::new("node").arg(root.join("tests/sdks/suites.mjs")).arg("cel").env("SDKS", sdks).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// A value as the suite writes it; none for what has no form here.
fn value(written: &Value) -> Option<CelValue> {
    let (kind, inner) = written.as_object()?.iter().next()?;
    let text = inner.as_str();
    Some(match kind.as_str() {
        "nullValue" => CelValue::Null,
        "boolValue" => CelValue::Bool(inner.as_bool()?),
        "int64Value" => CelValue::Int(text?.parse().ok()?),
        "uint64Value" => CelValue::UInt(text?.parse().ok()?),
        "doubleValue" => CelValue::Float(match text {
            Some("Infinity") => f64::INFINITY,
            Some("-Infinity") => f64::NEG_INFINITY,
            Some(_) => f64::NAN,
            None => inner.as_f64()?,
        }),
        "stringValue" => CelValue::String(Arc::new(text?.to_owned())),
        "listValue" => {
            let values = inner["values"].as_array().cloned().unwrap_or_default();
            CelValue::List(Arc::new(values.iter().map(value).collect::<Option<_>>()?))
        }
        "mapValue" => {
            let entries = inner["entries"].as_array().cloned().unwrap_or_default();
            let entry = |entry: &Value| Some((key(&value(&entry["key"])?)?, value(&entry["value"])?));
            let map: HashMap<Key, CelValue> = entries.iter().map(entry).collect::<Option<_>>()?;
            CelValue::Map(Map { map: Arc::new(map) })
        }
        _ => return None,
    })
}

fn key(value: &CelValue) -> Option<Key> {
    Some(match value {
        CelValue::Int(value) => Key::Int(*value),
        CelValue::UInt(value) => Key::Uint(*value),
        CelValue::Bool(value) => Key::Bool(*value),
        CelValue::String(value) => Key::String(Arc::clone(value)),
        _ => return None,
    })
}

fn same(left: &CelValue, right: &CelValue) -> bool {
    match (left, right) {
        (CelValue::Float(left), CelValue::Float(right)) => left == right || left.is_nan() && right.is_nan(),
        _ => left.type_of().to_string() == right.type_of().to_string() && left == right,
    }
}

/// What comes out of a case.
enum Outcome {
    AsItShould,
    /// An error in place of a value: what is not known is refused.
    Refused(String),
    /// Another value, or a value in place of an error.
    Wrong(String),
}

/// What comes out of a case; none where it says something that has no form here.
fn outcome(case: &Value, env: &Arc<Env>) -> Option<Outcome> {
    // What types come out of the checker, and names that stand for longer ones.
    if !case["typedResult"].is_null() || !case["container"].is_null() {
        return None;
    }
    let wanted = match (&case["value"], &case["evalError"]) {
        (Value::Null, Value::Null) => Some(CelValue::Bool(true)),
        (Value::Null, _) => None,
        (written, _) => Some(value(written)?),
    };
    let mut context = Context::with_env(Arc::clone(env));
    for (name, bound) in case["bindings"].as_object().into_iter().flatten() {
        context.add_variable_from_value(name.clone(), value(&bound["value"])?);
    }
    let found = match env.compile(case["expr"].as_str()?) {
        Ok(program) => program.execute(&context).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    Some(match (found, wanted) {
        (Ok(found), Some(wanted)) if same(&found, &wanted) => Outcome::AsItShould,
        (Err(_), None) => Outcome::AsItShould,
        (Err(error), Some(_)) => Outcome::Refused(error),
        (Ok(found), wanted) => Outcome::Wrong(format!("{found:?}, not {wanted:?}")),
    })
}

#[test]
fn the_cases_of_cel_pass() {
    // Some nest deeper than a test's stack is, in a build without optimisation.
    std::thread::Builder::new().stack_size(1 << 28).spawn(run).unwrap().join().unwrap();
}

fn run() {
    let env = Arc::new(crate::policy::environment().unwrap());
    let (mut passed, mut refused, mut wrong, mut not_asked) = (0, BTreeMap::<String, u32>::new(), Vec::new(), 0);
    for case in suite() {
        let section = case["section"].as_str().unwrap_or_default();
        match outcome(&case, &env) {
            None => not_asked += 1,
            Some(Outcome::AsItShould) => passed += 1,
            Some(Outcome::Refused(error)) => {
                *refused.entry(section.to_owned()).or_default() += 1;
                println!("  {section}: {}: {error}", case["expr"]);
            }
            Some(Outcome::Wrong(how)) => wrong.push(format!("{section}: {}: {how}", case["expr"])),
        }
    }
    println!(
        "{passed} pass, {} are refused, {not_asked} have no form here: {refused:?}",
        refused.values().sum::<u32>()
    );
    assert_eq!(wrong, Vec::<String>::new(), "what is not known is refused, and never another value");
    assert!(passed >= AT_LEAST, "{passed} pass");
}
