//! What the policies that hold come to, as a verdict.

use portcullis_guest::prelude::*;

use crate::policies::Rule;
use crate::says::Does;

/// The verdict of the policies that hold, in their order: forbidding beats asking a human beats edits beats permitting, and
/// what nothing permits is denied, whatever could be approved or edited.
pub(crate) fn verdict(holding: &[&Rule]) -> Result<Verdict, Error> {
    let of = |fits: fn(&Does) -> bool| -> Vec<&Rule> {
        holding.iter().copied().filter(|rule| !rule.permits() && fits(&rule.says.does)).collect()
    };
    let forbidding = of(|does| *does == Does::Decides);
    let escalating = of(|does| matches!(does, Does::Escalates(_)));
    let editing = of(|does| matches!(does, Does::Edits { .. }));
    let verdict = if !forbidding.is_empty() {
        denial(&forbidding, code(&forbidding), details(&forbidding))
    } else if !holding.iter().any(|rule| rule.permits()) {
        Verdict::deny("not-allowed", "no policy permits it")
    } else if !escalating.is_empty() {
        escalation(&escalating)
    } else if !editing.is_empty() {
        Verdict::modify(edits(&editing)?)
    } else {
        Verdict::allow()
    };
    Ok(holding.iter().flat_map(|rule| notes(rule)).fold(verdict, Verdict::note))
}

fn denial(rules: &[&Rule], code: String, detail: String) -> Verdict {
    let violation = |rule: &&Rule| Violation::new(code_of(rule), "").rule(&*rule.id);
    told(rules.iter().map(violation).fold(Verdict::deny(code, detail), Verdict::violation), rules)
}

/// One approval is never taken for two: where policies name different people, nobody may approve.
fn escalation(rules: &[&Rule]) -> Verdict {
    let mut named: Vec<&Vec<String>> = Vec::new();
    for rule in rules {
        if let Does::Escalates(approvers) = &rule.says.does
            && !named.contains(&approvers)
        {
            named.push(approvers);
        }
    }
    let [approvers] = named.as_slice() else {
        let detail = "several policies ask different people, and one approval can't be taken for all";
        return denial(rules, "approvals-conflict".to_owned(), detail.to_owned());
    };
    let verdict = told(Verdict::escalate(code(rules), details(rules)), rules);
    approvers.iter().fold(verdict, Verdict::approver)
}

fn edits(rules: &[&Rule]) -> Result<Edits, Error> {
    rules.iter().try_fold(Edits::new(), |edits, rule| match &rule.says.does {
        Does::Edits { pointer, value: Some(value) } => edits.set(pointer, value),
        Does::Edits { pointer, value: None } => Ok(edits.remove(pointer)),
        _ => Ok(edits),
    })
}

/// The code of the first.
fn code(rules: &[&Rule]) -> String {
    rules.first().map_or("forbidden", |rule| code_of(rule)).to_owned()
}

fn code_of(rule: &Rule) -> &str {
    let otherwise = if matches!(rule.says.does, Does::Escalates(_)) { "approval-needed" } else { "forbidden" };
    rule.says.code.as_deref().unwrap_or(otherwise)
}

fn details(rules: &[&Rule]) -> String {
    let detail = |rule: &&Rule| match &rule.says.reason {
        Some(reason) => reason.clone(),
        None => format!("`{}` forbids it", rule.id),
    };
    rules.iter().map(detail).collect::<Vec<_>>().join("; ")
}

/// The model reads the first message that there is.
fn told(verdict: Verdict, rules: &[&Rule]) -> Verdict {
    match rules.iter().find_map(|rule| rule.says.message.as_ref()) {
        Some(message) => verdict.message(message),
        None => verdict,
    }
}

/// The policy's name, and its annotations that nothing else shows.
fn notes(rule: &Rule) -> Vec<String> {
    let reason = rule.says.reason.iter().filter(|_| rule.permits()).map(|reason| format!("@reason: {reason}"));
    let annotations = reason.chain(rule.says.notes.iter().cloned());
    std::iter::once(rule.id.clone()).chain(annotations.map(|note| format!("{} {note}", rule.id))).collect()
}
