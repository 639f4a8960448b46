//! The parameters of an event: what all documents say of each, together.

use portcullis_guest::{Document, Edits, Error, Violation};

use super::check::{Breach, Defaults, check};
use super::denied;
use super::repair;
use super::select::Selected;
use crate::document::{Denied, Mode, Parameter, Spec, is_token_limit, token_limits};
use crate::text::pattern::Target;
use crate::value::Found;

/// What all documents say of one parameter.
struct Group<'p> {
    /// Its names: more than one for the limit of a model's answer.
    pointers: Vec<&'p str>,
    parameters: Vec<&'p Parameter>,
    denied: Vec<&'p Denied>,
}

/// What an event is to the parameters' rules.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<'a> {
    /// Of a model, where limits lower; else of a tool, where they deny.
    pub(crate) is_model: bool,
    pub(crate) target: &'a str,
}

/// What came of the parameters.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) violations: Vec<Violation>,
    pub(crate) edits: Edits,
    pub(crate) notes: Vec<String>,
}

/// The parameters that some document speaks of for a resource.
pub(crate) struct Parameters<'p> {
    groups: Vec<Group<'p>>,
}

impl<'p> Parameters<'p> {
    pub(crate) fn new(selected: &Selected<'p>, target: &Target<'_>, operation: Operation<'_>) -> Self {
        let mut groups: Vec<Group<'p>> = Vec::new();
        for document in &selected.documents {
            for section in document.parameters.iter().filter(|section| section.pattern.catches(target)) {
                for parameter in &section.entries {
                    add(&mut groups, &parameter.pointer, operation, |group| group.parameters.push(parameter));
                }
            }
            for section in document.denied_parameters.iter().filter(|section| section.pattern.catches(target)) {
                for denied in &section.entries {
                    add(&mut groups, &denied.pointer, operation, |group| group.denied.push(denied));
                }
            }
        }
        Self { groups }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The parameters' pointers.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &'p str> {
        self.groups.iter().flat_map(|group| group.pointers.iter().copied())
    }

    /// The rules about parameters that the payload has, each with where in the payload it looks.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&'p str, &'p Spec)> {
        let of = |group: &Group<'p>| -> Vec<(&'p str, &'p Spec)> {
            let specs = group.parameters.iter().map(|parameter| &parameter.spec);
            specs.flat_map(|spec| group.pointers.iter().map(move |pointer| (*pointer, spec))).collect()
        };
        self.groups.iter().flat_map(of)
    }

    pub(crate) fn decide(&self, payload: &Document, operation: Operation<'_>) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        for group in &self.groups {
            group.decide(payload, operation, &mut outcome)?;
        }
        Ok(outcome)
    }
}

/// The group of a pointer, made where there is none yet.
fn add<'p>(groups: &mut Vec<Group<'p>>, pointer: &'p str, operation: Operation<'_>, add: impl FnOnce(&mut Group<'p>)) {
    if let Some(group) = groups.iter_mut().find(|group| group.pointers.contains(&pointer)) {
        return add(group);
    }
    let alias = operation.is_model && is_token_limit(pointer);
    let pointers = if alias { token_limits().to_vec() } else { vec![pointer] };
    let mut group = Group { pointers, parameters: Vec::with_capacity(8), denied: Vec::new() };
    add(&mut group);
    groups.push(group);
}

