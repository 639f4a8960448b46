//! What must have been attested before something may happen.

use serde_json::Value;

use super::Place;
use crate::condition::{Condition, parse};
use crate::object::{Object, kind};
use crate::report::Report;
use crate::text::pattern::Pattern;

/// An attestation that is needed.
#[derive(Debug)]
pub(crate) struct Requirement {
    pub(crate) key: String,
    /// None: always.
    pub(crate) condition: Option<Condition>,
    /// None: for every resource.
    pub(crate) resource: Option<Pattern>,
    pub(crate) rule: String,
    pub(crate) at: String,
}

/// How an attestation comes about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Approval {
    /// Who may approve: `role:…`, `team:…` or `user:…`. None: tools attest, and people don't.
    pub(crate) approver: Option<String>,
    /// How old it may be, in seconds, from when it was first presented.
    pub(crate) time_to_live: Option<u64>,
    /// For how many events it is enough.
    pub(crate) max_uses: Option<u64>,
}

const KEYS: [&str; 8] = [
    "approval_criteria",
    "timeout",
    "polling_timeout",
    "time_to_live",
    "one_time",
    "max_uses",
    "description",
    "priority",
];

impl Requirement {
    /// Reads a list of `key` and `key::{condition}`.
    pub(super) fn read_list(
        value: &Value,
        resource: Option<&Pattern>,
        place: &Place<'_>,
        report: &mut Report,
    ) -> Vec<Self> {
        let Value::Array(list) = value else {
            report.error(place.at(), format!("is {}, but must be a list of keys that are needed", kind(value)));
            return Vec::new();
        };
        let mut requirements = Vec::new();
        for (index, element) in list.iter().enumerate() {
            let place = place.to(&index.to_string());
            match element.as_str().ok_or_else(|| format!("is {}, but must be a string", kind(element))).and_then(read) {
                Ok((key, condition)) => requirements.push(Self {
                    key,
                    condition,
                    resource: resource.cloned(),
                    rule: place.rule(),
                    at: place.at(),
                }),
                Err(error) => report.error(place.at(), error),
            }
        }
        requirements
    }
}

fn read(text: &str) -> Result<(String, Option<Condition>), String> {
    let (key, condition) = match text.split_once("::") {
        Some((key, condition)) => (key, Some(condition)),
        None => (text, None),
    };
    if key.is_empty() || key.trim() != key || key.chars().any(char::is_control) {
        return Err(format!(
            "`{}` is no key of an attestation: write `key` or `key::{{condition}}`",
            text.escape_debug()
        ));
    }
    if key.contains(['{', '}']) {
        return Err(format!("`{}` would take its name from a parameter, which is not supported", text.escape_debug()));
    }
    let condition = condition.map(|condition| {
        let inner = condition.trim().strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
        let inner = inner.ok_or_else(|| "a condition stands in braces: `key::{params.amount > 100}`".to_owned())?;
        parse(inner)
            .map_err(|error| format!("the condition `{}` is not understood: {error}", inner.trim().escape_debug()))
    });
    Ok((key.to_owned(), condition.transpose()?))
}

impl Approval {
    pub(super) fn read(value: &Value, place: &Place<'_>, report: &mut Report) -> Option<Self> {
        let object = Object::new(value, place.at(), report)?;
        object.only(&KEYS, report);
        for key in ["timeout", "polling_timeout"] {
            object.count(key, report);
        }
        let time_to_live = object.count("time_to_live", report);
        let one_time = object.boolean("one_time", report).unwrap_or(false).then_some(1);
        let max_uses = least(object.count("max_uses", report), one_time);
        let approver = object.string("approval_criteria", report).map(str::to_owned);
        if let Some(approver) = &approver {
            let known = ["role:", "team:", "user:"]
                .iter()
                .any(|kind| approver.strip_prefix(kind).is_some_and(|name| !name.trim().is_empty()));
            if !known {
                let message = format!(
                    "`{}` is nobody: write `role:<name>`, `team:<name>` or `user:<id>`",
                    approver.escape_debug()
                );
                report.error(object.place("approval_criteria"), message);
            }
        }
        Some(Self { approver, time_to_live, max_uses })
    }

    /// What both say of how long it holds.
    pub(crate) fn and(self, other: &Self) -> Self {
        Self {
            approver: self.approver,
            time_to_live: least(self.time_to_live, other.time_to_live),
            max_uses: least(self.max_uses, other.max_uses),
        }
    }
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
