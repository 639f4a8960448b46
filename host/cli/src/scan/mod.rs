//! `portcullis scan`: texts through the sanitisers of a pack.

mod report;
mod source;

use std::time::Duration;

use anyhow::{Context, bail};
use portcullis::{
    decision::{Finding, Severity},
    document::Document,
    event::{Event, Subject, SubjectKind},
    pack::{Entry, FindingRule, Pack},
};

use crate::{Exit, args::Scan, print, runtime::runtime};
use report::{Found, Report};
use source::Text;

pub(crate) fn run(args: &Scan) -> anyhow::Result<Exit> {
    let runtime = runtime()?;
    let pack = Pack::load_blocking(&runtime, &args.pack)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("the pack can't be loaded")?;
    let sanitisers: Vec<&Entry> = pack.entries().iter().filter(|entry| entry.is_sanitiser()).collect();
    if sanitisers.is_empty() {
        bail!("the pack `{}` has no sanitiser", pack.name());
    }
    // The payload is not what is scanned; a rule about targets sees one that no pack knows.
    let subject = Subject::new("portcullis-scan", SubjectKind::Service);
    let event = Event::new(args.phase, subject, "tool:scan/text", Document::empty_object());

    let mut report = Report::new(args.json, args.times);
    for path in &args.paths {
        source::each(path, &mut |text| {
            match text {
                Ok(text) => report.text(&text, scan(&sanitisers, &event, &text, args.at_least)),
                Err(skipped) => report.skipped(&skipped),
            }
            Ok(())
        })?;
    }
    Ok(report.end())
}

/// What the sanitisers say of one text, or which one failed, and the time that all took.
fn scan(
    sanitisers: &[&Entry],
    event: &Event,
    text: &Text,
    at_least: Severity,
) -> (anyhow::Result<Vec<Found>>, Duration) {
    let (mut all, mut time) = (Vec::new(), Duration::ZERO);
    for entry in sanitisers {
        let scanned = entry.plugin().scan_text_blocking(event, &text.text);
        time += scanned.time;
        match scanned.result {
            Ok(findings) => {
                let found = findings.into_iter().filter(|finding| finding.severity >= at_least);
                all.extend(found.map(|finding| found_by(entry, event, finding)));
            }
            Err(failure) => {
                return (Err(anyhow::Error::new(failure).context(format!("`{}` could not scan it", entry.id()))), time);
            }
        }
    }
    all.sort_by_key(|found| found.finding.span.start);
    (Ok(all), time)
}

fn found_by(entry: &Entry, event: &Event, finding: Finding) -> Found {
    let rule = FindingRule::of(entry.on_finding(), event, &finding.kind, finding.severity);
    let action = rule.map_or(portcullis::audit::FindingAction::Note, |rule| rule.action);
    Found { plugin: entry.id().to_owned(), action, finding }
}

/// A severity by its name.
pub(crate) fn severity(name: &str) -> Result<Severity, String> {
    serde_json::from_value(serde_json::Value::from(name))
        .map_err(|_| "there are info, low, medium, high and critical".to_owned())
}

/// Says that one text could not be scanned, and goes on.
fn failed(id: &str, error: anyhow::Error) {
    print::error(&error.context(format!("`{}` could not be scanned", portcullis::text::printable(id))));
}
