//! Which rules are asked, from the entry point on.

use std::collections::{BTreeSet, VecDeque};

use portcullis_guest::Remark;
use regorus::unstable::Expr;

use super::remark;
use super::rules::{Placed, Rules};
use super::scope::{Local, root};
use super::tree::{Part, of_rule, walk};
use crate::modules::ANSWERS;

/// The rules that are asked, in the order in which they are.
pub(crate) struct Reached {
    pub(crate) paths: Vec<String>,
    /// Where nothing is asked but what tests ask.
    by_tests: BTreeSet<String>,
}

impl Reached {
    pub(crate) fn from(rules: &Rules<'_>, entrypoint: &str) -> Self {
        let package = rules.scopes.iter().any(|scope| scope.package == entrypoint);
        let start = match package {
            true => ANSWERS.iter().map(|name| format!("{entrypoint}.{name}")).collect(),
            false => vec![entrypoint.to_owned()],
        };
        let tests = rules.paths.iter().filter(|path| name(path).starts_with("test_"));
        Self { paths: reach(rules, start), by_tests: reach(rules, tests.cloned().collect()).into_iter().collect() }
    }

    /// Rules and imports that nothing asks for.
    pub(crate) fn lint(&self, rules: &Rules<'_>, remarks: &mut Vec<Remark>) {
        let mut said = BTreeSet::new();
        for (path, placed) in rules.all() {
            let asked = self.paths.iter().any(|reached| reached == path) || self.by_tests.contains(path);
            if !asked && said.insert(path) {
                let message = format!("nothing that is asked leads to `{path}`: take it out, or use it");
                remarks.push(remark("never-asked", placed.rule.span(), message));
            }
        }
        for scope in &rules.scopes {
            let mut used = BTreeSet::new();
            for rule in &scope.module.policy {
                walk(of_rule(rule), &mut |part| {
                    if let Part::Expr(expr) = part {
                        used.extend(root(expr));
                    }
                });
            }
            for (name, span) in scope.imported().filter(|(name, _)| !used.contains(name)) {
                remarks.push(remark("unused-import", span, format!("nothing in this module uses `{name}`")));
            }
        }
    }
}

fn reach(rules: &Rules<'_>, start: Vec<String>) -> Vec<String> {
    let mut reached: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting: VecDeque<String> = start.into();
    while let Some(path) = waiting.pop_front() {
        for found in meant(rules, &path).into_iter().filter(|found| seen.insert(found.clone())) {
            rules.at(&found).for_each(|placed| waiting.extend(asks(placed, &rules.local(placed))));
            reached.push(found);
        }
    }
    reached
}

/// The rules that a path leads to: the one of this path, one whose value it looks into, or all below it.
fn meant(rules: &Rules<'_>, path: &str) -> Vec<String> {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    rules.paths.iter().filter(|rule| within(rule, path) || within(path, rule)).cloned().collect()
}

/// The paths that a rule asks for.
fn asks(placed: Placed<'_>, local: &Local<'_>) -> Vec<String> {
    let mut paths = Vec::new();
    walk(of_rule(placed.rule), &mut |part| {
        if let Part::Expr(expr @ (Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. })) = part {
            paths.extend(local.path(expr).filter(|path| path.starts_with("data")));
        }
    });
    paths
}

fn name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
