//! What can be said of documents before there is an event: conflicts, which are errors, and what probably does not mean what
//! its author thinks.

use crate::document::{Document, Parameter, Rule, Section, Spec, is_model_pattern, is_token_limit};
use crate::load::Policies;
use crate::report::Report;
use crate::subject::KINDS;
use crate::text::pattern::Pattern;

pub(crate) fn check(policies: &Policies, report: &mut Report) {
    for (at, document) in policies.documents.iter().enumerate() {
        let chain: Vec<&Document> = policies.chain(at).map(|(_, document)| document).collect();
        let parents = chain.get(1..).unwrap_or_default();
        stars(document, report);
        resources(document, parents, &chain, report);
        unreachable_sections(document, &chain, report);
        parameters(document, parents, report);
        omissions(document, &chain, report);
        conditions(document, &chain, report);
        unused(at, policies, report);
    }
}

/// A star that stops at the first slash, where there is always one.
fn stars(document: &Document, report: &mut Report) {
    for rule in document.resources.iter().chain(&document.denied_resources) {
        let text = rule.says.text.as_str();
        let inner = text.strip_prefix('*').filter(|inner| !inner.contains(['*', '/', ':']));
        if let Some(inner) = inner {
            let message = format!(
                "`*` stops at a slash, so `{text}` matches no `<domain>:<owner>/<operation>`: write `**{inner}`"
            );
            report.warn("star-stops-at-slash", rule.at.clone(), message);
        }
    }
}

fn resources(document: &Document, parents: &[&Document], chain: &[&Document], report: &mut Report) {
    for rule in &document.resources {
        for parent in parents.iter().filter(|parent| !parent.resources.is_empty()) {
            if !parent.resources.iter().any(|other| other.says.overlaps(&rule.says)) {
                let message =
                    format!("`{}` can never be allowed: `{}` allows nothing of it", rule.says.text, parent.id);
                report.warn("never-matches", rule.at.clone(), message);
                break;
            }
        }
        let denial =
            chain.iter().flat_map(|document| &document.denied_resources).find(|denial| denial.says.covers(&rule.says));
        if let Some(denial) = denial {
            report.warn(
                "shadowed",
                rule.at.clone(),
                format!("`{}` can never be allowed: `{}` denies all of it", rule.says.text, denial.rule),
            );
        }
    }
}

/// Limits of resources that are not allowed anyway.
fn unreachable_sections(document: &Document, chain: &[&Document], report: &mut Report) {
    let sections = document.parameters.iter().map(|section| (&section.pattern, &section.at));
    let denied = document.denied_parameters.iter().map(|section| (&section.pattern, &section.at));
    let attestations = document.attestations.iter().filter_map(|needed| Some((needed.resource.as_ref()?, &needed.at)));
    for (pattern, at) in sections.chain(denied).chain(attestations) {
        let closed = |document: &&&Document| !document.resources.is_empty() && !reaches(&document.resources, pattern);
        if let Some(parent) = chain.iter().find(closed) {
            report.warn(
                "never-matches",
                at.clone(),
                format!("`{}` can never match: `{}` allows nothing of it", pattern.text, parent.id),
            );
        }
    }
}

fn reaches(rules: &[Rule<Pattern>], pattern: &Pattern) -> bool {
    rules.iter().any(|rule| rule.says.overlaps(pattern))
}

/// What a document and its parents say of one parameter of the same resources.
fn parameters(document: &Document, parents: &[&Document], report: &mut Report) {
    for section in &document.parameters {
        for own in &section.entries {
            let others: Vec<&Spec> = parents.iter().flat_map(|parent| same(parent, section, own)).collect();
            let mut conflict = false;
            for other in &others {
                if let (Some(kind), Some(theirs)) = (own.spec.kind, other.kind)
                    && !kind.fits(theirs)
                {
                    conflict = true;
                    let message = format!(
                        "`{}` is a {} here and a {} in `{}`: no value is both",
                        own.name,
                        kind.as_str(),
                        theirs.as_str(),
                        other.rule
                    );
                    report.error(own.spec.at.clone(), message);
                }
            }
            if !conflict && is_empty(&own.spec, &others) {
                let message =
                    format!("together with what `{}` says, no value of `{}` is allowed", rules(&others), own.name);
                report.warn("no-value-allowed", own.spec.at.clone(), message);
            }
        }
    }
}

