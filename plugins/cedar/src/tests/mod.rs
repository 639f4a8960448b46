mod author;
mod config;
mod docs;
mod event;
mod language;
mod pack;
mod properties;
mod published;
mod schema;
mod values;
mod verdict;
use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Cedar;

fn cedar(config: &Value) -> Cedar {
    testing::policy(config).unwrap_or_else(|error| panic!("{error}"))
}

/// One text of policies.
fn policies(text: &str) -> Cedar {
    cedar(&json!({ "policies": { "p.cedar": text } }))
}

/// What is wrong with a config: pointers and messages.
fn refused(config: &Value) -> Vec<(String, String)> {
    let errors = testing::policy::<Cedar>(config).err().unwrap_or_else(|| panic!("{config} is taken"));
    errors.iter().map(|error| (error.pointer.clone(), error.message.clone())).collect()
}

fn call() -> Event {
    Event::new(Phase::ToolCall, "approve_refund")
}

fn decide(cedar: &Cedar, event: &Event, payload: &str) -> Verdict {
    cedar.evaluate(event, &Document::parse(payload).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn failure(cedar: &Cedar, event: &Event, payload: &str) -> String {
    cedar.evaluate(event, &Document::parse(payload).unwrap()).unwrap_err().to_string()
}

/// What a condition comes to: true, false, or why it fails.
fn answer(condition: &str, event: &Event, payload: &str) -> Result<bool, String> {
    let cedar = policies(&format!("permit (principal, action, resource) when {{ {condition} }};"));
    cedar
        .evaluate(event, &Document::parse(payload).unwrap())
        .map(|verdict| verdict.is_allow())
        .map_err(|error| error.to_string())
}
