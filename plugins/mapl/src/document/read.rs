//! From JSON to a document; all that is wrong with it at once.

use serde_json::Value;

use super::attestation::{Approval, Requirement};
use super::denied::Denied;
use super::parameter::{Parameter, sections};
use super::{Document, Place, Rule, Section};
use crate::object::{Object, kind};
use crate::report::Report;
use crate::text::pattern::Pattern;
use crate::text::time;

const KEYS: [&str; 12] = [
    "policy_id",
    "name",
    "description",
    "version",
    "purpose",
    "scope",
    "extends",
    "resources",
    "denied_resources",
    "attestations",
    "constraints",
    "validity",
];
const CONSTRAINTS: [&str; 5] = ["parameters", "denied_parameters", "rate_limit", "attestations", "audit_level"];

/// Reads a document that stands at a pointer of the config.
pub(crate) fn read(value: &Value, at: &str, report: &mut Report) -> Option<Document> {
    let object = Object::new(value, at, report)?;
    object.only(&KEYS, report);
    for key in ["name", "description", "purpose", "scope"] {
        object.string(key, report);
    }
    let Some(id) = object.string("policy_id", report) else {
        if object.get("policy_id").is_none() {
            report.error(at, "the document lacks `policy_id`: write `company:<name>`, `team:<name>`, `user:<name>`, …");
        }
        return None;
    };
    if id.is_empty() || id.trim() != id || id.chars().any(char::is_control) {
        let message = format!("`{}` is empty, or has blanks around it or control characters in it", id.escape_debug());
        report.error(object.place("policy_id"), message);
        return None;
    }
    let place = Place::new(id, at);
    let mut document = Document {
        id: id.to_owned(),
        at: at.to_owned(),
        extends: object.string("extends", report).map(str::to_owned),
        resources: patterns(&object, "resources", &place, report),
        denied_resources: patterns(&object, "denied_resources", &place, report),
        parameters: Vec::new(),
        denied_parameters: Vec::new(),
        attestations: Vec::new(),
        approvals: Default::default(),
        rate_limit: None,
        not_before: None,
        not_after: None,
    };
    if let Some(list) = object.get("attestations") {
        document.attestations = Requirement::read_list(list, None, &place.to("attestations"), report);
    }
    read_validity(&mut document, &object, &place, report);
    if let Some(constraints) = object.object("constraints", report) {
        read_constraints(&mut document, &constraints, &place.to("constraints"), report);
    }
    Some(document)
}

fn patterns(object: &Object<'_>, key: &str, place: &Place<'_>, report: &mut Report) -> Vec<Rule<Pattern>> {
    let mut patterns = Vec::new();
    for (index, (text, at)) in object.strings(key, report).unwrap_or_default().into_iter().enumerate() {
        match Pattern::new(text) {
            Ok(pattern) => patterns.push(place.to(key).to(&index.to_string()).says(pattern)),
            Err(error) => report.error(at, error),
        }
    }
    patterns
}

fn read_constraints(document: &mut Document, object: &Object<'_>, place: &Place<'_>, report: &mut Report) {
    // Everything with a colon is a resource, whose limits may also stand here.
    let keys: Vec<&str> = object.members().map(|(key, _)| key.as_str()).filter(|key| key.contains(':')).collect();
    object.only(&[&CONSTRAINTS[..], &keys[..]].concat(), report);
    if object.get("audit_level").is_some() {
        report.warn(
            "no-effect",
            object.place("audit_level"),
            "`audit_level` has no effect: every decision is recorded",
        );
    }
    if let Some(parameters) = object.object("parameters", report) {
        document.parameters = sections(&parameters, &place.to("parameters"), report, Parameter::read);
    }
    if let Some(denied) = object.object("denied_parameters", report) {
        document.denied_parameters = sections(&denied, &place.to("denied_parameters"), report, Denied::read);
    }
    if let Some(value) = object.get("rate_limit") {
        match value.as_f64().filter(|limit| *limit > 0.0) {
            Some(limit) => document.rate_limit = Some(place.to("rate_limit").says(limit)),
            None => report.error(
                object.place("rate_limit"),
                format!("is {}, but must be requests per minute, over 0", shown(value)),
            ),
        }
    }
    if let Some(approvals) = object.object("attestations", report) {
        for (key, value) in approvals.members() {
            if let Some(approval) = Approval::read(value, &place.to("attestations").to(key), report) {
                document.approvals.insert(key.clone(), approval);
            }
        }
    }
    for key in keys {
        read_resource(document, object, key, &place.to(key), report);
    }
}

/// The short form: a resource right below `constraints`, with its attestations and its parameters.
fn read_resource(document: &mut Document, constraints: &Object<'_>, key: &str, place: &Place<'_>, report: &mut Report) {
    let Some(object) = constraints.object(key, report) else { return };
    let pattern = match Pattern::new(key) {
        Ok(pattern) => pattern,
        Err(error) => return report.error(place.at(), error),
    };
    let mut entries = Vec::new();
    for (name, value) in object.members() {
        let place = place.to(name);
        if name == "attestations" {
            document.attestations.extend(Requirement::read_list(value, Some(&pattern), &place, report));
        } else {
            entries.extend(Parameter::read(name, value, &place, report));
        }
    }
    if !entries.is_empty() {
        document.parameters.push(Section { pattern, at: place.at(), entries });
    }
}

fn read_validity(document: &mut Document, object: &Object<'_>, place: &Place<'_>, report: &mut Report) {
    let Some(validity) = object.object("validity", report) else { return };
    validity.only(&["not_before", "not_after"], report);
    let mut read = |key: &str| {
        let text = validity.string(key, report)?;
        let Some(moment) = time::read(text) else {
            let message = format!("`{}` is no moment: write `2026-12-31T23:59:59Z`", text.escape_debug());
            report.error(validity.place(key), message);
            return None;
        };
        if moment.date_only {
            report.warn(
                "imprecise-time",
                validity.place(key),
                format!("`{text}` is the moment at which that day begins, in UTC: write the time"),
            );
        } else if moment.no_offset {
            report.warn(
                "imprecise-time",
                validity.place(key),
                format!("`{text}` has no offset and is taken as UTC: write `{text}Z`"),
            );
        }
        Some(place.to("validity").to(key).says(moment.millis))
    };
    document.not_before = read("not_before");
    document.not_after = read("not_after");
    if let (Some(before), Some(after)) = (&document.not_before, &document.not_after)
        && before.says > after.says
    {
        report.error(place.to("validity").at(), "`not_before` is after `not_after`: the document would never be valid");
    }
}

fn shown(value: &Value) -> String {
    if value.is_number() { format!("`{value}`") } else { kind(value).to_owned() }
}
