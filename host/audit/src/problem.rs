use std::str::Utf8Error;

use crate::{Digest, MAX_LINE_BYTES, UnsafeInteger, VERSION};

/// What is wrong with one line of a log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The line is longer than any that a log writes.
    #[error("the line is longer than {MAX_LINE_BYTES} bytes")]
    LineTooLong,
    /// The line is not text.
    #[error("the line is not UTF-8")]
    NotUtf8(#[source] Utf8Error),
    /// The line is not JSON.
    #[error("the line is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// The record was written by a version that this one does not know.
    #[error("the record has version {found}, and this verifier knows version {VERSION}")]
    UnknownVersion {
        /// The record's `v`.
        found: u64,
    },
    /// The record's `type` is none that this version knows.
    #[error("the record has the unknown type `{found}`")]
    UnknownType {
        /// The record's `type`.
        found: String,
    },
    /// The line is JSON, but no record: members are missing, unknown, twice there or of another type.
    #[error("the line is not a well-formed record")]
    Malformed(#[source] serde_json::Error),
    /// An integer is so large that readers disagree about it.
    #[error(transparent)]
    UnsafeInteger(#[from] UnsafeInteger),
    /// The same record has another canonical form: member order, white space, escapes, numbers, or a member twice.
    #[error("the line is not the canonical form (RFC 8785) of its record")]
    NotCanonical,
    /// The record was changed after it was hashed.
    #[error("the record hashes to {computed}, and states {stated}")]
    WrongHash {
        /// What the record says.
        stated: Digest,
        /// What it is.
        computed: Digest,
    },
    /// A record was removed, inserted or moved.
    #[error("the record has sequence number {found}")]
    WrongSeq {
        /// The record's `seq`.
        found: u64,
    },
    /// The record before this one is not the one that this one was chained to.
    #[error("the record follows {stated}, and the one before it is {actual}")]
    BrokenChain {
        /// The record's `prev`.
        stated: Digest,
        /// The hash of the record before.
        actual: Digest,
    },
}
