//! Streams of the Responses API: items, one after the other, each said in pieces, then as a whole, and at the end once more
//! with all the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use portcullis::document::{Document, Edit, Kind, StringPlace, Value};

use super::{
    Flow, MAX_HELD,
    events::{self, Event},
    item::{Ruled, is_call},
    malformed,
    screen::Screen,
    too_long,
};
use crate::govern::{Exchange, Refusal, edits, tools::text};

/// Members that say what something is, and none of what the model has written.
const PROTOCOL: [&str; 7] = ["type", "id", "item_id", "call_id", "role", "status", "encrypted_content"];

pub(super) struct Items {
    screen: Screen,
    /// Texts that have begun and not ended, by their place.
    begun: BTreeMap<String, Begun>,
    /// What goes on instead of a text that is complete. Everything is said several times, and each time as it was first.
    complete: HashMap<String, String>,
    /// Calls that have begun and not ended, by their place in the output.
    open: BTreeSet<u64>,
    /// What waits until no call is open any more.
    queue: Vec<Said>,
    held: usize,
    /// Calls that were decided, by their place in the output.
    ruled: BTreeMap<u64, Ruled>,
    /// Whether the answer's last event has come.
    ended: bool,
}

/// A text that has begun.
#[derive(Default)]
struct Begun {
    came: String,
    went: String,
    /// The last piece's event, in which what is held back goes on.
    carrier: Option<Said>,
}

/// An event.
#[derive(Clone)]
pub(super) struct Said {
    pub(super) bytes: Vec<u8>,
    pub(super) kind: String,
    /// The item's place in the output.
    pub(super) item: Option<u64>,
    pub(super) data: Document,
}

impl Said {
    /// The event with these changes, as it goes on.
    pub(super) fn edited(&self, changes: &[Edit]) -> Result<Vec<u8>, Refusal> {
        if changes.is_empty() {
            return Ok(self.bytes.clone());
        }
        let data = self.data.edited(changes).map_err(|error| malformed(&error.to_string()))?;
        Ok(events::named(&self.kind, data.text()))
    }

    /// Where in the answer its text stands, if it is about a piece of one, or its end.
    fn place(&self) -> Option<String> {
        let stem = self.kind.strip_suffix(".delta").or_else(|| self.kind.strip_suffix(".done"))?;
        let part = ["/content_index", "/summary_index"].iter().find_map(|pointer| self.data.get(pointer));
        let part = part.map_or("0", |part| part.raw());
        let item = self.item.unwrap_or_default();
        Some(format!("/output/{item}/{stem}/{part}"))
    }
}

impl Items {
    pub(super) fn new(screen: Screen) -> Self {
        Self {
            screen,
            begun: BTreeMap::new(),
            complete: HashMap::new(),
            open: BTreeSet::new(),
            queue: Vec::new(),
            held: 0,
            ruled: BTreeMap::new(),
            ended: false,
        }
    }

