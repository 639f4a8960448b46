//! The rule of the comparison, as an Extism plugin: it is handed the question as JSON, and answers `true` or `false`.

#![expect(missing_docs, reason = "the macro makes functions without any")]

use extism_pdk::{FnResult, plugin_fn};
use serde_json::Value;

/// May the refund happen?
#[plugin_fn]
pub fn decide(question: String) -> FnResult<String> {
    let question: Value = serde_json::from_str(&question)?;
    let holds = |list: &str, wanted: &str| {
        question.get(list).and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| one == wanted))
    };
    let amount = question.pointer("/arguments/amount").and_then(Value::as_f64);
    let allowed = question.get("action").is_some_and(|action| action == "approve_refund")
        && holds("roles", "support_agent")
        && holds("scopes", "approve_refund_under_100")
        && amount.is_some_and(|amount| (0.0..=100.0).contains(&amount));
    Ok(allowed.to_string())
}
