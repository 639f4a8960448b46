//! What applies to a subject, and which document says so.

use std::fmt;

use portcullis_guest::Event;
use serde::Serialize;
use serde_json::Value;

use crate::decide::Selected;
use crate::document::{Mode, Spec};
use crate::policy::Mapl;

/// A subject's effective policy: what all of its documents say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The documents, the narrowest first, and why each applies.
    pub documents: Vec<Applies>,
    /// What is allowed: a resource must match one pattern of each entry.
    pub resources: Vec<Says>,
    /// What is denied whatever else is said.
    pub denied_resources: Vec<Says>,
    /// The limits of parameters, by resource and parameter.
    pub parameters: Vec<Limits>,
    /// Values that parameters must not have.
    pub denied_parameters: Vec<Says>,
    /// What must have been attested.
    pub attestations: Vec<Says>,
    /// From when on, in milliseconds since 1970.
    pub not_before: Option<Says>,
    /// Until when, in milliseconds since 1970.
    pub not_after: Option<Says>,
    /// The lowest rate limit, in requests per minute.
    pub rate_limit: Option<Says>,
    /// Why nothing is allowed to the subject, whatever its documents say.
    pub problems: Vec<String>,
}

/// A document that applies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Applies {
    /// Its `policy_id`.
    pub policy_id: String,
    /// `caller`, `app`, `intent`, `resource`: each of these must allow.
    pub sides: Vec<&'static str>,
}

/// Something, and which rule says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Says {
    /// What is said.
    pub value: Value,
    /// `<policy_id>#<pointer in the document>`.
    pub rule: String,
}

/// The limits of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limits {
    /// The pattern of the resources.
    pub resource: String,
    /// The parameter, as documents call it.
    pub parameter: String,
    /// The limits that hold in the end, by name: each from the document that is the strictest about it.
    pub effective: Vec<(&'static str, Says)>,
}

impl Mapl {
    /// What applies to the subject of an event. Of the event itself only the target matters, for the documents of resources.
    ///
    /// ```
    /// use mapl::Mapl;
    /// use portcullis_guest::{json, prelude::*, testing};
    ///
    /// let mapl: Mapl = testing::policy(&json!({
    ///     "documents": [
    ///         {
    ///             "policy_id": "company:acme",
    ///             "resources": ["tool:*/generate"],
    ///             "constraints": { "parameters": { "tool:*/generate": { "n": { "type": "integer", "max": 4 } } } },
    ///         },
    ///         {
    ///             "policy_id": "user:alice",
    ///             "extends": "company:acme",
    ///             "constraints": { "parameters": { "tool:*/generate": { "n": { "type": "integer", "max": 2 } } } },
    ///         },
    ///     ],
    /// }))?;
    /// let event = Event::new(Phase::ModelRequest, "generate").with_claims(json!({ "user": "alice" }));
    /// let explanation = mapl.rights(&event);
    /// let (name, limit) = &explanation.parameters[0].effective[1];
    /// assert_eq!((*name, &limit.value), ("max", &json!(2)));
    /// assert_eq!(limit.rule, "user:alice#/constraints/parameters/tool:*~1generate/n/max");
    /// # Ok::<(), ConfigErrors>(())
    /// ```
    pub fn rights(&self, event: &Event) -> Explanation {
        let selected = Selected::new(&self.policies, event);
        let documents = || selected.documents.iter().copied();
        let applies = documents().map(|document| Applies {
            policy_id: document.id.clone(),
            sides: selected
                .sides
                .iter()
                .filter(|(_, roots)| {
                    let mut documents = roots.iter().flat_map(|root| self.policies.chain(*root));
                    documents.any(|(_, one)| std::ptr::eq(one, document))
                })
                .map(|(side, _)| side.as_str())
                .collect(),
        });
        let resources = documents().filter(|document| !document.resources.is_empty()).map(|document| Says {
            value: document.resources.iter().map(|rule| Value::from(rule.says.text.as_str())).collect(),
            rule: format!("{}#/resources", document.id),
        });
        let denied = documents().flat_map(|document| &document.denied_resources);
        let denied_parameters =
            documents().flat_map(|document| &document.denied_parameters).flat_map(|section| &section.entries);
        let attestations = documents().flat_map(|document| &document.attestations);
        let not_before = documents().filter_map(|document| document.not_before.as_ref()).max_by_key(|rule| rule.says);
        let not_after = documents().filter_map(|document| document.not_after.as_ref()).min_by_key(|rule| rule.says);
        let rates = documents().filter_map(|document| document.rate_limit.as_ref());
        let rate_limit = rates.min_by(|left, right| left.says.total_cmp(&right.says));
        Explanation {
            documents: applies.collect(),
            resources: resources.collect(),
            denied_resources: denied.map(|rule| says(rule.says.text.as_str(), &rule.rule)).collect(),
            parameters: limits(&selected),
            denied_parameters: denied_parameters.map(|denied| says(denied.pointer.as_str(), &denied.rule)).collect(),
            attestations: attestations.map(|needed| says(needed.key.as_str(), &needed.rule)).collect(),
            not_before: not_before.map(|rule| says(rule.says, &rule.rule)),
            not_after: not_after.map(|rule| says(rule.says, &rule.rule)),
            rate_limit: rate_limit.map(|rule| says(rule.says, &rule.rule)),
            problems: selected.problems.iter().map(|problem| problem.code.clone()).collect(),
        }
    }
}

fn says(value: impl Into<Value>, rule: &str) -> Says {
    Says { value: value.into(), rule: rule.to_owned() }
}

