//! Streams of the Responses API that a policy judges: it does so by the last event, which holds everything.

use portcullis::document::{Document, Edit};

use super::{
    Flow, MAX_HELD,
    events::{self, Event},
    malformed, too_long,
};
use crate::govern::{Exchange, Refusal, tools::text};

/// Everything that came, until the event that holds it all.
#[derive(Default)]
pub(super) struct Whole {
    held: Vec<u8>,
    /// The event that opens the stream, before the model has said anything.
    first: Vec<u8>,
    last: Option<Document>,
}

impl Whole {
    pub(super) async fn event(&mut self, _: &Exchange, event: &Event, out: &mut Vec<u8>) -> Result<Flow, Refusal> {
        let data = match &event.data {
            // A comment: it keeps the connection open meanwhile.
            None => {
                out.extend_from_slice(&event.bytes);
                return Ok(Flow::GoesOn);
            }
            Some(Err(_)) => return Err(malformed("it is not UTF-8")),
            Some(Ok(data)) => data.trim(),
        };
        self.held.extend_from_slice(&event.bytes);
        if self.held.len() > MAX_HELD {
            return Err(too_long());
        }
        if data == "[DONE]" {
            return Ok(Flow::GoesOn);
        }
        let document = Document::parse(data).map_err(|error| malformed(&error.to_string()))?;
        match text(document.get("/type")).as_deref() {
            Some("response.created") => self.first.clone_from(&event.bytes),
            Some("response.completed" | "response.incomplete" | "response.failed") => self.last = Some(document),
            Some("error") => {
                out.extend_from_slice(&event.bytes);
                return Ok(Flow::Ends);
            }
            _ => {}
        }
        Ok(Flow::GoesOn)
    }

    pub(super) async fn end(&mut self, exchange: &Exchange, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let Some(last) = self.last.take() else { return Err(malformed("it ends before its answer is complete")) };
        let response = last.get("/response").map(|response| response.raw().to_owned()).unwrap_or_default();
        let answer = exchange.response(&response).await?;
        if answer.body == response {
            out.append(&mut self.held);
            return Ok(());
        }
        // What came in pieces was said before it was changed, so only the opening and the end of it go on.
        let last = last.edited(&[Edit::set("/response", answer.body)]);
        let last = last.map_err(|error| malformed(&error.to_string()))?;
        let kind = text(last.get("/type")).unwrap_or_default();
        out.append(&mut self.first);
        out.extend(events::named(&kind, last.text()));
        Ok(())
    }
}
