//! The calls of tools that a model asks for in its answer.

use portcullis::{
    document::{Document, Kind, Value},
    event::Phase,
};

use super::{
    Asked, Exchange, Operation,
    tools::{is_name, text},
};
use crate::message;

/// A call that a model asks for.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) id: Option<String>,
    pub(super) tool: String,
    pub(super) arguments: Arguments,
}

/// What a tool is called with.
#[derive(Debug, Clone)]
pub(super) enum Arguments {
    /// JSON, as text.
    Json(String),
    /// Free text.
    Text(String),
    /// JSON, as text, with which the provider makes the call itself once it is approved: as it stands, or not at all.
    Fixed(String),
    /// The call itself says it, in members of its own.
    Whole(Document),
}

/// What became of a call.
pub(super) enum Ruling {
    AsItWas,
    /// With other arguments.
    Edited(String),
    /// What the model reads instead.
    Denied(String),
}

/// A call within an answer, and where it stands.
pub(super) struct Placed {
    pub(super) pointer: String,
    /// Where its arguments stand, below it.
    pub(super) arguments: &'static str,
    pub(super) call: Call,
}

/// Every call in an answer.
pub(super) fn of(operation: Operation, answer: &Document) -> Vec<Placed> {
    match operation {
        Operation::Generate => chat(answer),
        Operation::Respond => items(answer),
        Operation::Complete | Operation::Embed => Vec::new(),
    }
}

fn chat(answer: &Document) -> Vec<Placed> {
    let mut found = Vec::new();
    let Some(choices) = answer.get("/choices") else { return found };
    for (index, choice) in choices.elements().enumerate() {
        let Some(message) = choice.get("message") else { continue };
        for (number, call) in message.get("tool_calls").iter().flat_map(Value::elements).enumerate() {
            let pointer = format!("/choices/{index}/message/tool_calls/{number}");
            let custom = call.get("custom").filter(|custom| custom.kind() == Kind::Object);
            let (inner, arguments) = match custom {
                Some(custom) => (Some(custom), "/custom/input"),
                None => (call.get("function"), "/function/arguments"),
            };
            let id = text(call.get("id"));
            found.push(Placed { pointer, arguments, call: Call::read(id, inner, custom.is_some()) });
        }
        if let Some(call) = message.get("function_call").filter(|call| call.kind() == Kind::Object) {
            let pointer = format!("/choices/{index}/message/function_call");
            found.push(Placed { pointer, arguments: "/arguments", call: Call::read(None, Some(call), false) });
        }
    }
    found
}

fn items(answer: &Document) -> Vec<Placed> {
    let mut found = Vec::new();
    let Some(output) = answer.get("/output") else { return found };
    for (index, item) in output.elements().enumerate() {
        let Some(kind) = text(item.get("type")).filter(|kind| is_call(kind)) else { continue };
        let id = text(item.get("call_id")).or_else(|| text(item.get("id")));
        let (arguments, call) = match kind.as_str() {
            "function_call" => ("/arguments", Call::read(id, Some(item), false)),
            "custom_tool_call" => ("/input", Call::read(id, Some(item), true)),
            APPROVAL => {
                let call = Call::read(id, Some(item), false);
                ("/arguments", Call { arguments: call.arguments.fixed(), ..call })
            }
            // The provider's own tools: some it has run, some it asks the caller to run.
            _ => {
                let whole = Document::parse(item.raw()).unwrap_or_else(|_| Document::empty_object());
                ("", Call { id, tool: kind, arguments: Arguments::Whole(whole) })
            }
        };
        found.push(Placed { pointer: format!("/output/{index}"), arguments, call });
    }
    found
}

/// An item that asks whether the provider may call a tool of an MCP server.
const APPROVAL: &str = "mcp_approval_request";

/// Whether an item of this type asks for a call, or tells of one.
pub(super) fn is_call(kind: &str) -> bool {
    kind.ends_with("_call") || kind == APPROVAL
}

impl Arguments {
    fn fixed(self) -> Self {
        if let Self::Json(text) = self { Self::Fixed(text) } else { self }
    }
}

impl Call {
    fn read(id: Option<String>, inner: Option<Value<'_>>, custom: bool) -> Self {
        let member = |name| inner.and_then(|inner| text(inner.get(name))).unwrap_or_default();
        let arguments = if custom { Arguments::Text(member("input")) } else { Arguments::Json(member("arguments")) };
        Self { id, tool: member("name"), arguments }
    }
}

impl Exchange {
    /// Decides a call; `answer` is the event of the answer that asks for it.
    pub(super) async fn call(&self, answer: &str, call: &Call) -> Ruling {
        if !is_name(&call.tool) {
            return Ruling::Denied(message::UNKNOWN.to_owned());
        }
        let payload = match &call.arguments {
            // Some models leave the arguments out where there are none.
            Arguments::Json(text) | Arguments::Fixed(text) if text.trim().is_empty() => Document::empty_object(),
            Arguments::Json(text) | Arguments::Fixed(text) => match Document::parse(text.as_str()) {
                Ok(arguments) => arguments,
                // Whoever runs it might read it in another way than whoever decided.
                Err(_) => return Ruling::Denied(message::MALFORMED.to_owned()),
            },
            Arguments::Text(text) => Document::string(text),
            Arguments::Whole(item) => item.clone(),
        };
        let event = self.session.event(Phase::ToolCall, &call.tool, &call.tool, payload).caused_by(answer);
        let decision = self.governor.decide(&event).await;
        let passed = match self.governor.passed(&decision) {
            Ok(passed) => passed,
            Err(refusal) => return Ruling::Denied(refusal.message),
        };
        let edited = passed != event.payload;
        if edited && matches!(call.arguments, Arguments::Fixed(_)) {
            return Ruling::Denied(message::FIXED.to_owned());
        }
        if let Some(id) = &call.id {
            let asked = Asked { tool: call.tool.clone(), event: event.id };
            self.governor.asked().put(self.session.call_key(id), asked);
        }
        if !edited {
            return Ruling::AsItWas;
        }
        Ruling::Edited(match call.arguments {
            Arguments::Text(_) => text(Some(passed.root())).unwrap_or_else(|| passed.text().to_owned()),
            Arguments::Json(_) | Arguments::Fixed(_) | Arguments::Whole(_) => passed.text().to_owned(),
        })
    }
}
