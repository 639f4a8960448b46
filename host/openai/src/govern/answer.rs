//! A model's whole answer, on its way to whoever asked.

use std::collections::{BTreeMap, BTreeSet};

use portcullis::{
    document::{Document, Edit, Kind},
    event::Phase,
};
use serde_json::json;
use tracing::Instrument;

use super::{
    Exchange, Operation, Refusal,
    calls::{self, Placed, Ruling},
    edits,
    tools::text,
};

/// An answer that may be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer as it came, or as policies and sanitisers left it.
    pub body: String,
    /// Its decision in the audit log.
    pub record: String,
}

impl Exchange {
    /// Decides a whole answer, and each call of a tool in it. A call that is denied is taken out; where none is left,
    /// the answer says why instead.
    ///
    /// # Errors
    /// An answer that is no JSON, or that is not allowed.
    pub async fn response(&self, body: &str) -> Result<Answer, Refusal> {
        let answer = self.decide_answer(body).instrument(self.span().clone()).await;
        match &answer {
            Ok(answer) => self.telemetry.recorded(&answer.record),
            Err(refusal) => self.telemetry.refused(refusal),
        }
        answer
    }

    async fn decide_answer(&self, body: &str) -> Result<Answer, Refusal> {
        let answer = Document::parse(body)
            .map_err(|error| Refusal::answer(format!("The model's answer is not valid JSON: {error}.")))?;
        let name = self.operation.name();
        let event = self.session.event(Phase::ModelResponse, name, name, answer).caused_by(&self.event);
        let decision = self.governor.decide(&event).await;
        let mut passed = self.governor.passed(&decision)?;
        if passed != event.payload {
            passed = edited(passed, &logprobs(self.operation, &event.payload))?;
        }
        let mut ruled = Vec::new();
        for placed in calls::of(self.operation, &passed) {
            let ruling = self.call(&event.id, &placed.call).await;
            ruled.push((placed, ruling));
        }
        let changes = match self.operation {
            Operation::Respond => items(&ruled),
            _ => chat(&passed, &ruled),
        };
        let body = edited(passed, &changes)?;
        self.telemetry.answered(&body);
        Ok(Answer { body: body.text().to_owned(), record: decision.id })
    }
}

fn edited(answer: Document, changes: &[Edit]) -> Result<Document, Refusal> {
    // Only what is there is changed, so nothing is left to refuse it but what a policy has made of the answer.
    edits::apply(answer, changes).map_err(|error| Refusal::answer(format!("The answer can't be changed: {error}.")))
}

/// Probabilities repeat an answer's text token by token. Where the text was changed, so are they: they go.
fn logprobs(operation: Operation, answer: &Document) -> Vec<Edit> {
    let elements = |pointer: &str| answer.get(pointer).map_or(0, |list| list.elements().count());
    let there = |pointer: &String| answer.get(pointer).is_some_and(|value| value.kind() != Kind::Null);
    match operation {
        Operation::Respond => {
            let contents = (0..elements("/output")).flat_map(|item| {
                let content = format!("/output/{item}/content");
                (0..elements(&content)).map(move |part| format!("{content}/{part}/logprobs"))
            });
            contents.filter(there).map(|pointer| Edit::set(pointer, "[]")).collect()
        }
        _ => {
            let choices = (0..elements("/choices")).map(|choice| format!("/choices/{choice}/logprobs"));
            choices.filter(there).map(|pointer| Edit::set(pointer, "null")).collect()
        }
    }
}

/// What becomes of the calls in a chat's answer.
fn chat(answer: &Document, ruled: &[(Placed, Ruling)]) -> Vec<Edit> {
    let (mut changes, mut removed) = (Vec::new(), Vec::new());
    let mut denied: BTreeMap<&str, &str> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for (placed, ruling) in ruled {
        // `/choices/0/message`: what the call is part of.
        let message = placed.pointer.split_inclusive('/').take(4).collect::<String>().len();
        let message = placed.pointer.get(..message).unwrap_or_default().trim_end_matches('/');
        match ruling {
            Ruling::AsItWas => drop(kept.insert(message)),
            Ruling::Edited(arguments) => {
                kept.insert(message);
                changes.push(edits::set_text(format!("{}{}", placed.pointer, placed.arguments), arguments));
            }
            Ruling::Denied(reason) => {
                denied.entry(message).or_insert(reason);
                removed.push(Edit::remove(placed.pointer.as_str()));
            }
        }
    }
    // From the last to the first, so that those that are left to be removed stay where they are.
    changes.extend(removed.into_iter().rev());
    for (message, reason) in denied {
        if kept.contains(message) {
            continue;
        }
        let list = format!("{message}/tool_calls");
        if answer.get(&list).is_some() {
            changes.push(Edit::remove(list));
        }
        if text(answer.get(&format!("{message}/content"))).is_none_or(|content| content.is_empty()) {
            changes.push(edits::set_text(format!("{message}/content"), reason));
        }
        changes.push(edits::set_text(format!("{}/finish_reason", message.trim_end_matches("/message")), "stop"));
    }
    changes
}

/// What becomes of the calls among a response's items: a message stands where a denied one stood.
pub(super) fn items(ruled: &[(Placed, Ruling)]) -> Vec<Edit> {
    let change = |(placed, ruling): &(Placed, Ruling)| match ruling {
        Ruling::AsItWas => None,
        Ruling::Edited(item) if placed.arguments.is_empty() => Some(Edit::set(placed.pointer.as_str(), item.as_str())),
        Ruling::Edited(arguments) => {
            Some(edits::set_text(format!("{}{}", placed.pointer, placed.arguments), arguments))
        }
        Ruling::Denied(reason) => {
            let content = json!([{ "type": "output_text", "text": reason, "annotations": [] }]);
            let id = format!("msg_{}", placed.call.id.as_deref().unwrap_or("denied"));
            let item = json!({
                "id": id, "type": "message", "status": "completed", "role": "assistant", "content": content,
            });
            Some(Edit::set(placed.pointer.as_str(), item.to_string()))
        }
    };
    ruled.iter().filter_map(change).collect()
}
