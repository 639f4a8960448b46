//! What is said in the end: to the operator everything, to the model the least.

use portcullis_guest::{Denial, Escalation, Verdict, Violation};

use super::attestations::Missing;

/// Refuses, with everything that is wrong.
pub(super) fn denied(target: &str, violations: Vec<Violation>, notes: Vec<String>) -> Verdict {
    let code = violations.first().map_or("denied", |violation| violation.code.as_str()).to_owned();
    let message = violations.first().map(message);
    let mut detail = format!("`{target}` is not allowed as it is");
    for (index, violation) in violations.iter().enumerate() {
        detail.push_str(if index == 0 { ": " } else { "; " });
        detail.push_str(&violation.code);
        for (name, value) in [
            ("at", (!violation.pointer.is_empty()).then_some(&violation.pointer)),
            ("found", violation.found.as_ref()),
            ("allowed", violation.allowed.as_ref()),
            ("by", violation.rule.as_ref()),
        ] {
            if let Some(value) = value {
                detail.push_str(&format!(" {name} `{value}`"));
            }
        }
    }
    let mut denial = Denial::new(code, detail);
    denial.message = message;
    denial.violations = violations;
    let mut verdict = Verdict::from(denial);
    verdict.notes = notes;
    verdict
}

/// Asks a person.
pub(super) fn escalated(target: &str, missing: Missing, notes: Vec<String>) -> Verdict {
    let needed: Vec<_> = missing.approvable.iter().map(|(key, rule)| format!("`{key}` by `{rule}`")).collect();
    let detail = format!("`{target}` needs attestations that are missing: {}", needed.join(", "));
    let mut escalation = Escalation::new("attestation-missing", detail);
    escalation.approvers = missing.approvers;
    let mut verdict = Verdict::from(escalation).message("This action needs a person's approval.");
    verdict.notes = notes;
    verdict
}

/// What the model is told: the name of its own argument, and no limit. A model that knows the limit aims just below it.
fn message(first: &Violation) -> String {
    let argument = first.pointer.trim_start_matches('/');
    let said = match first.code.as_str() {
        "resource-not-allowed"
        | "resource-denied"
        | "no-policy"
        | "claim-invalid"
        | "policy-not-valid"
        | "target-not-canonical" => "This action is not allowed in this session.",
        "rate-limit-exceeded" => "There were too many requests in this minute. Try again later.",
        "attestation-missing" => "This action needs an approval that is not there.",
        "payload-not-object" => "The arguments are not an object.",
        "parameter-missing" => return format!("The argument `{argument}` is missing."),
        _ => return format!("The value of the argument `{argument}` is not allowed in this session."),
    };
    said.to_owned()
}
