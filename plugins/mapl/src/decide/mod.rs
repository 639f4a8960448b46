//! One event and the documents that apply to it.

mod attestations;
mod check;
mod count;
mod denied;
mod names;
mod parameters;
mod repair;
mod select;
mod verdict;

pub(crate) use self::check::{Defaults, check};
pub(crate) use self::select::Selected;

use portcullis_guest::{Decision, Document, Error, Event, Phase, Trace, Verdict, Violation};

use self::attestations::Missing;
use self::parameters::{Operation, Parameters};
use crate::document::Mode;
use crate::load::Policies;
use crate::text::pattern::Target;
use crate::value::Found;

/// Answers one event.
pub(crate) fn decide(policies: &Policies, event: &Event, payload: &Document) -> Result<Verdict, Error> {
    let Some(target) = Target::new(&event.target) else {
        let violation = Violation::new("target-not-canonical", "").found(&event.target);
        return Ok(verdict::denied(&event.target, vec![violation], Vec::new()));
    };
    let operation = Operation { is_model: is_model(event), target: &event.target };
    let mut selected = Selected::new(policies, event);
    let mut violations = std::mem::take(&mut selected.problems);
    violations.extend(selected.refusals(policies, &target, &event.target, event.time_ms));
    let parameters = Parameters::new(&selected, &target, operation);
    let outcome = parameters.decide(payload, operation)?;
    violations.extend(outcome.violations);
    // A model's provider knows the names exactly, and a request may be long: only tools' arguments are looked through.
    if !parameters.is_empty() && !operation.is_model {
        violations.extend(names::check(payload, parameters.pointers()));
    }
    let mut missing = Missing::new(&selected, &target, event, payload)?;
    violations.append(&mut missing.violations);
    if !violations.is_empty() {
        return Ok(verdict::denied(&event.target, violations, outcome.notes));
    }
    if !outcome.edits.is_empty() {
        // The gate asks again about the result; what then still needs an approval, needs it for that.
        let mut verdict = Verdict::modify(outcome.edits);
        verdict.notes = outcome.notes;
        return Ok(verdict);
    }
    if !missing.approvable.is_empty() {
        return Ok(verdict::escalated(&event.target, missing, outcome.notes));
    }
    // Last: what is refused for another reason is no request of this minute.
    if let Some(violation) = count::request(&selected, event)? {
        return Ok(verdict::denied(&event.target, vec![violation], outcome.notes));
    }
    let mut verdict = Verdict::allow();
    verdict.notes = outcome.notes;
    Ok(verdict)
}

/// What each rule that speaks of an event does to it.
pub(crate) fn trace(policies: &Policies, event: &Event, payload: &Document) -> Result<Vec<Trace>, Error> {
    let verdict = decide(policies, event, payload)?;
    let mut traces = Vec::new();
    if let Decision::Deny(denial) = &verdict.decision {
        traces.extend(denial.violations.iter().map(|violation| {
            let part = |name: &str, value: &Option<String>| {
                value.as_ref().map(|value| format!(", {name} {value}")).unwrap_or_default()
            };
            let place = if violation.pointer.is_empty() { String::new() } else { format!(" at {}", violation.pointer) };
            let (found, allowed) = (part("found", &violation.found), part("allowed", &violation.allowed));
            let rule = violation.rule.as_deref().unwrap_or("config#");
            Trace::fired(rule, format!("denies: {}{place}{found}{allowed}", violation.code))
        }));
    }
    if let Decision::Escalate(escalation) = &verdict.decision {
        traces.push(Trace::fired("config#/documents", format!("asks a person: {}", escalation.detail)));
    }
    let Some(target) = Target::new(&event.target) else { return Ok(traces) };
    let selected = Selected::new(policies, event);
    for rule in selected.documents.iter().flat_map(|document| &document.resources) {
        if rule.says.permits(&target) {
            traces.push(Trace::fired(&rule.rule, format!("allows `{}`", event.target)));
        }
    }
    let operation = Operation { is_model: is_model(event), target: &event.target };
    for (pointer, spec) in Parameters::new(&selected, &target, operation).rules() {
        let Some((found, json)) = Found::at(payload, pointer) else { continue };
        let defaults =
            if operation.is_model { Defaults { bound: Mode::Clamp, list: Mode::Downgrade } } else { Defaults::DENY };
        let breaches = check(spec, &found, defaults);
        for breach in breaches.iter().filter(|breach| breach.mode != Mode::Deny) {
            let what = match breach.mode {
                Mode::Warn => "notes",
                _ => "changes",
            };
            traces.push(Trace::fired(&breach.rule, format!("{what} {json} at {pointer}: {}", breach.code)));
        }
        if breaches.is_empty() {
            traces.push(Trace::nearly(&spec.rule, format!("{json} at {pointer} is within it")));
        }
    }
    Ok(traces)
}

/// A call of a model, where limits lower what is too much; anything else is a tool.
fn is_model(event: &Event) -> bool {
    const OPERATIONS: [&str; 4] = ["/generate", "/complete", "/embed", "/respond"];
    event.phase == Phase::ModelRequest
        && event.target.starts_with("tool:")
        && OPERATIONS.iter().any(|operation| event.target.ends_with(operation))
}
