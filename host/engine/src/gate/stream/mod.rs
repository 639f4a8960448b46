//! Text that is looked at while it comes, and goes on as soon as nothing more can become of it.

mod lane;
mod look;

use std::{collections::BTreeMap, time::Instant};

use portcullis_audit::{Digest, Mode, StreamRecord};
use serde_json::Value;

use super::{Asked, Gate, ask, denied, taint::Taint};
use crate::{
    decision::{Answer, Decision, Effect, PluginAnswer},
    document::Document,
    event::Event,
    pack::Entry,
};
use lane::Lane;

/// So much text of one stream is looked at, in bytes. A longer one is stopped.
const MAX_BYTES: usize = 4 << 20;

/// The stream was stopped: nothing more of it may go on. [`TextStream::finish`] says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the rest of the stream must not go on")]
pub struct Stopped;

/// Text that comes in pieces, such as a model's streamed answer, on its way through a gate. From [`Gate::stream`].
///
/// Sanitisers see the pieces as they come. What they call settled is let go, with what they found replaced; the rest waits
/// for more. So a secret that is cut in two never gets out, and text in which nothing is found goes on as it is.
///
/// A policy judges a whole payload. Where an enforcing policy covers the event, nothing is let go before the end.
///
/// # Example
/// ```no_run
/// # async fn example(gate: portcullis::gate::Gate, event: portcullis::event::Event) -> Result<(), Box<dyn std::error::Error>> {
/// let mut stream = gate.stream(event);
/// for piece in ["my mail is ada@exam", "ple.org", "!"] {
///     print!("{}", stream.push("/text", piece).await?);
/// }
/// let (rest, decision) = stream.finish().await;
/// if decision.is_allowed() {
///     println!("{}", rest.get("/text").map_or("", String::as_str));
/// }
/// # Ok(())
/// # }
/// ```
pub struct TextStream {
    gate: Gate,
    event: Event,
    started: Instant,
    /// The enforcing sanitisers: each entry's index in the pack, and what it answered so far.
    sanitisers: Vec<(usize, PluginAnswer)>,
    /// Nothing is let go before the end.
    whole: bool,
    lanes: BTreeMap<String, Lane>,
    bytes: usize,
    passed: StreamRecord,
    taints: Vec<Taint>,
    stopped: Option<Effect>,
}

impl Gate {
    /// Begins to look at text that comes in pieces. The event's payload is not looked at: what came takes its place, an
    /// object with the whole text at each pointer.
    #[must_use]
    pub fn stream(&self, event: Event) -> TextStream {
        let enforced = |entry: &Entry| entry.mode() == Mode::Enforce && entry.is_sanitiser() && entry.covers(&event);
        let sanitisers = self.pack.entries().iter().enumerate().filter(|(_, entry)| enforced(entry));
        let answer = |entry| ask::answer(entry, 1, Answer::Findings(Vec::new()));
        let sanitisers: Vec<_> = sanitisers.map(|(index, entry)| (index, answer(entry))).collect();
        let whole = self.covering(&event, Mode::Enforce).any(Entry::is_policy);
        let stopped = self.uncovered(&event, &self.covering(&event, Mode::Enforce).collect::<Vec<_>>());
        TextStream {
            started: Instant::now(),
            whole,
            lanes: BTreeMap::new(),
            bytes: 0,
            passed: StreamRecord { chunks: 0, digest: Digest::of(b"") },
            taints: Vec::new(),
            stopped,
            sanitisers,
            gate: self.clone(),
            event,
        }
    }
}

impl TextStream {
    /// Takes the next piece of the text at a pointer, and answers what of that text may go on now.
    ///
    /// # Errors
    /// Where the stream was stopped, now or before.
    pub async fn push(&mut self, pointer: &str, text: &str) -> Result<String, Stopped> {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.stopped.is_none() && self.bytes > MAX_BYTES {
            self.stopped =
                Some(denied("stream-too-long", format!("the stream is longer than {MAX_BYTES} bytes of text")));
        }
        if self.stopped.is_some() {
            return Err(Stopped);
        }
        let lane = self.lanes.entry(pointer.to_owned()).or_default();
        lane.push(text);
        if self.whole || !lane.is_due() {
            return Ok(String::new());
        }
        self.look(pointer, true).await
    }

