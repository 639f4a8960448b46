//! The verdict form: everything that a policy may answer, as an object.

use portcullis_guest::Value as JsonValue;
use portcullis_guest::prelude::*;
use serde::Deserializer;

/// A verdict as rules write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    decision: Word,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    violations: Vec<WrittenViolation>,
    #[serde(default)]
    approvers: Vec<String>,
    #[serde(default)]
    edits: Vec<WrittenEdit>,
    #[serde(default)]
    notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Allow,
    Deny,
    Modify,
    Escalate,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenViolation {
    code: String,
    #[serde(default)]
    pointer: String,
    #[serde(default, deserialize_with = "present")]
    found: Option<JsonValue>,
    #[serde(default, deserialize_with = "present")]
    allowed: Option<JsonValue>,
    #[serde(default)]
    rule: Option<String>,
}

/// `value` puts, `remove` takes away; one of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEdit {
    pointer: String,
    #[serde(default, deserialize_with = "present")]
    value: Option<JsonValue>,
    #[serde(default)]
    remove: bool,
}

/// For values that may be left out, where `null` is one.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<JsonValue>, D::Error> {
    JsonValue::deserialize(deserializer).map(Some)
}

/// The verdict that an object means. What does not belong to its decision is an error: it would silently not happen.
pub(crate) fn read(value: &regorus::Value) -> Result<Verdict, Error> {
    let json = value.to_json_str().map_err(|error| Error::new(format!("the verdict has no JSON form: {error}")))?;
    let written: Written =
        serde_json::from_str(&json).map_err(|error| Error::new(format!("the verdict is not well-formed: {error}")))?;
    let word = written.decision;
    let belongs = |there: bool, name: &str, to: &[Word]| {
        if there && !to.contains(&word) {
            return Err(Error::new(format!("the verdict has `{name}`, and its decision is `{word:?}`").to_lowercase()));
        }
        Ok(())
    };
    let reasons = [Word::Deny, Word::Escalate];
    belongs(written.code.is_some(), "code", &reasons)?;
    belongs(written.detail.is_some(), "detail", &reasons)?;
    belongs(written.message.is_some(), "message", &reasons)?;
    belongs(!written.violations.is_empty(), "violations", &[Word::Deny])?;
    belongs(!written.approvers.is_empty(), "approvers", &[Word::Escalate])?;
    belongs(!written.edits.is_empty(), "edits", &[Word::Modify])?;

    let detail = written.detail.unwrap_or_default();
    let mut verdict = match word {
        Word::Allow => Verdict::allow(),
        Word::Modify => Verdict::modify(edits(written.edits)?),
        Word::Deny => {
            let denial = Verdict::deny(written.code.unwrap_or_else(|| "denied".to_owned()), detail);
            written.violations.into_iter().map(violation).fold(denial, Verdict::violation)
        }
        Word::Escalate => {
            let code = written.code.unwrap_or_else(|| "approval-needed".to_owned());
            written.approvers.into_iter().fold(Verdict::escalate(code, detail), Verdict::approver)
        }
    };
    if let Some(message) = written.message {
        verdict = verdict.message(message);
    }
    Ok(written.notes.into_iter().fold(verdict, Verdict::note))
}

fn edits(written: Vec<WrittenEdit>) -> Result<Edits, Error> {
    written.into_iter().try_fold(Edits::new(), |edits, edit| match (edit.value, edit.remove) {
        (Some(value), false) => edits.set(edit.pointer, value),
        (None, true) => Ok(edits.remove(edit.pointer)),
        _ => {
            Err(Error::new(format!("the edit of `{}` needs either a `value` or `remove`", edit.pointer.escape_debug())))
        }
    })
}

fn violation(written: WrittenViolation) -> Violation {
    let mut violation = Violation::new(written.code, written.pointer);
    if let Some(found) = written.found {
        violation = violation.found(found);
    }
    if let Some(allowed) = written.allowed {
        violation = violation.allowed(allowed);
    }
    match written.rule {
        Some(rule) => violation.rule(rule),
        None => violation,
    }
}
