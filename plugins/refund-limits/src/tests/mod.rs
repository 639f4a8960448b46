mod amounts;
mod config;
mod delegation;
mod rules;

use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::RefundLimits;

/// The support desk: a small refund by agents, a large one by managers, customers by anyone with the scope.
fn desk() -> Value {
    json!({
        "rules": [
            { "actions": ["get_customer", "lookup_customer"], "scope": "read_customer" },
            {
                "name": "small-refund",
                "actions": ["approve_refund"],
                "scope": "approve_refund_under_100",
                "roles": ["support_agent", "manager"],
                "amount": { "pointer": "/amount", "max": 100 },
            },
            {
                "name": "large-refund",
                "actions": ["approve_refund"],
                "scope": "approve_refund_under_1000",
                "roles": ["manager"],
                "amount": { "pointer": "/amount", "max": 1000 },
            },
        ],
        "delegation": { "max_depth": 2, "caps": [{ "depth": 1, "max": 50 }, { "depth": 2, "max": 0 }] },
    })
}

fn policy(config: &Value) -> RefundLimits {
    testing::policy(config).unwrap()
}

/// A refund by a support agent.
fn refund() -> Event {
    Event::new(Phase::ToolCall, "approve_refund").with_role("support_agent").with_scope("approve_refund_under_100")
}

/// A refund by a manager with both scopes.
fn large_refund() -> Event {
    Event::new(Phase::ToolCall, "approve_refund")
        .with_role("manager")
        .with_scope("approve_refund_under_100")
        .with_scope("approve_refund_under_1000")
}

fn payload(text: &str) -> Document {
    Document::parse(text).unwrap()
}

fn amount(text: &str) -> Document {
    payload(&format!("{{\"amount\": {text}}}"))
}

fn decide(config: &Value, event: &Event, payload: &Document) -> Verdict {
    policy(config).evaluate(event, payload).unwrap()
}

/// The code of a denial; none where the call may happen.
fn refused(event: &Event, payload: &Document) -> Option<String> {
    let verdict = decide(&desk(), event, payload);
    match verdict.decision {
        Decision::Allow => None,
        Decision::Deny(denial) => Some(denial.code),
        other => panic!("{other:?}"),
    }
}