impl Group<'_> {
    fn specs(&self) -> Vec<&Spec> {
        self.parameters.iter().map(|parameter| &parameter.spec).collect()
    }

    fn decide(&self, payload: &Document, operation: Operation<'_>, outcome: &mut Outcome) -> Result<(), Error> {
        let mut present = false;
        for pointer in &self.pointers {
            let Some((found, json)) = Found::at(payload, pointer) else { continue };
            // For a model, `null` says the same as nothing.
            if found == Found::Null
                && operation.is_model
                && self.parameters.iter().any(|one| one.spec.default.is_some())
            {
                continue;
            }
            present = true;
            self.value(pointer, &found, &json, operation, outcome)?;
        }
        if !present {
            self.absent(payload, operation, outcome)?;
        }
        Ok(())
    }

    fn value(
        &self,
        pointer: &str,
        found: &Found,
        json: &str,
        operation: Operation<'_>,
        outcome: &mut Outcome,
    ) -> Result<(), Error> {
        for denied in &self.denied {
            denied::check(denied, pointer, json, &mut outcome.violations);
        }
        let defaults = Defaults {
            bound: if operation.is_model { Mode::Clamp } else { Mode::Deny },
            list: if operation.is_model && pointer == "/model" { Mode::Downgrade } else { Mode::Deny },
        };
        let specs = self.specs();
        let breaches: Vec<Breach> = specs.iter().flat_map(|spec| check(spec, found, defaults)).collect();
        let (warnings, breaches): (Vec<_>, Vec<_>) = breaches.into_iter().partition(|breach| breach.mode == Mode::Warn);
        for breach in warnings {
            outcome
                .notes
                .push(format!("{} at `{pointer}{}` by `{}`: only warned of", breach.code, breach.path, breach.rule));
        }
        if breaches.is_empty() {
            return Ok(());
        }
        let repaired = match () {
            () if breaches.iter().any(|breach| breach.mode == Mode::Deny) => None,
            () if breaches.iter().any(|breach| breach.mode == Mode::Downgrade) => repair::first_allowed(&specs),
            () => repair::clamped(&specs, found),
        };
        match repaired {
            Some(value) => {
                let rules: Vec<_> =
                    breaches.iter().map(|breach| format!("{} by `{}`", breach.code, breach.rule)).collect();
                let was = short(json).unwrap_or_else(|| "what was there".to_owned());
                outcome.notes.push(format!("`{pointer}`: {was} becomes {value}: {}", rules.join(", ")));
                outcome.edits = std::mem::take(&mut outcome.edits).set(pointer, value)?;
            }
            None => outcome.violations.extend(breaches.into_iter().map(|breach| {
                let at = format!("{pointer}{}", breach.path);
                let found = if breach.path.is_empty() { short(json) } else { None };
                Violation::new(breach.code, at).found_json(found).allowed(breach.allowed).rule(breach.rule)
            })),
        }
        Ok(())
    }

    fn absent(&self, payload: &Document, operation: Operation<'_>, outcome: &mut Outcome) -> Result<(), Error> {
        let specs = self.specs();
        let with_default = self.parameters.iter().find(|parameter| parameter.spec.default.is_some());
        if let Some(parameter) = with_default {
            let pointer = self.fill_name(parameter, operation);
            let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            let fits = parent.is_empty() || matches!(Found::at(payload, parent), Some((Found::Object, _)));
            if let Some(value) = repair::default(&specs).filter(|_| fits) {
                outcome
                    .notes
                    .push(format!("`{pointer}`: left out, becomes {value} by `{}/default`", parameter.spec.rule));
                outcome.edits = std::mem::take(&mut outcome.edits).set(pointer, value)?;
                return Ok(());
            }
        }
        for parameter in &self.parameters {
            let spec = &parameter.spec;
            let rule = match (spec.required, spec.default.is_some()) {
                // A default that nobody's limits leave room for: the value would be missing in what goes on.
                (_, true) => "default",
                (true, false) => "required",
                (false, false) => continue,
            };
            if rule == "required" && spec.mode == Some(Mode::Warn) {
                let note = format!("parameter-missing at `{}` by `{}`: only warned of", parameter.pointer, spec.rule);
                outcome.notes.push(note);
            } else {
                let violation = Violation::new("parameter-missing", &parameter.pointer);
                outcome.violations.push(violation.rule(format!("{}/{rule}", spec.rule)));
            }
        }
        Ok(())
    }

    /// Under which name a missing parameter is filled in: the operation that answers with responses has its own.
    fn fill_name<'s>(&'s self, parameter: &'s Parameter, operation: Operation<'_>) -> &'s str {
        let own = "/max_output_tokens";
        if operation.is_model && operation.target.ends_with("/respond") && is_token_limit(&parameter.pointer) {
            return own;
        }
        &parameter.pointer
    }
}

/// What is short enough to be repeated. Longer values say nothing more, and may hold what nobody should read.
pub(super) fn short(json: &str) -> Option<String> {
    (json.len() <= 64).then(|| json.to_owned())
}
