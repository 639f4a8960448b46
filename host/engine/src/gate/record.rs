//! A decision as the audit log keeps it.

use portcullis_audit::{
    self as audit, DecisionRecord, Digest, EditRecord, EventRecord, FindingRecord, OutcomeRecord, PackRecord,
    PayloadRecord, PluginRecord, Reason, SubjectRecord, ViolationRecord,
};

use crate::{
    decision::{ActedFinding, Answer, Decision, Effect, PluginAnswer, Violation},
    document::Document,
    event::Event,
    pack::Pack,
    plugin::Runtime,
};

pub(super) fn of(pack: &Pack, event: &Event, decision: &Decision, content: bool) -> DecisionRecord {
    let (effect, reason) = match &decision.effect {
        Effect::Allow(_) => (audit::Effect::Allow, None),
        Effect::Modify(_) => (audit::Effect::Modify, None),
        Effect::Deny(denied) => {
            let denial = &denied.denial;
            let reason =
                Reason { code: denial.code.clone(), detail: denial.detail.clone(), plugin: denied.plugin.clone() };
            (audit::Effect::Deny, Some(reason))
        }
        Effect::Escalate(needs) => {
            let escalation = &needs.escalation;
            let reason = Reason {
                code: escalation.code.clone(),
                detail: escalation.detail.clone(),
                plugin: Some(needs.plugin.clone()),
            };
            (audit::Effect::Escalate, Some(reason))
        }
    };
    let payload = event.payload.text();
    DecisionRecord {
        id: decision.id.clone(),
        event: event_record(event),
        evidence: event.evidence.clone(),
        payload: PayloadRecord {
            before: event.payload.digest(),
            after: decision.payload().map(Document::digest),
            bytes: number(payload.len()),
            content: content.then(|| payload.to_owned()),
        },
        pack: PackRecord { name: pack.name().to_owned(), version: pack.version().to_owned(), digest: pack.digest() },
        engine: Runtime::version().to_owned(),
        effect,
        reason,
        rounds: decision.rounds,
        plugins: decision.answers.iter().map(plugin_record).collect(),
        stream: decision.stream,
    }
}

fn event_record(event: &Event) -> EventRecord {
    let subject = &event.subject;
    EventRecord {
        id: event.id.clone(),
        session: event.session.clone(),
        phase: event.phase.to_string(),
        target: event.target.clone(),
        action: event.action.clone(),
        cause: event.cause.clone(),
        time_ms: event.time_ms,
        subject: SubjectRecord {
            id: subject.id.clone(),
            kind: subject.kind,
            roles: subject.roles.clone(),
            scopes: subject.scopes.clone(),
            via: subject.via.clone(),
        },
        context_digest: event.context.digest(),
        claims_digest: subject.claims.digest(),
    }
}

fn plugin_record(answer: &PluginAnswer) -> PluginRecord {
    PluginRecord {
        id: answer.plugin.clone(),
        digest: answer.digest,
        config_digest: answer.config_digest,
        snapshot_digest: answer.snapshot_digest,
        mode: answer.mode,
        on_error: answer.on_error,
        round: answer.round,
        outcome: outcome(&answer.answer),
        fuel: answer.fuel,
        time_us: u64::try_from(answer.time.as_micros()).unwrap_or(u64::MAX),
        limits: answer.limits.named(),
        notes: answer.notes.clone(),
        log: answer.log.clone(),
        state: answer.state.clone(),
    }
}

fn outcome(answer: &Answer) -> OutcomeRecord {
    match answer {
        Answer::Allow => OutcomeRecord::Allow,
        Answer::Deny(denial) => OutcomeRecord::Deny {
            code: denial.code.clone(),
            detail: denial.detail.clone(),
            violations: denial.violations.iter().map(violation).collect(),
        },
        Answer::Modify(edits) => OutcomeRecord::Modify {
            edits: edits
                .iter()
                .map(|edit| EditRecord {
                    pointer: edit.pointer.clone(),
                    digest: edit.value.as_ref().map(|value| Digest::of(value.as_bytes())),
                })
                .collect(),
        },
        Answer::Escalate(escalation) => OutcomeRecord::Escalate {
            code: escalation.code.clone(),
            detail: escalation.detail.clone(),
            approvers: escalation.approvers.clone(),
        },
        Answer::Findings(findings) => OutcomeRecord::Findings { findings: findings.iter().map(finding).collect() },
        Answer::Failed(failure) => {
            OutcomeRecord::Failed { code: failure.code().to_owned(), detail: failure.to_string() }
        }
        Answer::Skipped => OutcomeRecord::Skipped,
    }
}

fn violation(violation: &Violation) -> ViolationRecord {
    ViolationRecord {
        code: violation.code.clone(),
        pointer: violation.pointer.clone(),
        found: violation.found.clone(),
        allowed: violation.allowed.clone(),
        rule: violation.rule.clone(),
    }
}

fn finding(acted: &ActedFinding) -> FindingRecord {
    let span = &acted.finding.span;
    FindingRecord {
        pointer: acted.pointer.clone(),
        start: u32::try_from(span.start).unwrap_or(u32::MAX),
        end: u32::try_from(span.end).unwrap_or(u32::MAX),
        kind: acted.finding.kind.clone(),
        severity: acted.finding.severity,
        action: acted.action,
    }
}

fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
