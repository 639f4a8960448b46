//! A model's answer that comes as server-sent events.

mod call;
mod chunks;
mod events;
mod item;
mod items;
mod screen;
mod whole;

use std::sync::Arc;

use portcullis::event::Phase;
use tracing::Instrument;

use super::{Exchange, Operation, Refusal};
use chunks::Chunks;
pub(crate) use events::Splitter;
use events::TooLong;
use items::Items;
use screen::Screen;
use whole::Whole;

/// So much of one stream is held back at most, in bytes: calls that are not complete, ends of choices, or, where an answer
/// is decided as a whole, all of it.
const MAX_HELD: usize = 8 << 20;

/// What may go on of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of whole events.
    pub bytes: Vec<u8>,
    /// Nothing more goes on, whatever comes.
    pub ended: bool,
}

/// A streamed answer on its way to whoever asked. Bytes go in as they come, cut anywhere; what may go on comes out.
///
/// Text goes on as soon as no sanitiser can make anything more of it, to the byte where nothing was found; where a policy
/// judges answers, it goes on at the end. Calls of tools are put together, decided, and go on at the end, each in one
/// piece; in the Responses API, as soon as each is complete.
///
/// A stream that is stopped ends with an event that holds an error, which official clients raise.
pub struct Streamed {
    exchange: Exchange,
    splitter: Splitter,
    kind: Kind,
    ended: bool,
}

enum Kind {
    Chunks(Box<Chunks>),
    Items(Box<Items>),
    Whole(Whole),
}

/// How an event leaves the stream.
enum Flow {
    GoesOn,
    Ends,
}

impl Exchange {
    /// Takes the answer as a stream.
    #[must_use]
    pub fn stream(self) -> Streamed {
        let screen = || {
            let name = self.operation.name();
            let nothing = portcullis::document::Document::empty_object();
            let event = self.session.event(Phase::ModelResponse, name, name, nothing).caused_by(&self.event);
            Screen::new(&self.governor.gate, event, Arc::clone(&self.governor.deny_message))
        };
        let kind = match self.operation {
            Operation::Generate | Operation::Complete => Kind::Chunks(Box::new(Chunks::new(screen()))),
            Operation::Respond => match screen() {
                // A policy judges the answer as it is in its last event.
                screen if screen.waits() => Kind::Whole(Whole::default()),
                screen => Kind::Items(Box::new(Items::new(screen))),
            },
            Operation::Embed => Kind::Whole(Whole::default()),
        };
        Streamed { exchange: self, splitter: Splitter::default(), kind, ended: false }
    }
}

impl Streamed {
    /// Takes what has come, and answers what may go on now.
    pub async fn push(&mut self, bytes: &[u8]) -> Piece {
        let mut out = Vec::new();
        if self.ended {
            return Piece { bytes: out, ended: true };
        }
        self.splitter.push(bytes);
        let span = self.exchange.span().clone();
        if let Err(refusal) = self.drain(&mut out).instrument(span).await {
            self.stop(&refusal, &mut out).await;
        }
        Piece { bytes: out, ended: self.ended }
    }

    /// The stream has come to its end: answers what was held back.
    pub async fn finish(mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if self.ended {
            return out;
        }
        self.splitter.end();
        let mut ended = self.drain(&mut out).await;
        if ended.is_ok() && !self.ended {
            ended = match &mut self.kind {
                Kind::Chunks(chunks) => chunks.end(&self.exchange, &mut out).await,
                Kind::Items(items) => items.end(),
                Kind::Whole(whole) => whole.end(&self.exchange, &mut out).await,
            };
        }
        if let Err(refusal) = ended {
            self.stop(&refusal, &mut out).await;
        }
        out
    }

    /// The stream was cut off, on either side. What was held back stays back; what has gone on is recorded.
    pub async fn abandon(mut self) {
        if !self.ended {
            self.settle().await;
        }
    }

    async fn drain(&mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        while !self.ended {
            let Some(event) = self.splitter.next().map_err(|TooLong| too_long())? else { break };
            let flow = match &mut self.kind {
                Kind::Chunks(chunks) => chunks.event(&self.exchange, &event, out).await?,
                Kind::Items(items) => items.event(&self.exchange, event, out).await?,
                Kind::Whole(whole) => whole.event(&self.exchange, &event, out).await?,
            };
            self.ended = matches!(flow, Flow::Ends);
        }
        Ok(())
    }

    async fn stop(&mut self, refusal: &Refusal, out: &mut Vec<u8>) {
        self.exchange.telemetry.refused(refusal);
        self.settle().await;
        self.ended = true;
        out.extend_from_slice(&events::data(&refusal.envelope()));
    }

    async fn settle(&mut self) {
        match &mut self.kind {
            Kind::Chunks(chunks) => chunks.abandon().await,
            Kind::Items(items) => items.abandon().await,
            Kind::Whole(_) => {}
        }
    }
}

fn too_long() -> Refusal {
    Refusal::answer(format!("The model's answer has an event, or holds back parts, of more than {MAX_HELD} bytes."))
}

fn malformed(what: &str) -> Refusal {
    Refusal::answer(format!("The model's answer is no stream of events as it should be: {what}."))
}
