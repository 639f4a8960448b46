//! What must have been attested. Which attestations there are, the host says in the event's context; how old they are, and
//! how often they were used, is remembered in the host's state.

use std::collections::BTreeMap;

use portcullis_guest::{Document, Error, Event, Violation};
use serde_json::Value;

use super::count;
use super::select::Selected;
use crate::condition::Facts;
use crate::document::Approval;
use crate::strict::Strict;
use crate::text::pattern::Target;

/// What is missing.
#[derive(Default)]
pub(crate) struct Missing {
    /// What nobody can approve.
    pub(crate) violations: Vec<Violation>,
    /// What people can approve: the keys with their rules, and those who may approve all of it.
    pub(crate) approvable: Vec<(String, String)>,
    pub(crate) approvers: Vec<String>,
}

impl Missing {
    pub(crate) fn new(
        selected: &Selected<'_>,
        target: &Target<'_>,
        event: &Event,
        payload: &Document,
    ) -> Result<Self, Error> {
        let mut missing = Self::default();
        let needed = selected.documents.iter().flat_map(|document| &document.attestations);
        let mut needed =
            needed.filter(|one| one.resource.as_ref().is_none_or(|pattern| pattern.catches(target))).peekable();
        if needed.peek().is_none() {
            return Ok(missing);
        }
        let held = Held::read(event.context());
        let facts = Facts { payload, subject: &event.subject, held: &|key| held.has(key) };
        let mut open: Vec<(&str, &str)> = Vec::new();
        for one in needed {
            // A condition of which nobody can tell whether it holds, holds.
            let applies = one.condition.as_ref().is_none_or(|condition| condition.holds(&facts) != Some(false));
            let known = open.iter().any(|(key, _)| *key == one.key);
            if applies && !known && !held.still(&one.key, selected, event)? {
                open.push((&one.key, &one.rule));
            }
        }
        let mut approvers: Option<Vec<String>> = None;
        for (key, rule) in open {
            let mut criteria =
                approvals(selected, key).filter_map(|approval| approval.approver.clone()).collect::<Vec<_>>();
            criteria.dedup();
            match (criteria.as_slice(), &approvers) {
                // One person's approval is asked for: it must be enough for everything that is missing.
                ([approver], None) => approvers = Some(vec![approver.clone()]),
                ([approver], Some(known)) if known.contains(approver) => {}
                _ => {
                    let allowed = if criteria.is_empty() { vec![key.to_owned()] } else { criteria };
                    missing.violations.push(Violation::new("attestation-missing", "").allowed(allowed).rule(rule));
                    continue;
                }
            }
            missing.approvable.push((key.to_owned(), rule.to_owned()));
        }
        missing.approvers = approvers.unwrap_or_default();
        Ok(missing)
    }
}

fn approvals<'s>(selected: &'s Selected<'_>, key: &'s str) -> impl Iterator<Item = &'s Approval> {
    selected.documents.iter().filter_map(move |document| document.approvals.get(key))
}

/// The attestations that the host presents: `attestations` in the context, a list of keys, or an object in which a key is
/// `true` or an object with the attestation's `id`. One without an id is the session's.
struct Held(BTreeMap<String, Option<String>>);

impl Held {
    fn read(context: &Document) -> Self {
        let value = context.raw("/attestations").and_then(|json| serde_json::from_str(&json).ok());
        Self(match value {
            Some(Strict(Value::Array(keys))) => {
                keys.into_iter().filter_map(|key| key.as_str().map(|key| (key.to_owned(), None))).collect()
            }
            Some(Strict(Value::Object(keys))) => {
                keys.into_iter().filter_map(|(key, value)| presented(key, &value)).collect()
            }
            _ => BTreeMap::new(),
        })
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Whether an attestation is there and still holds by what every document says of it.
    fn still(&self, key: &str, selected: &Selected<'_>, event: &Event) -> Result<bool, Error> {
        let Some(id) = self.0.get(key) else { return Ok(false) };
        let identity = id.as_ref().map_or_else(|| format!("session:{}", event.session), |id| format!("id:{id}"));
        let strictest = approvals(selected, key).fold(Approval::default(), Approval::and);
        count::still_holds(key, &identity, &strictest, event)
    }
}

/// An attestation as a member of the context has it.
fn presented(key: String, value: &Value) -> Option<(String, Option<String>)> {
    match value {
        Value::Bool(true) => Some((key, None)),
        Value::Object(_) => value.get("id").and_then(Value::as_str).map(|id| (key, Some(id.to_owned()))),
        _ => None,
    }
}
