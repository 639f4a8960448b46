//! The decision document: `allow`, `deny`, `requires_hitl`, `risk_tier`, `reason`.

use portcullis_guest::prelude::*;
use regorus::Value;

use crate::answer::kind;

/// The verdict of a decision document: deny beats asking a human beats allow, and what nobody allows is denied.
pub(crate) fn read(document: &Value, asked: &str) -> Result<Verdict, Error> {
    let allow = flag(document, "allow", asked)?;
    let escalate = flag(document, "requires_hitl", asked)?;
    let deny = denied(&document["deny"])
        .map_err(|kind| wrong(asked, "deny", kind, "a boolean, a set, a list or an object of reasons"))?;
    let tier = text(document, "risk_tier", asked)?;
    let reason = text(document, "reason", asked)?;
    let said = |otherwise: &str| reason.clone().unwrap_or_else(|| otherwise.to_owned());

    let (fired, verdict) = if let Some(reasons) = deny {
        let detail = if reasons.is_empty() { said("a rule denies it") } else { reasons.join("; ") };
        let denial = Verdict::deny("denied", detail);
        let violation =
            |verdict: Verdict, reason: &String| verdict.violation(Violation::new("denied", "").rule(reason));
        ("deny", reasons.iter().fold(denial, violation))
    } else if escalate {
        let tier = tier.as_deref().unwrap_or("no risk tier");
        ("requires_hitl", Verdict::escalate("approval-needed", said(&format!("a human has to approve it ({tier})"))))
    } else if allow {
        ("allow", Verdict::allow())
    } else {
        let verdict = Verdict::deny("not-allowed", said("no rule allows it"));
        return noted(verdict, document, tier, asked);
    };
    noted(verdict.note(format!("{asked}.{fired}")), document, tier, asked)
}

fn noted(mut verdict: Verdict, document: &Value, tier: Option<String>, asked: &str) -> Result<Verdict, Error> {
    if let Some(tier) = tier {
        verdict = verdict.note(format!("risk_tier: {tier}"));
    }
    if let Some(rule) = text(document, "rule_matched", asked)? {
        verdict = verdict.note(format!("rule_matched: {rule}"));
    }
    let trace = match &document["resolution_trace"] {
        Value::Array(steps) => steps.iter().map(shown).collect(),
        _ => Vec::new(),
    };
    Ok(trace.into_iter().fold(verdict, Verdict::note))
}

/// The reasons of a denial, in order; none where nothing is denied.
fn denied(value: &Value) -> Result<Option<Vec<String>>, &'static str> {
    let mut reasons: Vec<String> = match value {
        Value::Undefined | Value::Bool(false) => return Ok(None),
        Value::Bool(true) => return Ok(Some(Vec::new())),
        Value::Set(set) => set.iter().map(reason).collect(),
        Value::Array(list) => list.iter().map(reason).collect(),
        Value::Object(object) => object.iter().map(|(name, _)| reason(name)).collect(),
        other => return Err(kind(other)),
    };
    reasons.sort();
    Ok(if reasons.is_empty() { None } else { Some(reasons) })
}

/// A reason: a text, or an object that has one, as in `{"msg": "…"}`.
fn reason(value: &Value) -> String {
    let texts = ["msg", "message", "reason"].into_iter().map(|name| &value[name]);
    match texts.into_iter().find(|text| matches!(text, Value::String(_))) {
        Some(text) if matches!(value, Value::Object(_)) => shown(text),
        _ => shown(value),
    }
}

/// A text as it is, everything else as JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => other.to_string(),
    }
}

fn flag(document: &Value, name: &str, asked: &str) -> Result<bool, Error> {
    match &document[name] {
        Value::Undefined => Ok(false),
        Value::Bool(value) => Ok(*value),
        other => Err(wrong(asked, name, kind(other), "a boolean")),
    }
}

fn text(document: &Value, name: &str, asked: &str) -> Result<Option<String>, Error> {
    match &document[name] {
        Value::Undefined | Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.to_string())),
        other => Err(wrong(asked, name, kind(other), "a string")),
    }
}

fn wrong(asked: &str, name: &str, found: &str, expected: &str) -> Error {
    Error::new(format!("`{asked}.{name}` is {found}: it has to be {expected}"))
}
