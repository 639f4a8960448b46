//! The policy of every language, asked.

use portcullis::{
    decision::{Answer, Decision, Denial, PluginAnswer, Violation},
    document::{Document, Edit},
    plugin::Failure,
};
use serde_json::{Map, Value, json};

use super::{
    Asked, Kind, plugin,
    vector::{Vector, normal, raised, read, written_out},
};

pub(super) fn asked(language: &str, file: &str) -> Asked {
    let (gate, mut asked) = (plugin::gate(language, Kind::Policy, ""), Asked::default());
    for vector in read::<Vector>(Kind::Policy, file) {
        let decision = gate.decide_blocking(&vector.event());
        let expect = written_out(vector.expect);
        let found = raised(language, &expect, answered(&decision, expect.get("result").is_some()));
        asked.compare(&vector.name, &normal(found), &normal(expect));
    }
    asked
}

/// What the policy answered to the event as it came, in the words of a vector.
fn answered(decision: &Decision, with_result: bool) -> Value {
    let PluginAnswer { answer, notes, log, .. } = &decision.answers[0];
    let mut found = match answer {
        Answer::Allow => json!({"allow": {}}),
        Answer::Deny(denial) => json!({"deny": denied(denial)}),
        Answer::Escalate(escalation) => {
            let mut members = json!({"code": escalation.code, "detail": escalation.detail});
            add(&mut members, "message", escalation.message.clone().map(Value::from));
            add(&mut members, "approvers", some(escalation.approvers.iter().cloned().map(Value::from)));
            json!({"escalate": members})
        }
        Answer::Modify(edits) => json!({"modify": edits.iter().map(edited).collect::<Vec<_>>()}),
        Answer::Failed(failure) => failed(failure),
        other => json!({"other": format!("{other:?}")}),
    };
    if with_result {
        add(&mut found, "result", decision.payload().map(|payload| parsed(payload.text())));
    }
    if !matches!(answer, Answer::Failed(_)) {
        add(&mut found, "notes", some(notes.iter().cloned().map(Value::from)));
        add(&mut found, "log", some(log.iter().map(|line| json!([line.level, line.message]))));
    }
    found
}

pub(super) fn failed(failure: &Failure) -> Value {
    match failure {
        Failure::Refused(text) => json!({"error": text}),
        other => json!({"failure": other.code()}),
    }
}

fn denied(denial: &Denial) -> Value {
    let mut members = json!({"code": denial.code, "detail": denial.detail});
    add(&mut members, "message", denial.message.clone().map(Value::from));
    add(&mut members, "violations", some(denial.violations.iter().map(violated)));
    members
}

fn violated(violation: &Violation) -> Value {
    let mut members = json!({"code": violation.code, "pointer": violation.pointer});
    add(&mut members, "found", violation.found.as_deref().map(parsed));
    add(&mut members, "allowed", violation.allowed.as_deref().map(parsed));
    add(&mut members, "rule", violation.rule.clone().map(Value::from));
    members
}

fn edited(edit: &Edit) -> Value {
    let mut members = json!({"pointer": edit.pointer});
    add(&mut members, "value", edit.value.as_deref().map(parsed));
    members
}

/// JSON that a policy answered. What is none shows as what it is.
fn parsed(text: &str) -> Value {
    match Document::parse(text) {
        Ok(_) => serde_json::from_str(text).unwrap(),
        Err(error) => json!({"no JSON": text, "error": error.to_string()}),
    }
}

fn some(values: impl Iterator<Item = Value>) -> Option<Value> {
    let values: Vec<Value> = values.collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

/// Adds a member, where there is a value for it.
fn add(object: &mut Value, name: &str, value: Option<Value>) {
    let members: &mut Map<String, Value> = object.as_object_mut().unwrap();
    members.extend(value.map(|value| (name.to_owned(), value)));
}
