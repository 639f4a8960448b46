//! What the model reads.

use async_openai::types::chat::{
    ChatCompletionMessageToolCalls, ChatCompletionRequestToolMessage, ChatCompletionRequestToolMessageContent,
};
use serde_json::json;

pub(crate) const MALFORMED: &str = "Malformed tool arguments";
pub(crate) const NOT_AN_OBJECT: &str = "Tool arguments must be a JSON object";
pub(crate) const NOT_EXACT: &str = "Tool arguments cannot be represented exactly";
pub(crate) const MISMATCH: &str = "Tool arguments do not match the tool's schema";
pub(crate) const UNKNOWN: &str = "No such tool can be called.";
pub(crate) const FIXED: &str = "The arguments would have to change, and the provider calls this tool itself.";
pub(crate) const FAILED: &str = "Tool execution failed";
pub(crate) const UNCHECKED: &str = "Tool result could not be checked";
pub(crate) const NEEDS_APPROVAL: &str = "This action needs a human's approval.";
pub(crate) const DENIED: &str = "Action blocked by governance policy.";

/// Something went wrong.
pub(crate) fn error(text: &str) -> String {
    json!({ "error": text }).to_string()
}

/// The gate says no.
pub(crate) fn blocked(reason: &str) -> String {
    json!({ "blocked": true, "reason": reason }).to_string()
}

/// The answer to a call.
pub(crate) fn answer(id: &str, content: String) -> ChatCompletionRequestToolMessage {
    ChatCompletionRequestToolMessage {
        content: ChatCompletionRequestToolMessageContent::Text(content),
        tool_call_id: id.to_owned(),
    }
}

/// The identity of a call.
pub(crate) fn id(call: &ChatCompletionMessageToolCalls) -> &str {
    match call {
        ChatCompletionMessageToolCalls::Function(call) => &call.id,
        ChatCompletionMessageToolCalls::Custom(call) => &call.id,
    }
}
