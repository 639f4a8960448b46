//! What events can say, whatever happens.

use portcullis_guest::Phase;

use crate::{literal::Literal, near::meant};

/// What `phase` can be.
pub const PHASES: [&str; 10] = [
    Phase::ModelRequest.as_str(),
    Phase::ModelResponse.as_str(),
    Phase::ToolDefinition.as_str(),
    Phase::ToolCall.as_str(),
    Phase::ToolResult.as_str(),
    Phase::AgentSpawn.as_str(),
    Phase::AgentDelegate.as_str(),
    Phase::AgentPlan.as_str(),
    Phase::MemoryWrite.as_str(),
    Phase::MemoryRead.as_str(),
];

/// What governance events call the phases.
pub const EVENT_TYPES: [&str; 10] = [
    "model_request",
    "model_response",
    "tool_definition",
    "tool_call",
    "tool_result",
    "agent.spawn",
    "agent.delegate",
    "agent.plan",
    "memory_write",
    "memory_read",
];

/// What a subject can be.
pub const KINDS: [&str; 3] = ["user", "service", "agent"];

/// What is known of a subject.
pub const SUBJECT: [&str; 6] = ["id", "kind", "roles", "scopes", "via", "claims"];

/// What is wrong with a value that something is compared with, which can only be one of some words; none where it can be
/// that value.
///
/// ```
/// use portcullis_conditions::{KINDS, Literal, unknown_value};
///
/// let said = unknown_value("subject.kind", &KINDS, &Literal::Text("usr".to_owned())).unwrap();
/// assert!(said.ends_with("it is `user`, `service` or `agent`; did you mean `user`?"), "{said}");
/// ```
#[must_use]
pub fn unknown_value(name: &str, words: &[&str], value: &Literal) -> Option<String> {
    let text = match value {
        Literal::Text(text) if words.contains(&text.as_str()) => return None,
        Literal::Text(text) => text.as_str(),
        _ => "",
    };
    let (last, first) = words.split_last()?;
    let known = format!("`{}` or `{last}`", first.join("`, `"));
    Some(format!("`{name}` is never {value}: it is {known}{}", meant(text, words)))
}
