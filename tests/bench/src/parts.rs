//! The host's own parts, one by one, without a plugin: what criterion times, and what callgrind counts.

use std::hint::black_box;

use anyhow::{Context, Result};
use portcullis::{
    audit::{DecisionRecord, Log, doc_example, verify},
    document::{Document, Edit},
    event::Event,
};

use crate::desk;

/// One part, ready to run.
pub type Run = Box<dyn FnMut()>;

/// A part of the host.
pub struct Part {
    /// `<module>/<what>`.
    pub name: &'static str,
    prepare: fn() -> Result<Run>,
}

impl Part {
    /// Sets up what it works on.
    ///
    /// # Errors
    /// That can't be had.
    pub fn prepare(&self) -> Result<Run> {
        (self.prepare)()
    }
}

/// All of them.
pub const ALL: &[Part] = &[
    Part {
        name: "event/from-json",
        prepare: || {
            let text = include_str!("../events/support-desk/refund-allowed.json");
            Ok(Box::new(move || drop(black_box(Event::from_json(black_box(text))))))
        },
    },
    Part { name: "document/parse-100-b", prepare: || parse(100) },
    Part { name: "document/parse-64-kib", prepare: || parse(64 << 10) },
    Part { name: "document/parse-1-mib", prepare: || parse(1 << 20) },
    Part { name: "document/two-fields-100-b", prepare: || two_fields(100) },
    Part { name: "document/two-fields-1-mib", prepare: || two_fields(1 << 20) },
    Part { name: "document/edit-64-kib", prepare: edit },
    Part { name: "document/strings-64-kib", prepare: strings },
    Part { name: "document/redact-64-kib", prepare: redact },
    Part { name: "audit/append", prepare: append },
    Part { name: "audit/verify-10-records", prepare: records },
];

fn document(bytes: usize) -> Result<Document> {
    Ok(Document::parse(desk::payload(bytes)?)?)
}

fn parse(bytes: usize) -> Result<Run> {
    let text = desk::payload(bytes)?;
    // With the copy of the text, which is a fraction of it: a document owns its text.
    Ok(Box::new(move || drop(black_box(Document::parse(black_box(text.as_str()))))))
}

fn two_fields(bytes: usize) -> Result<Run> {
    let document = document(bytes)?;
    Ok(Box::new(move || {
        for pointer in ["/fee", "/amount"] {
            black_box(document.get(black_box(pointer)).map(|value| value.raw().len()));
        }
    }))
}

fn edit() -> Result<Run> {
    let document = document(64 << 10)?;
    let edits = [Edit::set("/amount", "39.50"), Edit::remove("/items/7"), Edit::set("/items/-", r#"{"sku":"new"}"#)];
    document.edited(&edits).context("the edits should apply")?;
    Ok(Box::new(move || drop(black_box(document.edited(black_box(&edits))))))
}

fn strings() -> Result<Run> {
    let document = document(64 << 10)?;
    Ok(Box::new(move || drop(black_box(document.strings()))))
}

/// As redacting does it: every eighth string is another one.
fn redact() -> Result<Run> {
    let document = document(64 << 10)?;
    Ok(Box::new(move || {
        let strings = document.strings();
        let values = strings.iter().filter(|string| string.text.starts_with("left")).step_by(8);
        let replaced: Vec<_> = values.map(|string| (string, "[removed]".to_owned())).collect();
        black_box(document.with_strings(&replaced).ok());
    }))
}

/// One record into a log in memory, with the copy of it that the log takes over.
fn append() -> Result<Run> {
    let record: DecisionRecord = serde_json::from_str(doc_example())?;
    let (log, waiting) = (Log::in_memory(), tokio::runtime::Builder::new_current_thread().build()?);
    Ok(Box::new(move || drop(black_box(waiting.block_on(log.append(black_box(record.clone())))))))
}

/// Reads ten records, makes their canonical form, hashes them, and follows the chain.
fn records() -> Result<Run> {
    let record: DecisionRecord = serde_json::from_str(doc_example())?;
    let log = Log::in_memory();
    let waiting = tokio::runtime::Builder::new_current_thread().build()?;
    for _ in 0..10 {
        waiting.block_on(log.append(record.clone()))?;
    }
    let lines = log.memory().context("the log is in memory")?.bytes();
    verify(lines.as_slice())?;
    Ok(Box::new(move || drop(black_box(verify(black_box(lines.as_slice()))))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_runs() {
        for part in ALL {
            part.prepare().unwrap_or_else(|error| panic!("{}: {error:#}", part.name))();
        }
    }
}
