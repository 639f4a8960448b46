//! Asking one plugin of a pack, and what its answer comes to under the pack's rules.

use std::{collections::BTreeSet, time::Duration};

use portcullis_audit::{FindingAction, Mode, OnError};

use crate::{
    decision::{ActedFinding, Answer, Conclusion, Denial, Escalation, Finding, PluginAnswer, Report, Verdict},
    document::{Document, Text, Texts},
    event::Event,
    merge,
    pack::{Entry, FindingRule},
    plugin::{Failure, Malformed, Measured},
};

use super::{Asked, taint::Taint};

/// What one plugin's answer comes to.
pub(super) enum Ruling {
    Pass,
    Edited(Document),
    Deny(Denial),
    Escalate(Escalation),
}

/// Asks a plugin: its sanitiser first, then its policy, about what the sanitiser left.
pub(super) async fn ask(entry: &Entry, event: &Event, payload: &Document, asked: &mut Asked) -> Ruling {
    let scanned = match entry.is_sanitiser() {
        true => scan(entry, event, payload, asked).await,
        false => Ruling::Pass,
    };
    if !entry.is_policy() || matches!(scanned, Ruling::Deny(_)) {
        return scanned;
    }
    let cleaned = if let Ruling::Edited(cleaned) = &scanned { cleaned } else { payload };
    match evaluate(entry, event, cleaned, asked).await {
        Ruling::Pass => scanned,
        // A human is asked about what the sanitiser saw; an edited payload would have to be looked at again first.
        Ruling::Edited(_) | Ruling::Escalate(_) if matches!(scanned, Ruling::Escalate(_)) => scanned,
        ruled => ruled,
    }
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
    let texts = asked.texts(payload);
    let measured = entry.plugin().scan(event, texts.as_slice(), false).await;
    let (report, mut answer) = open(entry, measured, asked.rounds);
    let ruling = match report {
        Err(failure) => fail(entry, failure, &mut answer),
        Ok(Report { findings, .. }) => {
            let (acted, outcome) = act(entry, event, texts.as_slice(), findings);
            if entry.mode() == Mode::Enforce {
                asked.taints.extend(outcome.taints);
            }
            let ruling = outcome.stop.unwrap_or_else(|| redacted(&texts, &acted));
            answer.answer = Answer::Findings(acted);
            ruling
        }
    };
    asked.answers.push(answer);
    ruling
}

/// What the pack's rules make of findings, beside redacting some of them.
#[derive(Default)]
pub(super) struct Outcome {
    /// A denial, or else a question to a human, which outweigh redaction.
    pub(super) stop: Option<Ruling>,
    pub(super) taints: Vec<Taint>,
}

/// Matches findings with the pack's rules.
pub(super) fn act(
    entry: &Entry,
    event: &Event,
    texts: &[Text],
    findings: Vec<Finding>,
) -> (Vec<ActedFinding>, Outcome) {
    let (mut acted, mut outcome) = (Vec::with_capacity(findings.len()), Outcome::default());
    let (mut denied, mut escalated, mut approvers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for mut finding in findings {
        let pointer = texts.get(finding.segment).map(|text| text.pointer.clone()).unwrap_or_default();
        let mut action = FindingAction::Note;
        if let Some(rule) = FindingRule::of(entry.on_finding(), event, &finding.kind, finding.severity) {
            action = rule.action;
            if let Some(marker) = &rule.marker {
                finding.replacement = Some(marker.clone());
            }
            if rule.taint {
                outcome.taints.push(Taint { kind: finding.kind.clone(), severity: finding.severity });
            }
            match action {
                FindingAction::Deny => drop(denied.insert(finding.kind.clone())),
                FindingAction::Escalate => {
                    escalated.insert(finding.kind.clone());
                    approvers.extend(rule.approvers.iter().cloned());
                }
                FindingAction::Redact | FindingAction::Note => {}
            }
        }
        acted.push(ActedFinding { pointer, finding, action });
    }
    let named = |kinds: BTreeSet<String>| kinds.into_iter().collect::<Vec<_>>().join(", ");
    if !denied.is_empty() {
        let detail = format!("the payload holds what the pack denies: {}", named(denied));
        outcome.stop = Some(Ruling::Deny(Denial::new("finding", detail)));
    } else if !escalated.is_empty() {
        let detail = format!("the payload holds what the pack has a human look at: {}", named(escalated));
        let approvers = approvers.into_iter().collect();
        outcome.stop = Some(Ruling::Escalate(Escalation { code: "finding".into(), detail, message: None, approvers }));
    }
    (acted, outcome)
}

/// The payload without what is to be redacted.
fn redacted(texts: &Texts, acted: &[ActedFinding]) -> Ruling {
    let redacted: Vec<_> =
        acted.iter().filter(|acted| acted.action == FindingAction::Redact).map(|acted| &acted.finding).collect();
    if redacted.is_empty() {
        return Ruling::Pass;
    }
    match merge::redact(texts, redacted) {
        Ok(redacted) => Ruling::Edited(redacted),
        Err(error) => {
            Ruling::Deny(Denial::new("redaction-impossible", format!("the redacted payload is refused: {error}")))
        }
    }
}

/// Takes a measured answer apart.
fn open<T>(entry: &Entry, measured: Measured<T>, round: u32) -> (Result<T, Failure>, PluginAnswer) {
    let Measured { result, fuel, time, memory, log, state } = measured;
    (result, PluginAnswer { log, state, fuel, time, memory, ..answer(entry, round, Answer::Allow) })
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
        state: Vec::new(),
        fuel: 0,
        time: Duration::ZERO,
        memory: 0,
        limits: entry.plugin().shared_limits(),
    }
}
