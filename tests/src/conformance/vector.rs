//! The vectors, and how an answer is held against one.

use std::{collections::BTreeMap, fs, path::PathBuf};

use portcullis::event::Event;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};

use super::{FOLDER, Kind, Raise, languages};

/// An event, and what must be answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    pub(super) name: String,
    #[serde(default)]
    event: BTreeMap<String, Box<RawValue>>,
    #[serde(default, deserialize_with = "as_it_stands")]
    payload: Option<Box<RawValue>>,
    made: Option<Made>,
    pub(super) expect: Value,
}

/// A payload that is `null` is one.
fn as_it_stands<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::deserialize(deserializer).map(Some)
}

/// A payload that is too long for a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    before: String,
    repeat: String,
    times: usize,
    after: String,
}

fn folder(kind: Kind) -> PathBuf {
    PathBuf::from(FOLDER).join("vectors").join(kind.to_string())
}

/// The names of a kind's files.
pub(super) fn files(kind: Kind) -> Vec<String> {
    let entries = fs::read_dir(folder(kind)).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = entries.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What a file has.
pub(super) fn read<T: DeserializeOwned>(kind: Kind, file: &str) -> Vec<T> {
    let path = folder(kind).join(format!("{file}.json"));
    let text = fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The standard event, with some of its members replaced.
pub(super) fn event(replaced: &BTreeMap<String, Box<RawValue>>, payload: &str) -> Event {
    let text = fs::read_to_string(PathBuf::from(FOLDER).join("vectors/event.json")).unwrap();
    let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&text).unwrap();
    members.extend(replaced.clone());
    members.insert("payload".to_owned(), RawValue::from_string(payload.to_owned()).unwrap());
    Event::from_json(&serde_json::to_string(&members).unwrap()).unwrap()
}

impl Vector {
    pub(super) fn event(&self) -> Event {
        let payload = match (&self.payload, &self.made) {
            (Some(payload), None) => payload.get().to_owned(),
            (None, Some(Made { before, repeat, times, after })) => {
                format!("{before}{}{after}", repeat.repeat(*times))
            }
            _ => panic!("`{}` has either `payload` or `made`", self.name),
        };
        event(&self.event, &payload)
    }
}

/// An expectation with what is too long for a file written out: `{"repeat": "é", "times": 9}` is a text, and `{"times": 9, "each": …,
/// "then": […]}` a list, in whose elements `#` stands for their index and `#number` for the index as a number.
pub(super) fn written_out(value: Value) -> Value {
    match value {
        Value::Array(elements) => elements.into_iter().map(written_out).collect(),
        Value::Object(members) => match (members.get("times").and_then(Value::as_u64), members.get("each")) {
            (Some(times), None) => members["repeat"].as_str().unwrap().repeat(usize::try_from(times).unwrap()).into(),
            (Some(times), Some(each)) => {
                let then = members.get("then").and_then(Value::as_array).cloned().unwrap_or_default();
                (0..times).map(|index| at(each, index)).chain(then).collect()
            }
            (None, _) => members.into_iter().map(|(name, value)| (name, written_out(value))).collect(),
        },
        other => other,
    }
}

fn at(template: &Value, index: u64) -> Value {
    match template {
        Value::String(text) if text == "#number" => index.into(),
        Value::String(text) => text.replace('#', &index.to_string()).into(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), at(value, index))).collect(),
        other => other.clone(),
    }
}

/// What is wrong in one file of vectors: all of it, not the first.
/// A JSON value in which equal numbers are equal, however they were written.
pub(super) fn normal(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(elements) => elements.into_iter().map(normal).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, normal(value))).collect(),
        other => other,
    }
}

/// What an expected fault comes to in a language: as the SDK answers it, or as the host sees it.
pub(super) fn raised(language: &str, expect: &Value, found: Value) -> Value {
    let Some(message) = expect.get("raise").and_then(Value::as_str) else { return found };
    let raised = match languages()[language].raise {
        Raise::Error => found.get("error").and_then(Value::as_str).is_some_and(|text| text.contains(message)),
        Raise::Trap => found.get("failure").and_then(Value::as_str) == Some("trap"),
    };
    if raised { expect.clone() } else { found }
}
