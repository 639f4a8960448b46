use std::cell::Cell;

use portcullis_guest::{Value, json, prelude::*, testing};

use crate::Budget;

mod author;
mod config;
mod limits;
mod windows;

/// 2026-11-25, a Wednesday, 09:00 in Berlin.
const MORNING: u64 = 1_795_593_600_000;
const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

fn budget(config: Value) -> Budget {
    testing::policy::<Budget>(&config).unwrap()
}

fn rules(rule: Value) -> Budget {
    budget(json!({ "timezone": "Europe/Berlin", "rules": [rule], "prices": { "m": { "input": 1.0, "output": 4.0 } } }))
}

/// An event of an id of its own, at a moment that is also the state's.
fn event(phase: Phase, name: &str, at: u64) -> Event {
    testing::state_at(at);
    let number = NUMBER.get() + 1;
    NUMBER.set(number);
    Event::new(phase, name).with_id(format!("event-{number}")).at(at)
}

fn request(tokens: u64) -> Document {
    json!({ "model": "m-1", "max_tokens": tokens }).into()
}

fn answer(input: u64, output: u64) -> Document {
    json!({ "model": "m-1", "usage": { "prompt_tokens": input, "completion_tokens": output } }).into()
}

fn answering(event: &Event, phase: Phase) -> Event {
    let mut answer = event.clone().with_context(json!({ "cause": event.id }));
    answer.phase = phase;
    answer
}

/// Whether a call is allowed.
fn calls(budget: &Budget, event: &Event) -> bool {
    budget.evaluate(event, &json!({}).into()).unwrap().is_allow()
}
