mod attestations;
mod author;
mod config;
mod denials;
mod docs;
mod fintech;
mod hierarchy;
mod hostile;
mod parameters;
mod properties;
mod rate;

use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Mapl;

fn mapl(config: &Value) -> Mapl {
    testing::policy(config).unwrap_or_else(|error| panic!("{error}"))
}

/// Documents that hold for everybody who comes along.
fn documents(documents: Value) -> Mapl {
    mapl(&json!({ "documents": documents }))
}

/// One document for everybody, which allows everything but for these constraints.
fn constraints(constraints: Value) -> Mapl {
    documents(json!([{ "policy_id": "global:all", "resources": ["**"], "constraints": constraints }]))
}

/// One document for everybody with these limits of the tool `tool:app/tool`.
fn tool(parameters: Value) -> Mapl {
    constraints(json!({ "parameters": { "tool:app/tool": parameters } }))
}

/// One document for everybody with these limits of a model.
fn model(parameters: Value) -> Mapl {
    constraints(json!({ "parameters": { "tool:*/generate": parameters } }))
}

fn call(target: &str) -> Event {
    let mut event = Event::new(Phase::ToolCall, "tool");
    event.target = target.to_owned();
    event
}

fn request(target: &str) -> Event {
    let mut event = Event::new(Phase::ModelRequest, "generate");
    event.target = target.to_owned();
    event
}

fn decide(mapl: &Mapl, event: &Event, payload: &str) -> Verdict {
    mapl.evaluate(event, &Document::parse(payload).unwrap()).unwrap()
}

/// The codes of a denial with their pointers; empty where the event may happen as it is.
fn refused(mapl: &Mapl, event: &Event, payload: &str) -> Vec<(String, String)> {
    match decide(mapl, event, payload).decision {
        Decision::Allow => Vec::new(),
        Decision::Deny(denial) => denial.violations.into_iter().map(|one| (one.code, one.pointer)).collect(),
        other => panic!("{payload}: {other:?}"),
    }
}

/// Of a call of `tool:app/tool`.
fn tool_refused(mapl: &Mapl, payload: &str) -> Vec<(String, String)> {
    refused(mapl, &call("tool:app/tool"), payload)
}

fn codes(refused: &[(String, String)]) -> Vec<&str> {
    refused.iter().map(|(code, _)| code.as_str()).collect()
}

/// The edits of a request of `tool:app/generate`; none where it goes on as it is.
fn edited(mapl: &Mapl, payload: &str) -> Vec<(String, String)> {
    match decide(mapl, &request("tool:app/generate"), payload).decision {
        Decision::Allow => Vec::new(),
        Decision::Modify(edits) => {
            edits.into_iter().map(|edit| (edit.pointer, edit.value.unwrap_or_default())).collect()
        }
        other => panic!("{payload}: {other:?}"),
    }
}

fn pair(pointer: &str, value: &str) -> (String, String) {
    (pointer.to_owned(), value.to_owned())
}

/// What is wrong with a config: pointer and message.
fn errors(config: &Value) -> Vec<(String, String)> {
    let errors = testing::policy::<Mapl>(config).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.pointer, error.message)).collect()
}

/// What is odd about a config.
fn warnings(config: &Value) -> Vec<(String, String)> {
    let config = serde_json::from_value(config.clone()).unwrap();
    let (_, warnings) = Mapl::load(&config).unwrap_or_else(|error| panic!("{error}"));
    warnings.into_iter().map(|warning| (warning.pointer, warning.message)).collect()
}
