//! Between the contract's types and ours. What guests answer is hostile: it is counted, checked, and made printable here.

use portcullis_audit::Severity;

use crate::{
    decision::{Conclusion, Denial, Escalation, Finding, Report, Verdict, Violation},
    document::{Document, Edit, Text},
    event::{Event, Phase, SubjectKind},
    text::printable,
};

use super::{
    bindings::portcullis::plugin::types as wit,
    error::ConfigError,
    failure::{Failure, Malformed},
    limits::{AnswerBudget, Limits},
};

/// The lists of an event, as its guests are told them.
pub(super) struct Lists<'e> {
    roles: Vec<&'e str>,
    scopes: Vec<&'e str>,
    via: Vec<&'e str>,
}

impl<'e> Lists<'e> {
    pub(super) fn of(event: &'e Event) -> Self {
        let texts = |list: &'e [String]| list.iter().map(String::as_str).collect();
        let subject = &event.subject;
        Self { roles: texts(&subject.roles), scopes: texts(&subject.scopes), via: texts(&subject.via) }
    }
}

pub(super) fn event<'e>(event: &'e Event, lists: &'e Lists<'e>) -> wit::Event<'e> {
    let subject = &event.subject;
    wit::Event {
        id: &event.id,
        session: &event.session,
        phase: to_phase(event.phase),
        subject: wit::Subject {
            id: &subject.id,
            kind: match subject.kind {
                SubjectKind::User => wit::SubjectKind::User,
                SubjectKind::Service => wit::SubjectKind::Service,
                SubjectKind::Agent => wit::SubjectKind::Agent,
            },
            roles: &lists.roles,
            scopes: &lists.scopes,
            claims: subject.claims.text(),
            via: &lists.via,
        },
        target: &event.target,
        action: &event.action,
        context: event.context.text(),
        time_ms: event.time_ms,
    }
}

pub(super) fn scan_context(event: &Event) -> wit::ScanContext<'_> {
    wit::ScanContext {
        event_id: &event.id,
        session: &event.session,
        phase: to_phase(event.phase),
        target: &event.target,
        subject_id: &event.subject.id,
    }
}

pub(super) fn segments(texts: &[Text]) -> Vec<wit::Segment<'_>> {
    texts.iter().map(|text| wit::Segment { pointer: &text.pointer, text: &text.text }).collect()
}

/// What a component without a policy concludes.
pub(super) fn no_policy() -> Verdict {
    Verdict { decision: Conclusion::Allow, notes: Vec::new() }
}

pub(super) fn verdict(answer: wit::Verdict, limits: &Limits) -> Result<Verdict, Failure> {
    let mut budget = AnswerBudget::new(limits);
    take(&mut budget, answer.notes.len(), answer.notes.iter().map(String::as_str))?;
    let decision = match answer.decision {
        wit::Decision::Allow => Conclusion::Allow,
        wit::Decision::Deny(denial) => Conclusion::Deny(deny(denial, &mut budget)?),
        wit::Decision::Modify(edits) => {
            let texts = edits.iter().flat_map(|edit| [Some(edit.pointer.as_str()), edit.value.as_deref()]).flatten();
            take(&mut budget, edits.len(), texts)?;
            Conclusion::Modify(
                edits.into_iter().map(|edit| Edit { pointer: edit.pointer, value: edit.value }).collect(),
            )
        }
        wit::Decision::Escalate(escalation) => Conclusion::Escalate(escalate(&escalation, &mut budget)?),
    };
    Ok(Verdict { decision, notes: answer.notes.iter().map(|note| printable(note)).collect() })
}

fn deny(denial: wit::Denial, budget: &mut AnswerBudget<'_>) -> Result<Denial, Failure> {
    take(
        budget,
        1,
        [Some(denial.code.as_str()), Some(denial.detail.as_str()), denial.message.as_deref()].into_iter().flatten(),
    )?;
    for violation in &denial.violations {
        let optional = [&violation.found, &violation.allowed, &violation.rule].into_iter().filter_map(Option::as_deref);
        take(budget, 1, [violation.code.as_str(), violation.pointer.as_str()].into_iter().chain(optional))?;
    }
    let violation = |violation: wit::Violation| Violation {
        code: printable(&violation.code),
        pointer: printable(&violation.pointer),
        found: violation.found.map(json),
        allowed: violation.allowed.map(json),
        rule: violation.rule.map(|rule| printable(&rule)),
    };
    Ok(Denial {
        code: printable(&denial.code),
        detail: printable(&denial.detail),
        message: denial.message.map(|message| printable(&message)),
        violations: denial.violations.into_iter().map(violation).collect(),
    })
}

fn escalate(escalation: &wit::Escalation, budget: &mut AnswerBudget<'_>) -> Result<Escalation, Failure> {
    let texts = [Some(escalation.code.as_str()), Some(escalation.detail.as_str()), escalation.message.as_deref()];
    let approvers = escalation.approvers.iter().map(String::as_str);
    take(budget, 1 + escalation.approvers.len(), texts.into_iter().flatten().chain(approvers))?;
    Ok(Escalation {
        code: printable(&escalation.code),
        detail: printable(&escalation.detail),
        message: escalation.message.as_deref().map(printable),
        approvers: escalation.approvers.iter().map(|approver| printable(approver)).collect(),
    })
}

