//! Asking one plugin of a pack, and what its answer comes to under the pack's rules.

use std::time::Duration;

use portcullis_audit::{FindingAction, OnError};

use crate::{
    decision::{ActedFinding, Answer, Conclusion, Denial, Escalation, Finding, PluginAnswer, Report, Verdict},
    document::{Document, StringAt},
    event::Event,
    merge,
    pack::{Entry, FindingRule},
    plugin::{Failure, Malformed, Measured},
};

use super::Asked;

/// What one plugin's answer comes to.
pub(super) enum Ruling {
    Pass,
    Edited(Document),
    Deny(Denial),
    Escalate(Escalation),
}

/// Asks a plugin: its sanitiser first, then its policy, about what the sanitiser left.
pub(super) async fn ask(entry: &Entry, event: &Event, payload: &Document, asked: &mut Asked) -> Ruling {
    let component = entry.plugin().component();
    let mut cleaned = None;
    if component.is_sanitiser() {
        match scan(entry, event, payload, asked).await {
            Ruling::Pass => {}
            Ruling::Edited(edited) => cleaned = Some(edited),
            other => return other,
        }
    }
    if component.is_policy() {
        match evaluate(entry, event, cleaned.as_ref().unwrap_or(payload), asked).await {
            Ruling::Pass => {}
            other => return other,
        }
    }
    cleaned.map_or(Ruling::Pass, Ruling::Edited)
}

async fn evaluate(entry: &Entry, event: &Event, payload: &Document, asked: &mut Asked) -> Ruling {
    let measured = entry.plugin().evaluate(event, payload).await;
    let (verdict, mut answer) = open(entry, measured, asked.rounds);
    let ruling = match verdict {
        Err(failure) => fail(entry, failure, &mut answer),
        Ok(Verdict { decision, notes }) => {
            answer.notes = notes;
            match decision {
                Conclusion::Allow => Ruling::Pass,
                Conclusion::Deny(denial) => {
                    answer.answer = Answer::Deny(denial.clone());
                    Ruling::Deny(denial)
                }
                Conclusion::Escalate(escalation) => {
                    answer.answer = Answer::Escalate(escalation.clone());
                    Ruling::Escalate(escalation)
                }
                Conclusion::Modify(edits) => match payload.edited(&edits) {
                    Ok(edited) => {
                        answer.answer = Answer::Modify(edits);
                        Ruling::Edited(edited)
                    }
                    Err(error) => fail(entry, Failure::Malformed(Malformed::Edit(error)), &mut answer),
                },
            }
        }
    };
    asked.answers.push(answer);
    ruling
}

async fn scan(entry: &Entry, event: &Event, payload: &Document, asked: &mut Asked) -> Ruling {
    let strings = payload.strings();
    let measured = entry.plugin().scan(event, &strings).await;
    let (report, mut answer) = open(entry, measured, asked.rounds);
    let ruling = match report {
        Err(failure) => fail(entry, failure, &mut answer),
        Ok(Report { findings, .. }) => {
            let acted: Vec<_> = findings.into_iter().map(|finding| act(entry, &strings, finding)).collect();
            let ruling = rule(payload, &strings, &acted);
            answer.answer = Answer::Findings(acted);
            ruling
        }
    };
    asked.answers.push(answer);
    ruling
}

fn act(entry: &Entry, strings: &[StringAt<'_>], finding: Finding) -> ActedFinding {
    let action = FindingRule::action(&entry.on_finding, &finding.kind, finding.severity);
    let pointer = strings.get(finding.segment).map(|string| string.pointer.clone()).unwrap_or_default();
    ActedFinding { pointer, finding, action }
}

/// What findings come to: one that denies outweighs those that redact.
fn rule(payload: &Document, strings: &[StringAt<'_>], acted: &[ActedFinding]) -> Ruling {
    let with = |action| acted.iter().filter(move |acted| acted.action == action);
    let mut kinds: Vec<&str> = with(FindingAction::Deny).map(|acted| acted.finding.kind.as_str()).collect();
    if !kinds.is_empty() {
        kinds.sort_unstable();
        kinds.dedup();
        return Ruling::Deny(Denial::new(
            "finding",
            format!("the payload holds what the pack denies: {}", kinds.join(", ")),
        ));
    }
    let redacted: Vec<_> = with(FindingAction::Redact).map(|acted| &acted.finding).collect();
    if redacted.is_empty() {
        return Ruling::Pass;
    }
    match merge::redact(payload, strings, redacted) {
        Ok(redacted) => Ruling::Edited(redacted),
        Err(error) => {
            Ruling::Deny(Denial::new("redaction-impossible", format!("the redacted payload is refused: {error}")))
        }
    }
}

/// Takes a measured answer apart.
fn open<T>(entry: &Entry, measured: Measured<T>, round: u32) -> (Result<T, Failure>, PluginAnswer) {
    let Measured { result, fuel, time, memory, log } = measured;
    (result, PluginAnswer { log, fuel, time, memory, ..answer(entry, round, Answer::Allow) })
}

/// A plugin that does not answer denies, unless the pack says otherwise of it.
fn fail(entry: &Entry, failure: Failure, answer: &mut PluginAnswer) -> Ruling {
    let ruling = match entry.on_error() {
        OnError::Deny => {
            Ruling::Deny(Denial::new(failure.code(), format!("the plugin `{}` failed: {failure}", entry.id())))
        }
        OnError::Allow => Ruling::Pass,
    };
    answer.answer = Answer::Failed(failure);
    ruling
}

pub(super) fn answer(entry: &Entry, round: u32, answer: Answer) -> PluginAnswer {
    PluginAnswer {
        plugin: entry.id().to_owned(),
        digest: entry.plugin().component().digest(),
        config_digest: entry.plugin().config_digest(),
        snapshot_digest: entry.plugin().image().digest(),
        mode: entry.mode(),
        on_error: entry.on_error(),
        round,
        answer,
        notes: Vec::new(),
        log: Vec::new(),
        fuel: 0,
        time: Duration::ZERO,
        memory: 0,
        limits: entry.plugin().shared_limits(),
    }
}