fn same<'d>(parent: &'d Document, section: &Section<Parameter>, own: &Parameter) -> Vec<&'d Spec> {
    let sections = parent.parameters.iter().filter(|other| other.pattern.text == section.pattern.text);
    let entries = sections.flat_map(|section| &section.entries).filter(|other| other.pointer == own.pointer);
    entries.map(|entry| &entry.spec).collect()
}

fn rules(specs: &[&Spec]) -> String {
    specs.iter().map(|spec| spec.rule.as_str()).collect::<Vec<_>>().join("`, `")
}

/// Whether no value satisfies a spec and the others, though each alone is satisfiable.
fn is_empty(own: &Spec, others: &[&Spec]) -> bool {
    let all = || std::iter::once(own).chain(others.iter().copied());
    let low = all().filter_map(|spec| spec.low.as_ref()).max_by(|left, right| left.decimal.cmp(&right.decimal));
    let high = all().filter_map(|spec| spec.high.as_ref()).min_by(|left, right| left.decimal.cmp(&right.decimal));
    if let (Some(low), Some(high)) = (low, high)
        && low.decimal > high.decimal
    {
        return true;
    }
    let mut lists = all().filter_map(|spec| spec.allowed.as_ref()).filter(|list| !list.is_empty());
    let Some(first) = lists.next() else { return false };
    let rest: Vec<_> = lists.collect();
    !first.iter().any(|value| rest.iter().all(|list| list.contains(value)))
}

/// Limits of a model's answer that hold only of requests that name one.
fn omissions(document: &Document, chain: &[&Document], report: &mut Report) {
    let sections = chain
        .iter()
        .flat_map(|document| &document.parameters)
        .filter(|section| is_model_pattern(&section.pattern.text));
    let mut limits = sections.flat_map(|section| &section.entries).filter(|entry| is_token_limit(&entry.pointer));
    if limits.any(|entry| entry.spec.required || entry.spec.default.is_some()) {
        return;
    }
    for section in document.parameters.iter().filter(|section| is_model_pattern(&section.pattern.text)) {
        for entry in section.entries.iter().filter(|entry| is_token_limit(&entry.pointer) && entry.spec.high.is_some())
        {
            let name = &entry.name;
            let message =
                format!("leaving `{name}` out is a way around this limit: add `default` or `\"required\": true`");
            report.warn("omission", entry.spec.at.clone(), message);
        }
    }
}

/// An attestation that is not needed where a parameter is left out.
fn conditions(document: &Document, chain: &[&Document], report: &mut Report) {
    for needed in &document.attestations {
        let Some(condition) = &needed.condition else { continue };
        for pointer in condition.optional_parameters() {
            let entries = chain.iter().flat_map(|document| &document.parameters).flat_map(|section| &section.entries);
            let mut named = entries.filter(|entry| entry.pointer == pointer);
            if !named.any(|entry| entry.spec.required || entry.spec.default.is_some()) {
                let message = format!(
                    "leaving `{pointer}` out may be a way around `{}`: make the parameter `required`, or give it a `default`",
                    needed.key
                );
                report.warn("omission", needed.at.clone(), message);
            }
        }
    }
}

/// A document that no subject, resource or other document leads to.
fn unused(at: usize, policies: &Policies, report: &mut Report) {
    let Some(document) = policies.documents.get(at) else { return };
    let named = policies.app == Some(at) || policies.intent == Some(at) || policies.global.contains(&at);
    let is_parent = policies.chains.iter().any(|chain| chain.iter().skip(1).any(|parent| *parent == at));
    let kind = document.id.split_once(':').map(|(kind, _)| kind);
    // Any other word before a colon may be a resource, whose document has its name.
    let led_to = kind.is_some_and(|kind| KINDS.contains(&kind) || document.id.contains('/'));
    if !named && !is_parent && !led_to {
        let message = format!(
            "nothing leads to `{}`, so it never applies: extend it, or name it as `app` or `intent`",
            document.id
        );
        report.warn("never-applies", format!("{}/policy_id", document.at), message);
    }
    if named && !policies.speaks(at) && !policies.global.contains(&at) {
        let message = format!(
            "`{}` and its parents allow no resource, so nothing is ever allowed: write `resources`",
            document.id
        );
        report.warn("allows-nothing", document.at.clone(), message);
    }
}
