//! What is said of texts: to people, or as JSON lines.

use std::{collections::BTreeMap, time::Duration};

use portcullis::{
    audit::FindingAction,
    decision::{Finding, Severity},
    text::printable,
};
use serde_json::json;

use super::source::{Skipped, Text};
use crate::{
    Exit,
    print::{BOLD, DIM, Table, styled, thousands},
};

/// A finding, who found it, and what the pack says becomes of it.
pub(super) struct Found {
    pub(super) plugin: String,
    pub(super) action: FindingAction,
    pub(super) finding: Finding,
}

/// What was said so far.
pub(super) struct Report {
    json: bool,
    times: bool,
    kinds: BTreeMap<(Severity, String), u64>,
    texts: u64,
    with_findings: u64,
    bytes: u64,
    time: Duration,
    skipped: u64,
    failed: u64,
}

impl Report {
    pub(super) fn new(json: bool, times: bool) -> Self {
        Self {
            json,
            times,
            kinds: BTreeMap::new(),
            texts: 0,
            with_findings: 0,
            bytes: 0,
            time: Duration::ZERO,
            skipped: 0,
            failed: 0,
        }
    }

    pub(super) fn text(&mut self, text: &Text, (found, time): (anyhow::Result<Vec<Found>>, Duration)) {
        self.texts += 1;
        self.bytes += text.text.len() as u64;
        self.time += time;
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                self.failed += 1;
                return super::failed(&text.id, error);
            }
        };
        self.with_findings += u64::from(!found.is_empty());
        for found in &found {
            let finding = &found.finding;
            *self.kinds.entry((finding.severity, finding.kind.clone())).or_default() += 1;
            if self.json { line(text, found, time) } else { sentence(text, found) }
        }
        if self.times {
            anstream::println!("{}", json!({ "id": text.id, "bytes": text.text.len(), "us": micros(time) }));
        }
    }

    pub(super) fn skipped(&mut self, skipped: &Skipped) {
        self.skipped += 1;
        anstream::eprintln!("{} `{}`: {}", styled(DIM, "passed over:"), printable(&skipped.path), skipped.why);
    }

    /// The summary, on standard error, and the exit code.
    pub(super) fn end(self) -> Exit {
        let mut table = Table::new(&["severity", "kind", "findings"]);
        for ((severity, kind), count) in self.kinds.iter().rev() {
            let plain = anstyle::Style::new();
            table.row([(name(*severity), plain), (kind.clone(), BOLD), (thousands(*count), plain)]);
        }
        if !self.kinds.is_empty() && !self.json {
            anstream::println!();
            table.print();
        }
        anstream::eprintln!(
            "{} of {} texts have findings; {} passed over, {} failed; {} bytes in {} µs",
            thousands(self.with_findings),
            thousands(self.texts),
            thousands(self.skipped),
            thousands(self.failed),
            thousands(self.bytes),
            thousands(micros(self.time)),
        );
        match (self.failed, self.with_findings) {
            (0, 0) => Exit::Ok,
            (0, _) => Exit::Deny,
            _ => Exit::Error,
        }
    }
}

/// What was found is a secret as likely as not: where it is, not what it is.
fn sentence(text: &Text, found: &Found) {
    let (finding, before) = (&found.finding, text.text.get(..found.finding.span.start).unwrap_or_default());
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    anstream::println!(
        "{}:{line}:{column}  {}  {}  {}",
        printable(&text.id),
        name(finding.severity),
        styled(BOLD, &finding.kind),
        styled(DIM, format!("{} bytes", finding.span.len())),
    );
}

fn line(text: &Text, found: &Found, time: Duration) {
    let finding = &found.finding;
    let line = json!({
        "id": text.id,
        "kind": finding.kind,
        "severity": finding.severity,
        "start": finding.span.start,
        "end": finding.span.end,
        "replacement": finding.replacement,
        "action": found.action,
        "plugin": found.plugin,
        "us": micros(time),
    });
    anstream::println!("{line}");
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn name(severity: Severity) -> String {
    serde_json::to_value(severity).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
