use crate::{
    document::Document,
    plugin::{
        bindings::portcullis::plugin::document::{Host, Part},
        sandbox::State,
    },
};

/// What a guest can read while it answers one event.
#[derive(Clone)]
pub(crate) struct Documents {
    pub(crate) payload: Document,
    pub(crate) context: Document,
    pub(crate) claims: Document,
}

/// A guest asked for the event's JSON, or for the state, while there was no event.
#[derive(Debug, thiserror::Error)]
#[error("the document and the state are only there while an event is evaluated")]
pub(super) struct NoEvent;

impl State {
    fn part(&self, part: Part) -> wasmtime::Result<&Document> {
        let documents = self.documents.as_ref().ok_or_else(|| wasmtime::Error::msg(NoEvent.to_string()))?;
        Ok(match part {
            Part::Payload => &documents.payload,
            Part::Context => &documents.context,
            Part::Claims => &documents.claims,
        })
    }
}

impl Host for State {
    fn json(&mut self, part: Part) -> wasmtime::Result<String> {
        let text = self.part(part)?.text().to_owned();
        self.host_calls.count(0, text.len()).map_err(wasmtime::Error::new)?;
        Ok(text)
    }

    fn get(&mut self, part: Part, pointer: String) -> wasmtime::Result<Option<String>> {
        let (value, steps) = self.part(part)?.look_up(&pointer);
        let text = value.map(|value| value.raw().to_owned());
        let bytes = pointer.len().saturating_add(text.as_ref().map_or(0, String::len));
        self.host_calls.count(steps, bytes).map_err(wasmtime::Error::new)?;
        Ok(text)
    }

    fn size(&mut self, part: Part) -> wasmtime::Result<u64> {
        self.host_calls.count(0, 0).map_err(wasmtime::Error::new)?;
        Ok(u64::try_from(self.part(part)?.text().len()).unwrap_or(u64::MAX))
    }
}
