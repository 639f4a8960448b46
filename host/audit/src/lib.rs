//! The audit log of Portcullis: one record per decision, canonical, chained by hashes, and durable before its effect.
//!
//! A log is a file of JSON Lines. Each line is the canonical form ([RFC 8785]) of one [`Record`]: an envelope with a
//! sequence number, a time, the hash of the record before it and its own, around a [`DecisionRecord`] or a
//! [`RecoveryRecord`]. Whoever changes, removes, inserts or swaps a record breaks the chain at a line that [`verify`]
//! names.
//!
//! ```
//! use portcullis_audit::{DecisionRecord, Log, verify};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let decision: DecisionRecord = serde_json::from_str(portcullis_audit::doc_example())?;
//! let log = Log::in_memory(); // or `Log::open("audit.jsonl")?`
//! let receipt = log.append(decision).await?; // durable from here on: the effect may happen
//! assert_eq!(receipt.seq, 0);
//!
//! let lines = log.memory().ok_or("not in memory")?.bytes();
//! let verified = verify(lines.as_slice())?;
//! assert_eq!(verified.records, 1);
//! assert_eq!(verified.last, Some(receipt.hash));
//! # Ok(())
//! # }
//! ```
//!
//! # What a chain proves, and what it does not
//!
//! Every record commits to all before it. So whoever remembers the hash of one record can tell whether anything up to
//! it was changed. Nothing in the file itself can show that its *last* records were cut off at a line's end, or that
//! the whole file was written anew: compare [`Verified::last`] and [`Verified::records`] with what was noted elsewhere.
//!
//! # Reading a line by other means
//!
//! Take away the member `hash` and the comma behind it, and the SHA-256 of what is left is the value of `hash`.
//! `prev` is the `hash` of the line before, all zeros in the first line. Integers are at most [`MAX_INTEGER`], so that
//! every JSON reader sees the same numbers.
//!
//! [RFC 8785]: https://www.rfc-editor.org/rfc/rfc8785

#![forbid(unsafe_code)]

mod canonical;
mod chain;
mod digest;
mod error;
mod integer;
mod lines;
mod log;
mod problem;
mod read;
mod record;
mod verify;

pub use digest::{Digest, DigestParseError};
pub use error::{AppendError, OpenError, VerifyError};
pub use integer::{MAX_INTEGER, UnsafeInteger};
pub use lines::MAX_LINE_BYTES;
pub use log::{Log, Memory, Opened, Receipt, Recovered};
pub use problem::Problem;
pub use read::Reader;
pub use record::{
    Body, DecisionRecord, EditRecord, Effect, EventRecord, Evidence, EvidenceForm, FindingAction, FindingRecord, Level,
    LimitsRecord, LogLine, Mode, OnError, OutcomeRecord, PackRecord, PayloadRecord, PluginRecord, Reason, Record,
    RecoveryRecord, Severity, StateAnswer, StateCall, StateRecord, StreamRecord, SubjectKind, SubjectRecord, VERSION,
    ViolationRecord, Window,
};
pub use verify::{Verified, verify, verify_file};

/// One whole decision as JSON, for the examples of this documentation.
#[doc(hidden)]
#[must_use]
pub const fn doc_example() -> &'static str {
    include_str!("record/example.json")
}
