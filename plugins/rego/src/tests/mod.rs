mod author;
mod config;
mod conformance;
mod decision;
mod defaults;
mod docs;
mod input;
mod language;
mod verdict;
use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Rego;

fn rego(config: &Value) -> Rego {
    testing::policy(config).unwrap_or_else(|error| panic!("{error}"))
}

/// One module, of the package `t`, which is asked as a whole.
fn package(rules: &str) -> Rego {
    rego(&json!({ "modules": { "t.rego": format!("package t\n{rules}") }, "entrypoint": "data.t" }))
}

/// One module, of the package `t`, whose rule `answer` is asked.
fn rule(rules: &str) -> Rego {
    rego(&json!({ "modules": { "t.rego": format!("package t\n{rules}") }, "entrypoint": "data.t.answer" }))
}

fn call() -> Event {
    Event::new(Phase::ToolCall, "approve_refund")
}

fn decide(rego: &Rego, payload: &str) -> Verdict {
    decide_event(rego, &call(), payload)
}

fn decide_event(rego: &Rego, event: &Event, payload: &str) -> Verdict {
    rego.evaluate(event, &Document::parse(payload).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn failure(rego: &Rego, payload: &str) -> String {
    rego.evaluate(&call(), &Document::parse(payload).unwrap()).unwrap_err().to_string()
}

/// The code and the detail of a denial or an escalation; the words `allow` and `modify` otherwise.
fn outcome(verdict: &Verdict) -> (String, String) {
    match &verdict.decision {
        Decision::Allow => ("allow".to_owned(), String::new()),
        Decision::Modify(_) => ("modify".to_owned(), String::new()),
        Decision::Deny(denial) => (denial.code.clone(), denial.detail.clone()),
        Decision::Escalate(escalation) => (escalation.code.clone(), escalation.detail.clone()),
    }
}
