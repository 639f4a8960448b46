//! Between a record and its line.

use serde::Deserialize;
use serde::de::Error as _;

use super::{Body, DecisionRecord, Record, RecoveryRecord, VERSION};
use crate::{Digest, Problem, integer};

const DECISION: &str = "decision";
const RECOVERY: &str = "recovery";

/// A record's line, without its newline, and its hash.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) line: Vec<u8>,
    pub(crate) hash: Digest,
}

/// Makes the line of a record.
pub(crate) fn seal(seq: u64, time_ms: u64, prev: Digest, body: &Body) -> serde_json::Result<Sealed> {
    let unsealed = Unsealed::new(seq, time_ms, prev, body)?;
    let hash = unsealed.hash();
    let line = unsealed.line(hash);
    Ok(Sealed { line, hash })
}

/// Reads a line back, and takes it only if it is what [`seal`] would have made of the record.
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
    let unsealed = Unsealed::new(seq, time_ms, prev, &body).map_err(Problem::Malformed)?;
    if unsealed.line(hash) != line {
        return Err(Problem::NotCanonical);
    }
    let computed = unsealed.hash();
    if computed != hash {
        return Err(Problem::WrongHash { stated: hash, computed });
    }
    Ok(Record { seq, time_ms, prev, hash, body })
}

/// The canonical form of a record, open where its hash goes.
///
/// The envelope's members are put into canonical order (by name) by hand, so that the body, which is nearly all of the
/// line, is canonicalised once for both the hash and the line.
struct Unsealed {
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Unsealed {
    fn new(seq: u64, time_ms: u64, prev: Digest, body: &Body) -> serde_json::Result<Self> {
        let mut head = b"{".to_vec();
        let mut tail = format!(r#""prev":"{prev}""#).into_bytes();
        let kind = match body {
            Body::Decision(decision) => {
                head.extend_from_slice(br#""decision":"#);
                serde_json_canonicalizer::to_writer(decision, &mut head)?;
                head.push(b',');
                DECISION
            }
            Body::Recovery(recovery) => {
                tail.extend_from_slice(br#","recovery":"#);
                serde_json_canonicalizer::to_writer(recovery, &mut tail)?;
                RECOVERY
            }
        };
        tail.extend_from_slice(
            format!(r#","seq":{seq},"time_ms":{time_ms},"type":"{kind}","v":{VERSION}}}"#).as_bytes(),
        );
        Ok(Self { head, tail })
    }

    fn hash(&self) -> Digest {
        Digest::of_parts(&[&self.head, &self.tail])
    }

    fn line(&self, hash: Digest) -> Vec<u8> {
        let hash = format!(r#""hash":"{hash}","#);
        [self.head.as_slice(), hash.as_bytes(), &self.tail].concat()
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
