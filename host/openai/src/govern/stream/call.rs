//! A call that comes in pieces.

use std::collections::BTreeMap;

use portcullis::document::{Kind, Value};
use serde_json::json;

use super::super::{
    calls::{Arguments, Call},
    tools::text,
};

/// The old form has one call to a choice, without a number.
const LEGACY: u64 = u64::MAX;

/// The calls of a stream, by choice and number.
#[derive(Default)]
pub(super) struct Assembly {
    calls: BTreeMap<(u64, u64), Pieces>,
}

#[derive(Default)]
struct Pieces {
    id: Option<String>,
    custom: bool,
    name: String,
    arguments: String,
    /// Pieces contradict each other: clients would make different calls of them.
    broken: bool,
}

/// A call that is complete.
pub(super) struct Assembled {
    pub(super) choice: u64,
    pub(super) call: Call,
    custom: bool,
    legacy: bool,
}

impl Assembly {
    /// Takes what a choice's delta says of calls. Answers how many bytes that is.
    pub(super) fn take(&mut self, choice: u64, delta: Value<'_>) -> usize {
        let mut bytes = 0;
        let calls = delta.get("tool_calls");
        for (position, piece) in calls.iter().flat_map(Value::elements).enumerate() {
            let number = piece.get("index").and_then(|index| index.raw().parse().ok());
            let number = number.or_else(|| u64::try_from(position).ok()).unwrap_or_default();
            let pieces = self.calls.entry((choice, number)).or_default();
            if let Some(id) = text(piece.get("id")).filter(|id| !id.is_empty()) {
                pieces.broken |= pieces.id.as_ref().is_some_and(|known| *known != id);
                pieces.id = Some(id);
            }
            let custom = piece.get("custom").filter(|custom| custom.kind() == Kind::Object);
            pieces.custom |= custom.is_some();
            bytes += pieces.add(custom.or_else(|| piece.get("function")));
        }
        if let Some(piece) = delta.get("function_call").filter(|piece| piece.kind() == Kind::Object) {
            bytes += self.calls.entry((choice, LEGACY)).or_default().add(Some(piece));
        }
        bytes
    }

    /// The calls, in order.
    pub(super) fn complete(&mut self) -> Vec<Assembled> {
        let calls = std::mem::take(&mut self.calls).into_iter();
        calls
            .map(|((choice, number), pieces)| {
                let arguments = match (pieces.custom, pieces.broken) {
                    (true, _) => Arguments::Text(pieces.arguments),
                    (false, false) => Arguments::Json(pieces.arguments),
                    // No JSON: it is denied as such.
                    (false, true) => Arguments::Json("broken".to_owned()),
                };
                let call = Call { id: pieces.id, tool: pieces.name, arguments };
                Assembled { choice, call, custom: pieces.custom, legacy: number == LEGACY }
            })
            .collect()
    }
}

impl Pieces {
    fn add(&mut self, inner: Option<Value<'_>>) -> usize {
        let member = |name| text(inner.and_then(|inner| inner.get(name))).unwrap_or_default();
        let (name, arguments) = (member("name"), member(if self.custom { "input" } else { "arguments" }));
        // Some providers repeat the name with every piece.
        self.broken |= !name.is_empty() && !self.name.is_empty() && name != self.name;
        if self.name.is_empty() {
            self.name.clone_from(&name);
        }
        self.arguments.push_str(&arguments);
        name.len() + arguments.len()
    }
}

impl Assembled {
    /// What a delta says of it; `edited`: with these arguments. None for a call of the old form, which is not in a list.
    pub(super) fn delta(&self, number: usize, edited: Option<&str>) -> (&'static str, serde_json::Value) {
        let arguments = edited.unwrap_or(match &self.call.arguments {
            Arguments::Json(text) | Arguments::Fixed(text) | Arguments::Text(text) => text,
            Arguments::Whole(item) => item.text(),
        });
        let name = &self.call.tool;
        if self.legacy {
            return ("function_call", json!({ "name": name, "arguments": arguments }));
        }
        let id = &self.call.id;
        let call = match self.custom {
            true => {
                let custom = json!({ "name": name, "input": arguments });
                json!({ "index": number, "id": id, "type": "custom", "custom": custom })
            }
            false => {
                let function = json!({ "name": name, "arguments": arguments });
                json!({ "index": number, "id": id, "type": "function", "function": function })
            }
        };
        ("tool_calls", json!([call]))
    }
}
