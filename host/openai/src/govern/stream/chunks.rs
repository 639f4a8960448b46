//! Streams of chat and text completions: chunks, each with pieces of some choices.

use std::collections::{BTreeMap, BTreeSet};

use portcullis::document::{Document, Edit, Kind, StringPlace, Value};
use serde_json::json;

use super::{
    Flow, MAX_HELD,
    call::Assembly,
    events::{self, Event},
    malformed,
    screen::Screen,
    too_long,
};
use crate::govern::{Exchange, Refusal, calls::Ruling, edits};

pub(super) struct Chunks {
    screen: Screen,
    /// For text on hold: a chunk that it can go on in, by where the text stands.
    carriers: BTreeMap<String, Carrier>,
    calls: Assembly,
    /// A chunk of each choice that has called a tool.
    callers: BTreeMap<u64, Document>,
    /// Ends of choices, and what came behind them.
    tail: Vec<Tail>,
    held: usize,
}

/// A chunk, and where in it the text stood.
struct Carrier {
    chunk: Document,
    pointer: String,
}

/// A chunk that waits for the end.
struct Tail {
    bytes: Vec<u8>,
    chunk: Document,
}

/// A choice's piece in a chunk.
struct Choice<'c> {
    /// Its number among the choices.
    number: u64,
    /// Where it stands in the chunk.
    pointer: String,
    value: Value<'c>,
}

impl Chunks {
    pub(super) fn new(screen: Screen) -> Self {
        Self {
            screen,
            carriers: BTreeMap::new(),
            calls: Assembly::default(),
            callers: BTreeMap::new(),
            tail: Vec::new(),
            held: 0,
        }
    }

    pub(super) async fn event(
        &mut self,
        exchange: &Exchange,
        event: &Event,
        out: &mut Vec<u8>,
    ) -> Result<Flow, Refusal> {
        let data = match &event.data {
            None => {
                out.extend_from_slice(&event.bytes);
                return Ok(Flow::GoesOn);
            }
            Some(Err(_)) => return Err(malformed("it is not UTF-8")),
            Some(Ok(data)) => data.trim(),
        };
        if data == "[DONE]" {
            self.end(exchange, out).await?;
            out.extend_from_slice(&event.bytes);
            return Ok(Flow::Ends);
        }
        let chunk = Document::parse(data).map_err(|error| malformed(&error.to_string()))?;
        let failed = chunk.get("/error").is_some_and(|error| error.kind() != Kind::Null);
        if failed {
            // The provider's own: nothing of the answer comes after it.
            self.abandon().await;
            out.extend_from_slice(&event.bytes);
            return Ok(Flow::Ends);
        }
        exchange.telemetry.answered(&chunk);
        self.chunk(&event.bytes, chunk, out).await?;
        if self.held > MAX_HELD { Err(too_long()) } else { Ok(Flow::GoesOn) }
    }

    async fn chunk(&mut self, bytes: &[u8], chunk: Document, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let choices = choices(&chunk);
        let mut changes = self.texts(&chunk, &choices).await?;
        let mut ends = choices.is_empty() && !self.tail.is_empty();
        for choice in &choices {
            ends |= choice.value.get("finish_reason").is_some_and(|reason| reason.kind() != Kind::Null);
            let Some(delta) = choice.value.get("delta") else { continue };
            let calls = ["tool_calls", "function_call"].into_iter().filter(|name| delta.get(name).is_some());
            let calls: Vec<_> = calls.map(|name| Edit::remove(format!("{}/delta/{name}", choice.pointer))).collect();
            if !calls.is_empty() {
                self.held += self.calls.take(choice.number, delta);
                self.callers.entry(choice.number).or_insert_with(|| chunk.clone());
                changes.extend(calls);
            }
        }
        if changes.is_empty() && !ends {
            out.extend_from_slice(bytes);
            return Ok(());
        }
        let changed = !changes.is_empty();
        let chunk = edits::apply(chunk, &changes).map_err(|error| malformed(&error.to_string()))?;
        let bytes = if changed { events::data(chunk.text()) } else { bytes.to_vec() };
        if ends {
            self.held += bytes.len();
            self.tail.push(Tail { bytes, chunk });
        } else if says_anything(&chunk) {
            out.extend(bytes);
        }
        Ok(())
    }

