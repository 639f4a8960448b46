mod author;
mod config;
mod conformance;
mod docs;
mod expressions;
mod pack;
mod rules;
use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::CelRules;

fn rules(config: &Value) -> CelRules {
    testing::policy(config).unwrap_or_else(|error| panic!("{error}"))
}

fn call() -> Event {
    Event::new(Phase::ToolCall, "approve_refund")
}

fn decide(rules: &CelRules, event: &Event, payload: &str) -> Verdict {
    rules.evaluate(event, &Document::parse(payload).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

/// What a single expression comes to: true, false, or why it failed.
fn answer(when: &str, event: &Event, payload: &str) -> Result<bool, String> {
    let rules = rules(&json!({ "rules": [{ "id": "r", "when": when, "effect": "allow" }] }));
    match decide(&rules, event, payload).decision {
        Decision::Allow => Ok(true),
        Decision::Deny(denial) if denial.code == "not-allowed" => Ok(false),
        Decision::Deny(denial) => Err(denial.detail),
        other => panic!("{other:?}"),
    }
}
