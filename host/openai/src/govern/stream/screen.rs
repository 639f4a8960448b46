//! A stream's text on its way through the gate.

use std::{collections::BTreeMap, sync::Arc};

use portcullis::{
    event::Event,
    gate::{Gate, TextStream},
};

use super::malformed;
use crate::govern::{Exchange, Refusal};

/// Text in pieces, each at its place in the answer.
pub(super) struct Screen {
    /// Identity of the answer's event.
    pub(super) event: String,
    deny_message: Arc<str>,
    /// None once it has ended.
    text: Option<TextStream>,
}

impl Screen {
    pub(super) fn new(gate: &Gate, event: Event, deny_message: Arc<str>) -> Self {
        Self { event: event.id.clone(), deny_message, text: Some(gate.stream(event)) }
    }

    /// Whether nothing goes on before the end, since a policy judges the whole.
    pub(super) fn waits(&self) -> bool {
        self.text.as_ref().is_some_and(TextStream::waits)
    }

    /// Takes a piece of text, and answers what may go on at its place.
    pub(super) async fn push(&mut self, place: &str, text: &str) -> Result<String, Refusal> {
        let Some(stream) = &mut self.text else { return Err(after_its_end()) };
        match stream.push(place, text).await {
            Ok(released) => Ok(released),
            Err(_) => Err(self.refusal().await),
        }
    }

    /// The text at a place is complete: answers what was held back of it.
    pub(super) async fn end(&mut self, place: &str) -> Result<String, Refusal> {
        let Some(stream) = &mut self.text else { return Err(after_its_end()) };
        match stream.end(place).await {
            Ok(rest) => Ok(rest),
            Err(_) => Err(self.refusal().await),
        }
    }

    pub(super) fn holds(&self, place: &str) -> bool {
        self.text.as_ref().is_some_and(|stream| stream.holds(place))
    }

    /// Ends all of it: answers what was held back, by place, once that is on record; none where it has ended before.
    pub(super) async fn finish(&mut self, exchange: &Exchange) -> Result<Option<BTreeMap<String, String>>, Refusal> {
        let Some(stream) = self.text.take() else { return Ok(None) };
        let (rest, decision) = stream.finish().await;
        exchange.governor.passed(&decision)?;
        exchange.telemetry.recorded(&decision.id);
        Ok(Some(rest))
    }

    /// Nothing more goes on; what has gone on is recorded.
    pub(super) async fn abandon(&mut self) {
        if let Some(stream) = self.text.take() {
            stream.finish().await;
        }
    }

    /// Why the text was stopped.
    async fn refusal(&mut self) -> Refusal {
        match self.text.take() {
            Some(stream) => Refusal::of(&stream.finish().await.1, &self.deny_message),
            None => after_its_end(),
        }
    }
}

fn after_its_end() -> Refusal {
    malformed("it goes on after its end")
}
