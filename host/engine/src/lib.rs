//! A gate for what LLM agents do.
//!
//! Before a tool runs, before a model is asked, before a result is shown to a model: a [`Gate`](gate::Gate) asks
//! **plugins** whether it may happen, with which arguments, and what of it may be seen. Plugins are WebAssembly
//! components behind one contract, each in a sandbox with hard limits. What they answer is enforced, and written to an
//! audit log that an outsider can verify.
//!
//! # Example
//! ```no_run
//! use portcullis::{
//!     audit::Log,
//!     document::Document,
//!     event::{Event, Phase, Subject, SubjectKind},
//!     gate::Gate,
//!     pack::Pack,
//!     plugin::{Runtime, RuntimeOptions},
//! };
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let runtime = Runtime::new(&RuntimeOptions::default())?;
//!     let pack = Pack::load_blocking(&runtime, "packs/support-desk")?;
//!     let (log, _) = Log::open("audit.jsonl")?;
//!     let gate = Gate::new(pack, log);
//!
//!     let alice = Subject::new("alice", SubjectKind::User).role("support_agent").scope("approve_refund_under_100");
//!     let arguments = Document::parse(r#"{"order": 17, "amount": 250}"#)?;
//!     let event = Event::new(Phase::ToolCall, alice, "tool:support/approve_refund", arguments);
//!     let decision = gate.decide_blocking(&event);
//!     assert!(!decision.is_allowed());
//!     Ok(())
//! }
//! ```
//!
//! # Where things are
//! An event's way: [`event`] and its [`document`] go to the [`gate`], which asks the [`plugin`]s of a [`pack`] and
//! concludes a [`decision`]. The records of decisions are the business of [`audit`].
//!
//! # What holds
//! - Whatever goes wrong, the event does not happen: see [`plugin::Failure`].
//! - What happens is what every policy allowed, in the form in which it happens.
//! - No event can see what another one wrote: each call runs in a fresh instance.
//! - A decision is in the log before anybody can act on it.

// One module may: `plugin::cache::trusted`, which loads compiled code.
#![deny(unsafe_code)]

mod blocking;
mod clock;
pub mod decision;
pub mod document;
pub mod event;
pub mod gate;
mod id;
mod merge;
pub mod pack;
pub mod plugin;
pub mod state;
pub mod text;

/// The audit log: records, log and verifier, from `portcullis-audit`.
pub use portcullis_audit as audit;
