//! Policies, read and compiled.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy_core::ast::{Effect, Expr, Policy, PolicyID, PolicySet};
use cedar_policy_core::parser::{Loc, parse_policyset};
use portcullis_guest::prelude::*;

use crate::says::Says;
use crate::text::{place, problems, token};

/// One policy.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its name in records: what `@id` says, or the text's name with the line.
    pub(crate) id: String,
    /// Where its text stands in the config.
    pub(crate) at: String,
    /// The line in that text, from 1.
    pub(crate) line: u32,
    pub(crate) policy: Policy,
    /// Scope and conditions, as one expression.
    pub(crate) condition: Expr,
    pub(crate) says: Says,
}

impl Rule {
    pub(crate) fn permits(&self) -> bool {
        self.policy.effect() == Effect::Permit
    }

    /// The text that it stands in.
    pub(crate) fn text(&self) -> &str {
        self.policy.loc().map_or("", |loc| &loc.src)
    }
}

/// All policies of all texts, in order. What is wrong is added to the errors.
pub(crate) fn read(texts: &BTreeMap<String, String>, errors: &mut ConfigErrors) -> Vec<Rule> {
    if texts.is_empty() {
        errors.add("/policies", "there is no policy: add a text");
    }
    let mut rules: Vec<Rule> = Vec::new();
    let mut ids = BTreeSet::new();
    for (name, text) in texts {
        let at = format!("/policies/{}", token(name));
        match parse_policyset(text) {
            Ok(set) => {
                let found = rules_of(&set, name, &at, text, errors);
                if found.is_empty() && errors.is_empty() {
                    errors.add(&at, "there is no policy in this text");
                }
                for rule in found {
                    if !ids.insert(rule.id.clone()) {
                        let message = format!("{}:1: `{}` is another policy's", rule.line, rule.id.escape_debug());
                        errors.add(&at, message);
                    }
                    rules.push(rule);
                }
            }
            Err(refused) => {
                // They come in the order in which the parser gave up, not in that of the text.
                let mut messages = problems(&refused, text);
                messages.dedup();
                messages.into_iter().for_each(|message| errors.add(&at, message));
            }
        }
    }
    rules
}

fn rules_of(set: &PolicySet, name: &str, at: &str, text: &str, errors: &mut ConfigErrors) -> Vec<Rule> {
    for template in set.templates() {
        let (line, column) = place(text, template.loc().map_or(0, Loc::start));
        let message = "a template has nobody to fill its slots: write policies, without `?principal` and `?resource`";
        errors.add(at, format!("{line}:{column}: {message}"));
    }
    let mut policies: Vec<&Policy> = set.policies().collect();
    policies.sort_by_key(|policy| policy.loc().map(Loc::start));
    let mut taken = BTreeSet::new();
    let mut rules = Vec::new();
    for policy in policies {
        let (line, column) = place(text, policy.loc().map_or(0, Loc::start));
        let says = Says::read(policy, text, at, errors);
        let by_place = match taken.insert(line) {
            true => format!("{name}:{line}"),
            false => format!("{name}:{line}:{column}"),
        };
        let id = says.id.clone().unwrap_or(by_place);
        let policy = policy.new_id(PolicyID::from_string(&id));
        rules.push(Rule { condition: policy.condition(), id, at: at.to_owned(), line, policy, says });
    }
    rules
}
