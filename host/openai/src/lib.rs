//! Governs the tool calls of an OpenAI agent: a [`ToolAdapter`] over async-openai's own types.
//!
//! The model asks for a tool. Before it runs, a [`Gate`](portcullis::gate::Gate) decides whether it may, and with which
//! arguments; before its result reaches the model, the gate decides what of it may. Whatever happens on the way, the
//! model gets exactly one well-formed message per call, so that the agent's loop goes on.
//!
//! # Example
//! ```no_run
//! use async_openai::types::chat::{ChatCompletionMessageToolCalls, ChatCompletionRequestToolMessage};
//! use portcullis::{audit::Log, event::{Subject, SubjectKind}, gate::Gate, pack::Pack, plugin::{Runtime, RuntimeOptions}};
//! use portcullis_openai::{Session, ToolAdapter, schema};
//! use serde_json::{Value, json};
//!
//! async fn approve_refund(arguments: Value) -> anyhow::Result<Value> {
//!     Ok(json!({ "refunded": arguments["amount"] })) // the payment provider is asked here
//! }
//!
//! async fn governed() -> anyhow::Result<ToolAdapter> {
//!     let runtime = Runtime::new(&RuntimeOptions::default())?;
//!     let pack = Pack::load(&runtime, "packs/support-desk").await?;
//!     let (log, _) = Log::open("audit.jsonl")?;
//!     let alice = Subject::new("alice", SubjectKind::User).role("support_agent").scope("approve_refund_under_100");
//!     let parameters = json!({ "type": "object", "required": ["amount"], "properties": { "amount": { "type": "number" } } });
//!     let adapter = ToolAdapter::new(Gate::new(pack, log), Session::new("support", alice)?)
//!         .register("approve_refund", approve_refund, Some(schema("Gives money back.", parameters)), None)?;
//!     Ok(adapter)
//! }
//!
//! /// Between two requests: the first has `adapter.tool_schemas()`, the next one these messages.
//! async fn answer(adapter: &ToolAdapter, calls: &[ChatCompletionMessageToolCalls]) -> Vec<ChatCompletionRequestToolMessage> {
//!     adapter.execute_all(calls).await
//! }
//! ```
//!
//! # One call, step by step
//! | Step | If not | The model reads |
//! |---|---|---|
//! | the arguments are JSON, no name stands twice in an object | not run | `{"error":"Malformed tool arguments"}` |
//! | the tool is registered | not run | `{"error":"Tool 'x' not registered in adapter"}` |
//! | the arguments are an object | not run | `{"error":"Tool arguments must be a JSON object"}` |
//! | the gate allows the call, perhaps with other arguments | not run | `{"blocked":true,"reason":"…"}` |
//! | Rust's numbers hold the arguments' numbers exactly | not run | `{"error":"Tool arguments cannot be represented exactly"}` |
//! | what is left fits the tool's schema and the handler's type | not run | `{"error":"Tool arguments do not match the tool's schema"}` |
//! | the handler neither fails nor panics | | `{"error":"Tool execution failed"}` |
//! | the result can be shown to the gate | withheld | `{"error":"Tool result could not be checked"}` |
//! | the gate allows the result, perhaps changed | withheld | `{"blocked":true,"reason":"…"}` |
//! | | | the result: a string as it is, anything else as JSON |
//!
//! # What runs is what was decided
//! The handler's arguments are read from the text that every policy has passed, never from what the model sent. JSON has
//! numbers that Rust's have not: `1e309`, or `18446744073709551617`. A handler that got the nearest one instead would run
//! with what nobody has allowed, so the call does not run. `9007199254740993` (2^53 + 1) is an integer, which a
//! [`serde_json::Value`] holds exactly; a handler that asks for `f64` gets the number next to it.
//!
//! # Who is told what
//! The model reads what stands above: reasons only as far as a policy wrote them for it. What a handler says of its
//! failure goes to the operator, through [`tracing`], in a span `execute_tool` per call. Neither arguments nor results
//! are in there, unless a handler's error repeats them. Decisions are in the gate's audit log.

#![forbid(unsafe_code)]

mod adapter;
mod call;
mod catch;
mod client;
mod error;
mod exact;
mod execute;
pub mod govern;
mod handler;
mod message;
mod output;
mod report;
mod session;
mod text;
mod tool;

pub use adapter::ToolAdapter;
pub use client::{BindError, BuildError, ClientError, SecureClient, SecureClientBuilder};
pub use error::{RegisterError, SchemaFault, SessionError};
pub use handler::blocking;
pub use output::{BoxError, ToolOutput};
pub use report::{CallReport, Outcome};
pub use session::Session;
pub use tool::schema;

/// The README's programs, compiled with the documentation's tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
