//! A call that a response asks for: an item that comes in many events, all of which wait until it is decided.

use std::collections::HashSet;

use portcullis::document::{Document, Edit, Value};
use serde_json::{Value as Json, json};

use super::{events, items::Said, malformed};
use crate::{
    govern::{
        Exchange, Operation, Refusal, answer,
        calls::{self, Ruling},
        edits,
        tools::text,
    },
    message,
};

/// What was decided of a call.
pub(super) struct Ruled {
    /// The item as it came.
    raw: String,
    /// Where its arguments stand in the item; nowhere of their own where the item itself says it.
    arguments: &'static str,
    ruling: Ruling,
    /// The item that goes on instead.
    replaced: Option<String>,
    /// Whether what goes on instead of its pieces has gone on.
    told: bool,
}

/// Whether an item asks for a call.
pub(super) fn is_call(item: Value<'_>) -> bool {
    text(item.get("type")).is_some_and(|kind| calls::is_call(&kind))
}

impl Ruled {
    /// Decides the call that these events are about, the last of which holds it all. None where it is no call after all.
    pub(super) async fn of(exchange: &Exchange, answer: &str, of_item: &[&Said]) -> Result<Option<Self>, Refusal> {
        let Some((last, pieces)) = of_item.split_last() else { return Ok(None) };
        match last.data.get("/item") {
            Some(item) if !is_call(item) => Ok(None),
            Some(item) if is_said(pieces, item) => Self::whole(exchange, answer, item.raw()).await.map(Some),
            // Clients would make different calls of the pieces and of the whole.
            Some(item) => Self::new(item.raw(), Ruling::Denied(message::MALFORMED.to_owned())).map(Some),
            None => Err(malformed("an item has no content")),
        }
    }

    /// Decides a call that comes as a whole.
    pub(super) async fn whole(exchange: &Exchange, answer: &str, item: &str) -> Result<Self, Refusal> {
        let call = placed(item)?.1.call;
        let ruling = exchange.call(answer, &call).await;
        Self::new(item, ruling)
    }

    fn new(item: &str, ruling: Ruling) -> Result<Self, Refusal> {
        let (output, placed) = placed(item)?;
        let arguments = placed.arguments;
        let ruled = [(placed, ruling)];
        let changes = answer::items(&ruled);
        let changed = edits::apply(output, &changes).map_err(|error| malformed(&error.to_string()))?;
        let replaced = changed.get("/output/0").filter(|_| !changes.is_empty()).map(|item| item.raw().to_owned());
        let [(_, ruling)] = ruled;
        Ok(Self { raw: item.to_owned(), arguments, ruling, replaced, told: false })
    }

    /// Whether it is this item that was decided.
    pub(super) fn is_of(&self, item: &str) -> bool {
        self.raw == item
    }

    /// The item that goes on instead; none where it goes on as it came.
    pub(super) fn replaced(&self) -> Option<&str> {
        self.replaced.as_deref()
    }

    /// Lets one of its events go on, or what takes its place.
    pub(super) fn pass(&mut self, said: &Said, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let ends = said.kind == "response.output_item.done";
        let changes = match &self.ruling {
            Ruling::AsItWas => Vec::new(),
            Ruling::Denied(reason) => {
                let message = Instead::new(said, self.replaced(), reason);
                if !self.told {
                    self.told = true;
                    message.opens(out);
                }
                if ends {
                    message.ends(out);
                }
                return Ok(());
            }
            Ruling::Edited(arguments) => {
                let whole = self.replaced.iter().map(|item| Edit::set("/item", item.as_str())).collect();
                let piece = said.data.get("/delta").is_some();
                match (said.kind.as_str(), self.arguments) {
                    ("response.output_item.done", _) | ("response.output_item.added", "") => whole,
                    // The whole call is in its item alone.
                    (_, "") => return Ok(()),
                    ("response.output_item.added", at) => vec![edits::set_text(format!("/item{at}"), "")],
                    _ if piece && self.told => return Ok(()),
                    _ if piece => {
                        self.told = true;
                        vec![edits::set_text("/delta", arguments)]
                    }
                    (_, at) if said.data.get(at).is_some() => vec![edits::set_text(at, arguments)],
                    _ => Vec::new(),
                }
            }
        };
        out.extend(said.edited(&changes)?);
        Ok(())
    }
}

/// An item as an output of its own, and the call in it.
fn placed(item: &str) -> Result<(Document, calls::Placed), Refusal> {
    let output = Document::parse(format!(r#"{{"output":[{item}]}}"#)).map_err(|error| malformed(&error.to_string()))?;
    let placed = calls::of(Operation::Respond, &output).pop().ok_or_else(|| malformed("an item is no call"))?;
    Ok((output, placed))
}

/// Whether what the pieces said of a call is what its item says.
fn is_said(pieces: &[&Said], item: Value<'_>) -> bool {
    let Ok(whole) = Document::parse(item.raw()) else { return false };
    let said: HashSet<_> = whole.strings().into_iter().map(|string| string.text.into_owned()).collect();
    let mut delta = String::new();
    let wholes = ["/arguments", "/input", "/code", "/item/type", "/item/name", "/item/call_id"];
    for piece in pieces {
        delta.extend(text(piece.data.get("/delta")));
        let mut texts = wholes.iter().filter_map(|pointer| text(piece.data.get(pointer)));
        if texts.any(|text| !text.is_empty() && !said.contains(&text)) {
            return false;
        }
    }
    delta.is_empty() || said.contains(&delta)
}

/// The message that takes a denied call's place.
struct Instead<'s> {
    said: &'s Said,
    item: Json,
    reason: &'s str,
}

impl<'s> Instead<'s> {
    fn new(said: &'s Said, item: Option<&str>, reason: &'s str) -> Self {
        Self { said, item: item.and_then(|item| serde_json::from_str(item).ok()).unwrap_or_default(), reason }
    }

    fn opens(&self, out: &mut Vec<u8>) {
        let mut item = self.item.clone();
        if let Some(item) = item.as_object_mut() {
            item.insert("status".to_owned(), "in_progress".into());
            item.insert("content".to_owned(), json!([]));
        }
        self.say(out, "response.output_item.added", json!({ "item": item }));
        self.say(out, "response.content_part.added", self.within(json!({ "part": part("") })));
        self.say(out, "response.output_text.delta", self.within(json!({ "delta": self.reason, "logprobs": [] })));
    }

    fn ends(&self, out: &mut Vec<u8>) {
        self.say(out, "response.output_text.done", self.within(json!({ "text": self.reason, "logprobs": [] })));
        self.say(out, "response.content_part.done", self.within(json!({ "part": part(self.reason) })));
        self.say(out, "response.output_item.done", json!({ "item": self.item }));
    }

    fn within(&self, mut event: Json) -> Json {
        if let Some(event) = event.as_object_mut() {
            event.insert("item_id".to_owned(), self.item.get("id").cloned().unwrap_or_default());
            event.insert("content_index".to_owned(), 0.into());
        }
        event
    }

    fn say(&self, out: &mut Vec<u8>, kind: &str, mut event: Json) {
        if let Some(event) = event.as_object_mut() {
            event.insert("type".to_owned(), kind.into());
            event.insert("output_index".to_owned(), self.said.item.into());
            let number = self.said.data.get("/sequence_number").and_then(|number| number.raw().parse::<u64>().ok());
            event.extend(number.map(|number| ("sequence_number".to_owned(), number.into())));
        }
        out.extend(events::named(kind, &event.to_string()));
    }
}

fn part(text: &str) -> Json {
    json!({ "type": "output_text", "text": text, "annotations": [] })
}
