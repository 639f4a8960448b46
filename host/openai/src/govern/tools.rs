//! The tools in a request: those that are offered, and the results of those that ran.

use std::collections::HashMap;

use portcullis::{
    document::{Document, Edit, Kind, Value},
    event::Phase,
};

use super::{Operation, Refusal, edits};

/// What a tool is called whose name nobody knows: a result of a call that the request does not hold.
pub(super) const UNKNOWN: &str = "unknown";
const MOST_OF_A_NAME: usize = 128;

/// A tool, or a result of one, to be decided.
pub(super) struct Part {
    pub(super) phase: Phase,
    /// None where only the call's identity tells.
    pub(super) tool: Option<String>,
    /// Identity of the call that it is the result of.
    pub(super) call: Option<String>,
    pub(super) payload: Document,
    pub(super) place: Place,
}

/// Where it stands in the request, and how.
pub(super) enum Place {
    /// As a value.
    Value(String),
    /// Within a string.
    Text(String),
}

impl Place {
    /// The edit that puts another value there.
    pub(super) fn set(self, value: &Document) -> Edit {
        match self {
            Self::Value(pointer) => Edit::set(pointer, value.text().to_owned()),
            Self::Text(pointer) => {
                let text = value.root().as_str();
                edits::set_text(pointer, text.as_deref().unwrap_or(value.text()))
            }
        }
    }
}

/// Whether a tool's name is one segment of a target, so that no pattern of a pack takes it for another.
pub(super) fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':'));
    letters && (1..=MOST_OF_A_NAME).contains(&name.len())
}

/// All of them.
pub(super) fn of(operation: Operation, body: &Document) -> Result<Vec<Part>, Refusal> {
    let mut parts = match operation {
        Operation::Generate | Operation::Respond => definitions(body)?,
        Operation::Complete | Operation::Embed => return Ok(Vec::new()),
    };
    parts.extend(match operation {
        Operation::Respond => outputs(body)?,
        _ => messages(body)?,
    });
    Ok(parts)
}

fn definitions(body: &Document) -> Result<Vec<Part>, Refusal> {
    let mut parts = Vec::new();
    for list in ["/tools", "/functions"] {
        for (index, tool) in elements(body, list)?.enumerate() {
            let pointer = format!("{list}/{index}");
            let kind = text(tool.get("type"));
            // A function or a custom tool has its name one level down in chat, and beside its type in responses. Others, such
            // as a provider's own search, are known by their type.
            let inner = kind.as_deref().and_then(|kind| tool.get(kind));
            let name = inner.and_then(|inner| text(inner.get("name"))).or_else(|| text(tool.get("name"))).or(kind);
            let name = name.filter(|name| is_name(name));
            let name = name.ok_or_else(|| Refusal::malformed(format!("`{pointer}` has no valid name for a tool.")))?;
            parts.push(Part {
                phase: Phase::ToolDefinition,
                tool: Some(name),
                call: None,
                payload: document(tool)?,
                place: Place::Value(pointer),
            });
        }
    }
    Ok(parts)
}

/// Tool messages of a chat.
fn messages(body: &Document) -> Result<Vec<Part>, Refusal> {
    let mut names = HashMap::new();
    let mut parts = Vec::new();
    for (index, message) in elements(body, "/messages")?.enumerate() {
        let calls = message.get("tool_calls").filter(|calls| calls.kind() == Kind::List);
        for call in calls.iter().flat_map(Value::elements) {
            let kind = text(call.get("type")).unwrap_or_else(|| "function".to_owned());
            let name = call.get(&kind).and_then(|inner| text(inner.get("name")));
            names.extend(text(call.get("id")).zip(name.filter(|name| is_name(name))));
        }
        let role = text(message.get("role"));
        if !matches!(role.as_deref(), Some("tool" | "function")) {
            continue;
        }
        let call = text(message.get("tool_call_id"));
        let tool = call.as_ref().and_then(|call| names.get(call).cloned());
        let tool = tool.or_else(|| text(message.get("name")).filter(|name| is_name(name)));
        if let Some(content) = message.get("content") {
            parts.push(result(tool, call, content, format!("/messages/{index}/content"))?);
        }
    }
    Ok(parts)
}

/// Outputs of calls among the input of a response.
fn outputs(body: &Document) -> Result<Vec<Part>, Refusal> {
    let mut names = HashMap::new();
    let mut parts = Vec::new();
    if !body.get("/input").is_some_and(|input| input.kind() == Kind::List) {
        return Ok(parts);
    }
    for (index, item) in elements(body, "/input")?.enumerate() {
        let call = text(item.get("call_id"));
        match text(item.get("type")).as_deref() {
            Some("function_call" | "custom_tool_call") => {
                names.extend(call.zip(text(item.get("name")).filter(|name| is_name(name))));
            }
            // Whatever a tool is called, what comes back from it is its output.
            Some(kind) if kind.ends_with("_output") => {
                let tool = call.as_ref().and_then(|call| names.get(call).cloned());
                if let Some(output) = item.get("output") {
                    parts.push(result(tool, call, output, format!("/input/{index}/output"))?);
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// The calls that an input of a response approves, by the identity of what asked for each.
pub(super) fn approved(body: &Document) -> Vec<String> {
    let input = body.get("/input").into_iter().filter(|input| input.kind() == Kind::List);
    let approvals = input.flat_map(|input| input.elements()).filter(|item| {
        let kind = text(item.get("type"));
        // Whatever is not said to be a refusal might be taken for an approval.
        kind.as_deref() == Some("mcp_approval_response") && item.get("approve").is_none_or(|is| is.raw() != "false")
    });
    approvals.map(|item| text(item.get("approval_request_id")).unwrap_or_default()).collect()
}

fn result(tool: Option<String>, call: Option<String>, content: Value<'_>, pointer: String) -> Result<Part, Refusal> {
    let (payload, place) = match content.as_str() {
        None => (document(content)?, Place::Value(pointer)),
        // Most tools answer JSON: policies see it as such.
        Some(text) => {
            let json = text.trim_start().starts_with(['{', '[']).then(|| Document::parse(text.as_ref()).ok()).flatten();
            (json.unwrap_or_else(|| Document::string(&text)), Place::Text(pointer))
        }
    };
    Ok(Part { phase: Phase::ToolResult, tool, call, payload, place })
}

/// The elements of a list; none where there is no list, which is refused unless it is left out or `null`.
fn elements<'d>(body: &'d Document, pointer: &str) -> Result<impl Iterator<Item = Value<'d>>, Refusal> {
    let list = match body.get(pointer) {
        Some(list) if list.kind() == Kind::List => Some(list),
        Some(value) if value.kind() != Kind::Null => {
            return Err(Refusal::malformed(format!("`{pointer}` is not a list.")));
        }
        _ => None,
    };
    Ok(list.into_iter().flat_map(|list| list.elements()))
}

pub(super) fn text(value: Option<Value<'_>>) -> Option<String> {
    Some(value?.as_str()?.into_owned())
}

fn document(value: Value<'_>) -> Result<Document, Refusal> {
    Document::parse(value.raw()).map_err(|error| Refusal::not_json(&error))
}