    pub(super) async fn event(
        &mut self,
        exchange: &Exchange,
        event: Event,
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
            self.end()?;
            out.extend_from_slice(&event.bytes);
            return Ok(Flow::Ends);
        }
        let data = Document::parse(data).map_err(|error| malformed(&error.to_string()))?;
        let kind = text(data.get("/type")).filter(|kind| kind.bytes().all(|byte| byte.is_ascii_graphic()));
        let kind = kind.ok_or_else(|| malformed("an event has no type"))?;
        let item = data.get("/output_index").and_then(|index| index.raw().parse().ok());
        let said = Said { bytes: event.bytes, kind, item, data };
        match said.kind.as_str() {
            "error" => {
                // The provider's own: nothing of the answer comes after it.
                self.abandon().await;
                out.extend_from_slice(&said.bytes);
                Ok(Flow::Ends)
            }
            "response.completed" | "response.incomplete" | "response.failed" => {
                self.last(exchange, &said, out).await?;
                // A client may wait for the end mark of other providers.
                Ok(Flow::GoesOn)
            }
            _ => {
                self.take(exchange, said, out).await?;
                if self.held > MAX_HELD { Err(too_long()) } else { Ok(Flow::GoesOn) }
            }
        }
    }

    async fn take(&mut self, exchange: &Exchange, said: Said, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.ended {
            return Err(malformed("it goes on after its end"));
        }
        let ends = said.kind == "response.output_item.done";
        let call = said.kind.contains("_call") || said.data.get("/item").is_some_and(is_call);
        match said.item {
            Some(item) if call && self.ruled.contains_key(&item) => {
                return Err(malformed("a call goes on after its end"));
            }
            Some(item) if call => drop(self.open.insert(item)),
            None if call => return Err(malformed("a call has no place in the output")),
            _ => {}
        }
        if self.open.is_empty() {
            return self.pass(&said, out).await;
        }
        let ended = said.item.filter(|item| ends && self.open.remove(item));
        self.held += said.bytes.len();
        self.queue.push(said);
        if let Some(item) = ended {
            let of_item: Vec<_> = self.queue.iter().filter(|said| said.item == Some(item)).collect();
            let ruled = Ruled::of(exchange, &self.screen.event, &of_item).await?;
            self.ruled.extend(ruled.map(|ruled| (item, ruled)));
        }
        if self.open.is_empty() {
            self.held = 0;
            for said in std::mem::take(&mut self.queue) {
                match said.item.and_then(|item| self.ruled.get_mut(&item)) {
                    Some(ruled) => ruled.pass(&said, out)?,
                    None => self.pass(&said, out).await?,
                }
            }
        }
        Ok(())
    }

    /// Lets an event go on that is about no call, with its text as it may go on.
    async fn pass(&mut self, said: &Said, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let place = said.place();
        if let (Some(place), Some(piece)) = (&place, text(said.data.get("/delta"))) {
            return self.piece(place, said, &piece, out).await;
        }
        if let Some(place) = place {
            self.complete(&place, out).await?;
        }
        let changes = self.texts(&said.data, &[]).await?;
        out.extend(said.edited(&changes)?);
        Ok(())
    }

    /// A piece of a text.
    async fn piece(&mut self, place: &str, said: &Said, piece: &str, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let released = self.screen.push(place, piece).await?;
        let begun = self.begun.entry(place.to_owned()).or_default();
        begun.came.push_str(piece);
        begun.went.push_str(&released);
        begun.carrier = self.screen.holds(place).then(|| said.clone());
        if released == piece {
            out.extend_from_slice(&said.bytes);
        } else if !released.is_empty() {
            out.extend(said.edited(&retold(&said.data, "/delta", &released))?);
        }
        Ok(())
    }

    /// A text is complete: what was held back of it goes on.
    async fn complete(&mut self, place: &str, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let Some(mut begun) = self.begun.remove(place) else { return Ok(()) };
        let rest = self.screen.end(place).await?;
        if let Some(carrier) = begun.carrier.filter(|_| !rest.is_empty()) {
            out.extend(carrier.edited(&retold(&carrier.data, "/delta", &rest))?);
        }
        begun.went.push_str(&rest);
        self.complete.insert(begun.came, begun.went);
        Ok(())
    }

    /// What has to change in what the model has written, but for the items at these places.
    async fn texts(&mut self, data: &Document, but: &[String]) -> Result<Vec<Edit>, Refusal> {
        let mut changes = Vec::new();
        for string in data.strings() {
            let elsewhere = but.iter().any(|item| string.pointer.strip_prefix(item.as_str()).is_some_and(is_within));
            if string.place != StringPlace::Value || string.text.is_empty() || elsewhere || !is_text(&string.pointer) {
                continue;
            }
            let released = self.whole(&string.text).await?;
            if released != string.text {
                changes.extend(retold(data, &string.pointer, &released));
            }
        }
        Ok(changes)
    }

    /// What goes on instead of a text that comes as a whole.
    async fn whole(&mut self, text: &str) -> Result<String, Refusal> {
        if let Some(known) = self.complete.get(text) {
            return Ok(known.clone());
        }
        let place = format!("/texts/{}", self.complete.len());
        let mut released = self.screen.push(&place, text).await?;
        released.push_str(&self.screen.end(&place).await?);
        self.complete.insert(text.to_owned(), released.clone());
        Ok(released)
    }

    /// The event that holds all of the answer.
    async fn last(&mut self, exchange: &Exchange, said: &Said, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.ended || !self.open.is_empty() {
            return Err(malformed("it ends before its answer is complete"));
        }
        self.ended = true;
        // It may have been cut short, so that some text has no end of its own.
        for place in self.begun.keys().cloned().collect::<Vec<_>>() {
            self.complete(&place, out).await?;
        }
        let output = said.data.get("/response/output");
        let items = output.iter().flat_map(Value::elements).enumerate();
        let calls: Vec<_> = items.filter(|(_, item)| is_call(*item)).collect();
        let at = |index: &usize| format!("/response/output/{index}");
        let places: Vec<_> = calls.iter().map(|(index, _)| at(index)).collect();
        let mut changes = self.texts(&said.data, &places).await?;
        // On record before the end of it is out.
        self.screen.finish(exchange).await?;
        for (index, item) in &calls {
            let known = u64::try_from(*index).ok().and_then(|index| self.ruled.get(&index));
            let now = match known.filter(|ruled| ruled.is_of(item.raw())) {
                Some(_) => None,
                None => Some(Ruled::whole(exchange, &self.screen.event, item.raw()).await?),
            };
            let replaced = now.as_ref().or(known).and_then(Ruled::replaced);
            changes.extend(replaced.map(|item| Edit::set(at(index), item)));
        }
        if let Some(response) = said.data.get("/response").filter(|response| response.kind() == Kind::Object) {
            let response = Document::parse(response.raw()).map_err(|error| malformed(&error.to_string()))?;
            exchange.telemetry.answered(&response);
        }
        out.extend(said.edited(&changes)?);
        Ok(())
    }

    /// Nothing more comes.
    pub(super) fn end(&self) -> Result<(), Refusal> {
        if self.ended { Ok(()) } else { Err(malformed("it ends before its answer is complete")) }
    }

    /// Nothing more goes on; what has gone on is recorded.
    pub(super) async fn abandon(&mut self) {
        self.screen.abandon().await;
    }
}

/// Whether a string is what the model has written: not what the protocol itself puts there, nor the request, which the
/// provider repeats beside its answer. Probabilities repeat a text, and go with it.
fn is_text(pointer: &str) -> bool {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let request = pointer.strip_prefix("/response/").is_some_and(|within| !within.starts_with("output"));
    !request && !PROTOCOL.contains(&name) && !pointer.split('/').any(|name| name == "logprobs")
}

fn is_within(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// Another text at a place, without the probabilities beside it, which would repeat the old one.
fn retold(data: &Document, pointer: &str, text: &str) -> Vec<Edit> {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let logprobs = format!("{parent}/logprobs");
    let repeated = data.get(&logprobs).is_some_and(|list| list.kind() == Kind::List);
    let mut changes = vec![edits::set_text(pointer, text)];
    changes.extend(repeated.then(|| Edit::set(logprobs, "[]")));
    changes
}