    /// Has the sanitisers look at the chunk's texts, and answers what has to change in it.
    async fn texts(&mut self, chunk: &Document, choices: &[Choice<'_>]) -> Result<Vec<Edit>, Refusal> {
        let mut changes = Vec::new();
        for string in chunk.strings().into_iter().filter(|string| string.place != StringPlace::Name) {
            let of = |choice: &&Choice<'_>| {
                string.pointer.strip_prefix(&choice.pointer).is_some_and(|rest| rest.starts_with('/'))
            };
            let Some(choice) = choices.iter().find(of) else { continue };
            let within = string.pointer.get(choice.pointer.len()..).unwrap_or_default();
            if !is_text(within) {
                continue;
            }
            let place = format!("/choices/{}{within}", choice.number);
            let released = self.screen.push(&place, &string.text).await?;
            if self.screen.holds(&place) {
                let carrier = Carrier { chunk: chunk.clone(), pointer: string.pointer.clone() };
                self.carriers.insert(place, carrier);
            }
            if released != string.text {
                changes.push(edits::set_text(string.pointer.as_str(), &released));
                // Probabilities repeat the text token by token.
                let logprobs = format!("{}/logprobs", choice.pointer);
                if choice.value.get("logprobs").is_some_and(|logprobs| logprobs.kind() != Kind::Null) {
                    changes.push(Edit::set(logprobs, "null"));
                }
            }
        }
        Ok(changes)
    }

    /// Lets go what was held back: the rest of the text, then the calls that are allowed, then the choices' ends.
    pub(super) async fn end(&mut self, exchange: &Exchange, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let Some(rest) = self.screen.finish(exchange).await? else { return Ok(()) };
        for (place, text) in rest.into_iter().filter(|(_, text)| !text.is_empty()) {
            let Some(carrier) = self.carriers.get(&place) else { continue };
            let chunk = carrier.carry(&text).map_err(|error| malformed(&error.to_string()))?;
            out.extend(events::data(chunk.text()));
        }
        let silenced = self.release_calls(exchange, out).await?;
        for tail in std::mem::take(&mut self.tail) {
            out.extend(tail.after(&silenced)?);
        }
        Ok(())
    }

    /// Decides the calls, and answers the choices that have none left of those they had.
    async fn release_calls(&mut self, exchange: &Exchange, out: &mut Vec<u8>) -> Result<BTreeSet<u64>, Refusal> {
        let mut denied: BTreeMap<u64, String> = BTreeMap::new();
        let mut released: BTreeMap<u64, usize> = BTreeMap::new();
        for call in self.calls.complete() {
            let Some(caller) = self.callers.get(&call.choice) else { continue };
            let edited = match exchange.call(&self.screen.event, &call.call).await {
                Ruling::Denied(reason) => {
                    denied.entry(call.choice).or_insert(reason);
                    continue;
                }
                Ruling::AsItWas => None,
                Ruling::Edited(arguments) => Some(arguments),
            };
            let number = released.entry(call.choice).or_default();
            let (member, value) = call.delta(*number, edited.as_deref());
            *number += 1;
            out.extend(events::data(delta(caller, call.choice, &json!({ member: value }))?.text()));
        }
        let mut silenced = BTreeSet::new();
        for (choice, reason) in denied.into_iter().filter(|(choice, _)| !released.contains_key(choice)) {
            if let Some(caller) = self.callers.get(&choice) {
                out.extend(events::data(delta(caller, choice, &json!({ "content": reason }))?.text()));
            }
            silenced.insert(choice);
        }
        Ok(silenced)
    }

    /// Nothing more goes on; what has gone on is recorded.
    pub(super) async fn abandon(&mut self) {
        self.screen.abandon().await;
    }
}

