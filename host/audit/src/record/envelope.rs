//! Between a record and its line.

use serde::Deserialize;
use serde::de::Error as _;

use super::{Body, DecisionRecord, Record, RecoveryRecord, VERSION};
use crate::digest::Hasher;
use crate::{Digest, Problem, canonical, integer};

const DECISION: &str = "decision";
const RECOVERY: &str = "recovery";
/// Room for a record of a few plugins.
const USUAL_BYTES: usize = 4096;
/// Room for what stands behind a record's hash.
const USUAL_TAIL_BYTES: usize = 192;

/// Reads a line back, and takes it only if it is what [`Draft::seal`] would have made of the record.
pub(crate) fn decode(line: &[u8]) -> Result<Record, Problem> {
    let text = std::str::from_utf8(line).map_err(Problem::NotUtf8)?;
    let wire: Wire = serde_json::from_str(text).map_err(|error| diagnose(text, error))?;
    if wire.v != VERSION {
        return Err(Problem::UnknownVersion { found: wire.v });
    }
    integer::check("seq", wire.seq)?;
    integer::check("time_ms", wire.time_ms)?;
    let (seq, time_ms, prev, hash) = (wire.seq, wire.time_ms, wire.prev, wire.hash);
    let body = wire.body()?;

    // Parsing forgives: white space, escapes, some members given twice. What it forgave is not in the canonical form
    // of what it understood, so comparing the two catches all of it.
    let draft = Draft::new(&body).map_err(Problem::Malformed)?;
    let tail = draft.tail(seq, time_ms, prev);
    let mut written = Vec::with_capacity(line.len());
    draft.write(hash, &tail, &mut written);
    if written != line {
        return Err(Problem::NotCanonical);
    }
    let computed = draft.hash(&tail);
    if computed != hash {
        return Err(Problem::WrongHash { stated: hash, computed });
    }
    Ok(Record { seq, time_ms, prev, hash, body })
}

/// A record without its place in the chain: its body's canonical form, and a hash that has gone over it. So all that
/// takes long is done before the record's turn comes, and by any number of threads at once.
///
/// The envelope's members are put into canonical order (by name) by hand.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What stands before the record's hash.
    head: Vec<u8>,
    hashed: Hasher,
    /// The member between `prev` and `seq`, with its comma.
    recovery: Vec<u8>,
    kind: &'static str,
}

impl Draft {
    pub(crate) fn new(body: &Body) -> serde_json::Result<Self> {
        match body {
            Body::Decision(decision) => Self::decision(decision),
            Body::Recovery(record) => {
                let mut recovery = br#""recovery":"#.to_vec();
                canonical::write(record, &mut recovery)?;
                recovery.push(b',');
                Ok(Self::of(b"{".to_vec(), recovery, RECOVERY))
            }
        }
    }

    pub(crate) fn decision(decision: &DecisionRecord) -> serde_json::Result<Self> {
        let mut head = Vec::with_capacity(USUAL_BYTES);
        head.extend_from_slice(br#"{"decision":"#);
        canonical::write(decision, &mut head)?;
        head.push(b',');
        Ok(Self::of(head, Vec::new(), DECISION))
    }

    fn of(head: Vec<u8>, recovery: Vec<u8>, kind: &'static str) -> Self {
        let hashed = Hasher::new().with(&head);
        Self { head, hashed, recovery, kind }
    }

    /// Appends the line of the record at a place in the chain, without its newline. Its hash.
    pub(crate) fn seal(&self, seq: u64, time_ms: u64, prev: Digest, out: &mut Vec<u8>) -> Digest {
        let tail = self.tail(seq, time_ms, prev);
        let hash = self.hash(&tail);
        self.write(hash, &tail, out);
        hash
    }

    /// What stands behind the record's hash.
    fn tail(&self, seq: u64, time_ms: u64, prev: Digest) -> Vec<u8> {
        let mut tail = Vec::with_capacity(USUAL_TAIL_BYTES + self.recovery.len());
        let (prev, kind) = (prev.digits(), self.kind.as_bytes());
        for part in [b"\"prev\":\"", prev.as_slice(), b"\",", &self.recovery, b"\"seq\":"] {
            tail.extend_from_slice(part);
        }
        canonical::number(seq, &mut tail);
        tail.extend_from_slice(b",\"time_ms\":");
        canonical::number(time_ms, &mut tail);
        for part in [b",\"type\":\"".as_slice(), kind, b"\",\"v\":"] {
            tail.extend_from_slice(part);
        }
        canonical::number(VERSION, &mut tail);
        tail.push(b'}');
        tail
    }

    fn hash(&self, tail: &[u8]) -> Digest {
        self.hashed.clone().with(tail).digest()
    }

    fn write(&self, hash: Digest, tail: &[u8], out: &mut Vec<u8>) {
        for part in [self.head.as_slice(), b"\"hash\":\"", &hash.digits(), b"\",", tail] {
            out.extend_from_slice(part);
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u64,
    seq: u64,
    r#type: String,
    time_ms: u64,
    prev: Digest,
    hash: Digest,
    decision: Option<Box<DecisionRecord>>,
    recovery: Option<RecoveryRecord>,
}

impl Wire {
    fn body(self) -> Result<Body, Problem> {
        match (self.r#type.as_str(), self.decision, self.recovery) {
            (DECISION, Some(decision), None) => {
                integer::check_decision(&decision)?;
                Ok(Body::Decision(decision))
            }
            (RECOVERY, None, Some(recovery)) => {
                integer::check("recovery.bytes", recovery.bytes)?;
                Ok(Body::Recovery(recovery))
            }
            (DECISION | RECOVERY, ..) => Err(Problem::Malformed(serde_json::Error::custom(
                "a record has exactly the member that its `type` names",
            ))),
            _ => Err(Problem::UnknownType { found: self.r#type }),
        }
    }
}

/// Why a line could not be understood: where it is of another version or type, that is the better answer.
fn diagnose(text: &str, error: serde_json::Error) -> Problem {
    #[derive(Deserialize)]
    struct Head {
        v: u64,
        r#type: String,
    }

    if !error.is_data() {
        return Problem::NotJson(error);
    }
    match serde_json::from_str::<Head>(text) {
        Ok(head) if head.v != VERSION => Problem::UnknownVersion { found: head.v },
        Ok(head) if ![DECISION, RECOVERY].contains(&head.r#type.as_str()) => {
            Problem::UnknownType { found: head.r#type }
        }
        _ => Problem::Malformed(error),
    }
}