    /// The text at a pointer has come to its end: answers what was held back of it. Where a policy judges the whole, it stays
    /// back until the stream ends.
    ///
    /// # Errors
    /// Where the stream was stopped, now or before.
    pub async fn end(&mut self, pointer: &str) -> Result<String, Stopped> {
        if self.stopped.is_some() {
            return Err(Stopped);
        }
        if self.whole || !self.holds(pointer) {
            return Ok(String::new());
        }
        let rest = self.look(pointer, false).await?;
        lane::pass(&mut self.passed, &rest);
        Ok(rest)
    }

    /// Whether nothing is let go before the end, since a policy judges the whole.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.whole
    }

    /// Whether the text at a pointer is on hold, as a whole or in part.
    #[must_use]
    pub fn holds(&self, pointer: &str) -> bool {
        self.lanes.get(pointer).is_some_and(|lane| !lane.held().is_empty())
    }

    /// Ends the stream: answers what was held back, by pointer, and the decision on the whole, which is on record. Where the
    /// decision is no longer to allow, nothing more may go on.
    pub async fn finish(mut self) -> (BTreeMap<String, String>, Decision) {
        let mut rest = BTreeMap::new();
        let mut asked = Asked::default();
        if self.whole && self.stopped.is_none() {
            self.event.payload = document(&self.lanes, Lane::held);
            let effect = match self.gate.completed(&self.event) {
                Ok(completed) => {
                    self.event = completed.unwrap_or(self.event);
                    self.gate.run(&self.event, &mut asked).await
                }
                Err(denied) => denied,
            };
            if let Effect::Allow(payload) | Effect::Modify(payload) = &effect {
                rest = texts(payload);
            }
            return self.conclude(rest, effect, asked).await;
        }
        for pointer in self.lanes.keys().cloned().collect::<Vec<_>>() {
            if self.stopped.is_none()
                && self.holds(&pointer)
                && let Ok(text) = self.look(&pointer, false).await
            {
                rest.insert(pointer, text);
            }
        }
        self.event.payload = document(&self.lanes, Lane::original);
        let released = document(&self.lanes, Lane::released);
        let effect = match self.stopped.take() {
            Some(stopped) => stopped,
            None if released == self.event.payload => Effect::Allow(released.clone()),
            None => Effect::Modify(released.clone()),
        };
        asked.rounds = u32::from(!self.sanitisers.is_empty());
        asked.answers = std::mem::take(&mut self.sanitisers).into_iter().map(|(_, answer)| answer).collect();
        asked.taints = std::mem::take(&mut self.taints);
        self.gate.ask_shadows(&self.event, &released, &mut asked).await;
        self.conclude(rest, effect, asked).await
    }

    async fn conclude(
        self,
        rest: BTreeMap<String, String>,
        effect: Effect,
        asked: Asked,
    ) -> (BTreeMap<String, String>, Decision) {
        let mut passed = self.passed;
        for text in rest.values() {
            lane::pass(&mut passed, text);
        }
        let decision = self.gate.conclude(&self.event, effect, asked, Some(passed), self.started).await;
        let rest = if decision.is_allowed() { rest } else { BTreeMap::new() };
        (rest, decision)
    }
}

/// The lanes as a payload.
fn document(lanes: &BTreeMap<String, Lane>, text: impl Fn(&Lane) -> &str) -> Document {
    let members = lanes.iter().map(|(pointer, lane)| (pointer.clone(), Value::from(text(lane)))).collect();
    // An object of strings is never nested too deep.
    Document::try_from(Value::Object(members)).unwrap_or_else(|_| Document::empty_object())
}

/// A payload's texts by pointer.
fn texts(payload: &Document) -> BTreeMap<String, String> {
    let member = |(name, value): (std::borrow::Cow<'_, str>, crate::document::Value<'_>)| {
        Some((name.into_owned(), value.as_str()?.into_owned()))
    };
    payload.root().members().filter_map(member).collect()
}