impl Carrier {
    /// The chunk with this text instead, and with nothing else that would be said twice.
    fn carry(&self, text: &str) -> Result<Document, portcullis::document::EditError> {
        let mut changes = Vec::new();
        for choice in choices(&self.chunk) {
            for string in self.chunk.strings() {
                let within = string.pointer.strip_prefix(&choice.pointer);
                if string.place != StringPlace::Name && within.is_some_and(is_text) {
                    changes.push(edits::set_text(string.pointer.as_str(), ""));
                }
            }
            let at = |member: &str| format!("{}/{member}", choice.pointer);
            for member in ["finish_reason", "logprobs"] {
                if choice.value.get(member).is_some() {
                    changes.push(Edit::set(at(member), "null"));
                }
            }
            for member in ["delta/tool_calls", "delta/function_call", "delta/role"] {
                if self.chunk.get(&at(member)).is_some() {
                    changes.push(Edit::remove(at(member)));
                }
            }
        }
        if self.chunk.get("/usage").is_some() {
            changes.push(Edit::set("/usage", "null"));
        }
        changes.push(edits::set_text(self.pointer.as_str(), text));
        self.chunk.edited(&changes)
    }
}

impl Tail {
    /// A choice that has nothing left of the calls that it ended with has simply ended.
    fn after(self, silenced: &BTreeSet<u64>) -> Result<Vec<u8>, Refusal> {
        let mut changes = Vec::new();
        for choice in choices(&self.chunk).iter().filter(|choice| silenced.contains(&choice.number)) {
            if choice.value.get("finish_reason").is_some_and(|reason| reason.kind() != Kind::Null) {
                changes.push(edits::set_text(format!("{}/finish_reason", choice.pointer), "stop"));
            }
        }
        if changes.is_empty() {
            return Ok(self.bytes);
        }
        let chunk = edits::apply(self.chunk, &changes).map_err(|error| malformed(&error.to_string()))?;
        Ok(events::data(chunk.text()))
    }
}

fn choices(chunk: &Document) -> Vec<Choice<'_>> {
    let list = chunk.get("/choices");
    let choices = list.iter().flat_map(Value::elements).enumerate().map(|(position, value)| {
        let number = value.get("index").and_then(|index| index.raw().parse().ok());
        let number = number.or_else(|| u64::try_from(position).ok()).unwrap_or_default();
        Choice { number, pointer: format!("/choices/{position}"), value }
    });
    choices.collect()
}

/// Whether a string of a choice is text that the model has written: all but what the protocol itself puts there, and calls.
fn is_text(within: &str) -> bool {
    let delta = within.strip_prefix("/delta/").is_some_and(|member| {
        let name = member.split('/').next().unwrap_or_default();
        !matches!(name, "role" | "tool_calls" | "function_call")
    });
    delta || within == "/text"
}

/// Whether anything is left in a chunk that was changed.
fn says_anything(chunk: &Document) -> bool {
    let usage = chunk.get("/usage").is_some_and(|usage| usage.kind() != Kind::Null);
    usage
        || choices(chunk).iter().any(|choice| {
            let text = chunk.strings().into_iter().any(|string| {
                let within = string.pointer.strip_prefix(&choice.pointer);
                string.place != StringPlace::Name && !string.text.is_empty() && within.is_some_and(is_text)
            });
            text || chunk.get(&format!("{}/delta/role", choice.pointer)).is_some()
        })
}

/// A chunk like another one, in which one choice says this.
fn delta(like: &Document, choice: u64, delta: &serde_json::Value) -> Result<Document, Refusal> {
    let choices = json!([{ "index": choice, "delta": delta, "logprobs": null, "finish_reason": null }]);
    let mut changes = vec![Edit::set("/choices", choices.to_string())];
    if like.get("/usage").is_some() {
        changes.push(Edit::set("/usage", "null"));
    }
    like.edited(&changes).map_err(|error| malformed(&error.to_string()))
}
