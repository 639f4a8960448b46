//! The text at one pointer of a stream.

use portcullis_audit::{Digest, StreamRecord};

/// So much held text is looked at again with every piece, in bytes. More is only looked at when it has grown by a quarter, so
/// that text which never settles costs no more than a few looks at all of it.
const ALWAYS: usize = 4 << 10;

#[derive(Default)]
pub(super) struct Lane {
    /// What came and is settled.
    original: String,
    /// What of it went on.
    released: String,
    /// What came and is not settled.
    held: String,
    /// How much was held after the last look.
    looked_at: usize,
}

impl Lane {
    pub(super) fn push(&mut self, text: &str) {
        self.held.push_str(text);
    }

    pub(super) fn held(&self) -> &str {
        &self.held
    }

    pub(super) fn original(&self) -> &str {
        &self.original
    }

    pub(super) fn released(&self) -> &str {
        &self.released
    }

    pub(super) fn is_due(&self) -> bool {
        self.held.len() <= ALWAYS || self.held.len() >= self.looked_at + self.looked_at / 4
    }

    /// Takes so much of what is held as settled; `text` is what goes on of it.
    pub(super) fn settle(&mut self, settled: usize, text: &str) {
        self.original.extend(self.held.drain(..settled));
        self.released.push_str(text);
        self.looked_at = self.held.len();
    }
}

/// Counts a piece that goes on, and takes it into the digest: each is the SHA-256 of the one before and the piece.
pub(super) fn pass(passed: &mut StreamRecord, text: &str) {
    if !text.is_empty() {
        passed.chunks += 1;
        passed.digest = Digest::of(&[passed.digest.as_bytes().as_slice(), text.as_bytes()].concat());
    }
}
