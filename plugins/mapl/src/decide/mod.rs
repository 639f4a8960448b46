//! One event and the documents that apply to it.

mod attestations;
mod check;
mod denied;
mod names;
mod parameters;
mod repair;
mod select;
mod verdict;

pub(crate) use self::check::{Defaults, check};
pub(crate) use self::select::Selected;

use portcullis_guest::{Document, Error, Event, Phase, Verdict, Violation};

use self::attestations::Missing;
use self::parameters::{Operation, Parameters};
use crate::load::Policies;
use crate::text::pattern::Target;

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
    let mut missing = Missing::new(&selected, &target, event, payload);
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
    let mut verdict = Verdict::allow();
    verdict.notes = outcome.notes;
    Ok(verdict)
}

/// A call of a model, where limits lower what is too much; anything else is a tool.
fn is_model(event: &Event) -> bool {
    const OPERATIONS: [&str; 4] = ["/generate", "/complete", "/embed", "/respond"];
    event.phase == Phase::ModelRequest
        && event.target.starts_with("tool:")
        && OPERATIONS.iter().any(|operation| event.target.ends_with(operation))
}