pub(super) fn report(answer: wit::Report, texts: &[Text], limits: &Limits) -> Result<Report, Failure> {
    let mut budget = AnswerBudget::new(limits);
    take(&mut budget, answer.settled.len().saturating_sub(texts.len()), [])?;
    for finding in &answer.findings {
        take(&mut budget, 1, [Some(finding.kind.as_str()), finding.replacement.as_deref()].into_iter().flatten())?;
    }
    let findings = answer.findings.into_iter().map(|finding| check(finding, texts)).collect::<Result<_, _>>();
    let settled = settle(&answer.settled, texts);
    Ok(Report { findings: findings.map_err(Failure::Malformed)?, settled: settled.map_err(Failure::Malformed)? })
}

fn check(finding: wit::Finding, texts: &[Text]) -> Result<Finding, Malformed> {
    let wit::Finding { segment, start, end, .. } = finding;
    let text = texts.get(segment as usize).ok_or(Malformed::NoSuchSegment { segment })?;
    let span = start as usize..end as usize;
    if text.text.get(span.clone()).is_none() {
        return Err(Malformed::Span { segment, start, end });
    }
    Ok(Finding {
        segment: segment as usize,
        span,
        kind: printable(&finding.kind),
        severity: match finding.severity {
            wit::Severity::Info => Severity::Info,
            wit::Severity::Low => Severity::Low,
            wit::Severity::Medium => Severity::Medium,
            wit::Severity::High => Severity::High,
            wit::Severity::Critical => Severity::Critical,
        },
        replacement: finding.replacement,
    })
}

fn settle(settled: &[u32], texts: &[Text]) -> Result<Vec<usize>, Malformed> {
    if settled.is_empty() {
        return Ok(vec![0; texts.len()]);
    }
    let fits = |(at, text): (&u32, &Text)| {
        let at = *at as usize;
        text.text.is_char_boundary(at).then_some(at).ok_or(Malformed::Settled)
    };
    if settled.len() == texts.len() { settled.iter().zip(texts).map(fits).collect() } else { Err(Malformed::Settled) }
}

pub(super) fn config_errors(errors: Vec<wit::ConfigError>, limits: &Limits) -> Result<Vec<ConfigError>, Failure> {
    let texts = errors.iter().flat_map(|error| [error.pointer.as_str(), error.message.as_str()]);
    take(&mut AnswerBudget::new(limits), errors.len(), texts)?;
    let error = |error: wit::ConfigError| ConfigError {
        pointer: printable(&error.pointer),
        message: printable(&error.message),
    };
    Ok(errors.into_iter().map(error).collect())
}

/// An error that was answered instead of a verdict or a report.
pub(super) fn refusal(text: &str, limits: &Limits) -> Failure {
    match AnswerBudget::new(limits).take(0, [text]) {
        Ok(()) => Failure::Refused(printable(text)),
        Err(exceeded) => Failure::Limit(exceeded),
    }
}

/// JSON text that a plugin quotes. Where it is none, it is quoted as a string, so that whoever reads it as JSON can.
fn json(text: String) -> String {
    if Document::parse(text.as_str()).is_ok() { text } else { serde_json::Value::from(text).to_string() }
}

fn take<'t>(
    budget: &mut AnswerBudget<'_>,
    items: usize,
    texts: impl IntoIterator<Item = &'t str>,
) -> Result<(), Failure> {
    budget.take(items, texts).map_err(Failure::Limit)
}

fn to_phase(phase: Phase) -> wit::Phase {
    match phase {
        Phase::ModelRequest => wit::Phase::ModelRequest,
        Phase::ModelResponse => wit::Phase::ModelResponse,
        Phase::ToolDefinition => wit::Phase::ToolDefinition,
        Phase::ToolCall => wit::Phase::ToolCall,
        Phase::ToolResult => wit::Phase::ToolResult,
        Phase::AgentSpawn => wit::Phase::AgentSpawn,
        Phase::AgentDelegate => wit::Phase::AgentDelegate,
        Phase::AgentPlan => wit::Phase::AgentPlan,
        Phase::MemoryWrite => wit::Phase::MemoryWrite,
        Phase::MemoryRead => wit::Phase::MemoryRead,
    }
}

pub(super) fn phase(phase: wit::Phase) -> Phase {
    match phase {
        wit::Phase::ModelRequest => Phase::ModelRequest,
        wit::Phase::ModelResponse => Phase::ModelResponse,
        wit::Phase::ToolDefinition => Phase::ToolDefinition,
        wit::Phase::ToolCall => Phase::ToolCall,
        wit::Phase::ToolResult => Phase::ToolResult,
        wit::Phase::AgentSpawn => Phase::AgentSpawn,
        wit::Phase::AgentDelegate => Phase::AgentDelegate,
        wit::Phase::AgentPlan => Phase::AgentPlan,
        wit::Phase::MemoryWrite => Phase::MemoryWrite,
        wit::Phase::MemoryRead => Phase::MemoryRead,
    }
}
