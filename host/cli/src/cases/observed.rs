//! What a gate decided, in the words of test cases.

use portcullis::{
    audit::StateRecord,
    decision::{ActedFinding, Answer, Decision, Effect, PluginAnswer, Violation},
    document::{Document, Edit},
    event::Event,
};

use super::node::{Is, Node};

/// All of it. `released` is what a stream let go, where there was one.
pub(super) fn of(event: &Event, decision: &Decision, released: Option<String>) -> Node {
    let mut members: Vec<(String, Node)> = Vec::new();
    let mut add = |name: &str, node: Node| members.push((name.to_owned(), node));
    add("decision", Node::text(decision.effect.name()));
    match &decision.effect {
        Effect::Allow(payload) | Effect::Modify(payload) => add("payload", Node::of(payload.root())),
        Effect::Deny(denied) => {
            let denial = &denied.denial;
            add("plugin", optional(denied.plugin.as_deref()));
            add("code", Node::text(&denial.code));
            add("detail", Node::text(&denial.detail));
            add("message", optional(denial.message.as_deref()));
            add("violations", list(denial.violations.iter().map(violation)));
        }
        Effect::Escalate(needs) => {
            let escalation = &needs.escalation;
            add("plugin", Node::text(&needs.plugin));
            add("code", Node::text(&escalation.code));
            add("detail", Node::text(&escalation.detail));
            add("message", optional(escalation.message.as_deref()));
            add("approvers", list(escalation.approvers.iter().map(Node::text)));
        }
    }
    // As they were first asked: later rounds see what the first one left.
    let first = || decision.answers.iter().filter(|answer| answer.round == 1);
    add("edits", list(first().flat_map(edits).map(edit)));
    add("findings", list(first().flat_map(|answer| findings(answer).map(|acted| finding(event, answer, acted)))));
    add("notes", list(first().flat_map(|answer| &answer.notes).map(Node::text)));
    let lines = first().flat_map(|answer| &answer.log);
    add(
        "log",
        list(lines.map(|line| Node::map([("level", named(&line.level)), ("message", Node::text(&line.message))]))),
    );
    add("state", list(decision.answers.iter().flat_map(|answer| &answer.state).map(asked)));
    if let Some(released) = released {
        add("released", Node::text(released));
    }
    Node::new(Is::Map(members))
}

fn edits(answer: &PluginAnswer) -> &[Edit] {
    if let Answer::Modify(edits) = &answer.answer { edits } else { &[] }
}

fn findings(answer: &PluginAnswer) -> impl Iterator<Item = &ActedFinding> {
    let found: &[ActedFinding] = if let Answer::Findings(findings) = &answer.answer { findings } else { &[] };
    found.iter()
}

fn edit(edit: &Edit) -> Node {
    match &edit.value {
        Some(value) => Node::map([("pointer", Node::text(&edit.pointer)), ("value", json(value))]),
        None => Node::map([("pointer", Node::text(&edit.pointer)), ("remove", Node::new(Is::Bool(true)))]),
    }
}

fn violation(violation: &Violation) -> Node {
    let parsed = |text: &Option<String>| text.as_deref().map_or(Node::new(Is::Null), json);
    Node::map([
        ("code", Node::text(&violation.code)),
        ("pointer", Node::text(&violation.pointer)),
        ("found", parsed(&violation.found)),
        ("allowed", parsed(&violation.allowed)),
        ("rule", optional(violation.rule.as_deref())),
    ])
}

fn finding(event: &Event, answer: &PluginAnswer, ActedFinding { pointer, finding, action }: &ActedFinding) -> Node {
    // A stream's text is not in the event.
    let text = event.payload.get(pointer).and_then(|value| value.as_str());
    let text = text.as_deref().and_then(|text| text.get(finding.span.clone())).map(str::to_owned);
    let number = |number: usize| Node::new(Is::Number(number.to_string()));
    Node::map([
        ("plugin", Node::text(&answer.plugin)),
        ("pointer", Node::text(pointer)),
        ("text", optional(text.as_deref())),
        ("start", number(finding.span.start)),
        ("end", number(finding.span.end)),
        ("kind", Node::text(&finding.kind)),
        ("severity", named(&finding.severity)),
        ("replacement", optional(finding.replacement.as_deref())),
        ("action", named(action)),
    ])
}

/// A call of the state with its answer, as the audit log has them.
fn asked(record: &StateRecord) -> Node {
    serde_json::to_string(record).map_or(Node::new(Is::Null), |text| json(&text))
}

fn list(nodes: impl Iterator<Item = Node>) -> Node {
    Node::new(Is::List(nodes.collect()))
}

fn optional(text: Option<&str>) -> Node {
    text.map_or(Node::new(Is::Null), Node::text)
}

/// What a plugin gave as JSON; the text itself where it is none.
fn json(text: &str) -> Node {
    Document::parse(text).map_or_else(|_| Node::text(text), |document| Node::of(document.root()))
}

/// A word of the audit log: a severity, an action, a level.
fn named(word: &impl serde::Serialize) -> Node {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(name)) => Node::text(name),
        other => Node::text(format!("{other:?}")),
    }
}