/// The limits of all documents, those of one resource and one parameter together.
fn limits(selected: &Selected<'_>) -> Vec<Limits> {
    let mut groups: Vec<(&str, &str, Vec<&Spec>)> = Vec::new();
    for document in &selected.documents {
        for section in &document.parameters {
            for entry in &section.entries {
                let (resource, parameter) = (section.pattern.text.as_str(), entry.name.as_str());
                match groups.iter_mut().find(|(one, other, _)| *one == resource && *other == parameter) {
                    Some((_, _, specs)) => specs.push(&entry.spec),
                    None => groups.push((resource, parameter, vec![&entry.spec])),
                }
            }
        }
    }
    let limits = groups.into_iter().map(|(resource, parameter, specs)| Limits {
        resource: resource.to_owned(),
        parameter: parameter.to_owned(),
        effective: effective(&specs),
    });
    limits.collect()
}

/// The strictest of each kind of limit, the narrowest document's where several are as strict.
fn effective(specs: &[&Spec]) -> Vec<(&'static str, Says)> {
    let mut limits = Vec::new();
    let binding = || specs.iter().filter(|spec| spec.mode != Some(Mode::Warn));
    limits.extend(binding().find_map(|spec| Some(("type", at(spec, spec.kind?.as_str().into(), "")))));
    let lows = binding().rev().filter_map(|spec| Some((*spec, spec.low.as_ref()?)));
    let low = lows.max_by(|(_, left), (_, right)| left.decimal.cmp(&right.decimal));
    limits.extend(low.map(|(spec, bound)| ("min", at(spec, bound.number.clone().into(), bound.path))));
    let highs = binding().filter_map(|spec| Some((*spec, spec.high.as_ref()?)));
    let high = highs.min_by(|(_, left), (_, right)| left.decimal.cmp(&right.decimal));
    limits.extend(high.map(|(spec, bound)| ("max", at(spec, bound.number.clone().into(), bound.path))));
    let lists: Vec<_> = binding().filter_map(|spec| Some((*spec, spec.allowed.as_ref()?))).collect();
    if let Some((spec, list)) = lists.first() {
        let of_all = list.iter().filter(|value| lists.iter().all(|(_, other)| other.contains(value)));
        limits.push(("allowed_values", at(spec, of_all.cloned().collect(), spec.allowed_path)));
    }
    for spec in binding() {
        limits.extend(spec.pattern_text().map(|text| ("pattern", at(spec, text.into(), "/pattern"))));
    }
    limits.extend(longest("min_length", binding().map(|spec| (*spec, spec.length.min))));
    limits.extend(shortest("max_length", binding().map(|spec| (*spec, spec.length.max))));
    limits.extend(longest("min_items", binding().map(|spec| (*spec, spec.items.min))));
    limits.extend(shortest("max_items", binding().map(|spec| (*spec, spec.items.max))));
    limits.extend(specs.iter().find(|spec| spec.required).map(|spec| ("required", at(spec, true.into(), "/required"))));
    limits.extend(specs.iter().find_map(|spec| Some(("default", at(spec, spec.default.clone()?, "/default")))));
    limits
}

fn at(spec: &Spec, value: Value, path: &str) -> Says {
    Says { value, rule: format!("{}{path}", spec.rule) }
}

type Count = (&'static str, Says);

fn longest<'s>(name: &'static str, counts: impl Iterator<Item = (&'s Spec, Option<u64>)>) -> Option<Count> {
    strictest(name, counts, |count| count)
}

fn shortest<'s>(name: &'static str, counts: impl Iterator<Item = (&'s Spec, Option<u64>)>) -> Option<Count> {
    strictest(name, counts, |count| u64::MAX - count)
}

fn strictest<'s>(
    name: &'static str,
    counts: impl Iterator<Item = (&'s Spec, Option<u64>)>,
    strictness: fn(u64) -> u64,
) -> Option<Count> {
    let counts = counts.filter_map(|(spec, count)| Some((spec, count?)));
    let (spec, count) = counts.reduce(|best, one| if strictness(one.1) > strictness(best.1) { one } else { best })?;
    Some((name, at(spec, count.into(), &format!("/{name}"))))
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            writeln!(f, "nothing is allowed: {problem}")?;
        }
        writeln!(f, "documents")?;
        for document in &self.documents {
            writeln!(f, "  {} ({})", document.policy_id.escape_debug(), document.sides.join(", "))?;
        }
        for (title, said) in [
            ("resources: one pattern of each", &self.resources),
            ("denied resources", &self.denied_resources),
            ("denied parameters", &self.denied_parameters),
            ("attestations", &self.attestations),
        ] {
            section(f, title, said)?;
        }
        for limits in &self.parameters {
            writeln!(f, "{} {}", limits.resource.escape_debug(), limits.parameter.escape_debug())?;
            for (name, limit) in &limits.effective {
                writeln!(f, "  {name} {}  by {}", limit.value, limit.rule.escape_debug())?;
            }
        }
        for (title, said) in [
            ("not before", &self.not_before),
            ("not after", &self.not_after),
            ("requests per minute", &self.rate_limit),
        ] {
            section(f, title, said.as_slice())?;
        }
        Ok(())
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, said: &[Says]) -> fmt::Result {
    if !said.is_empty() {
        writeln!(f, "{title}")?;
    }
    said.iter().try_for_each(|says| writeln!(f, "  {}  by {}", says.value, says.rule.escape_debug()))
}
