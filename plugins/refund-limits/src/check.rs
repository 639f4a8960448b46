//! What is wrong with a config that reads well: all of it at once.

use portcullis_guest::prelude::*;

use crate::config::{Amount, Config, Delegation, Otherwise, Rule};

pub(crate) fn check(config: &Config) -> ConfigErrors {
    let mut errors = ConfigErrors::new();
    if config.rules.is_empty() {
        errors.add("/rules", "there is no rule, so nothing would ever be permitted: add one");
    }
    for (index, rule) in config.rules.iter().enumerate() {
        check_rule(rule, &format!("/rules/{index}"), &mut errors);
        check_twin(rule, index, &config.rules, &mut errors);
    }
    check_delegation(&config.delegation, &mut errors);
    check_approvers(config, &mut errors);
    errors
}

fn check_rule(rule: &Rule, at: &str, errors: &mut ConfigErrors) {
    if let Some(name) = &rule.name {
        check_word(name, &format!("{at}/name"), errors);
    }
    check_words(&rule.actions, &format!("{at}/actions"), "name an action", errors);
    check_word(&rule.scope, &format!("{at}/scope"), errors);
    if let Some(roles) = &rule.roles {
        check_words(roles, &format!("{at}/roles"), "leave it out where any role will do", errors);
    }
    if let Some(amount) = &rule.amount {
        check_amount(amount, &format!("{at}/amount"), errors);
    }
}

fn check_words(words: &[String], at: &str, remedy: &str, errors: &mut ConfigErrors) {
    if words.is_empty() {
        errors.add(at, format!("the list is empty: {remedy}"));
    }
    for (index, word) in words.iter().enumerate() {
        let at = format!("{at}/{index}");
        check_word(word, &at, errors);
        if words.iter().take(index).any(|earlier| earlier == word) {
            errors.add(at, format!("`{word}` stands in the list twice"));
        }
    }
}

/// Names are compared exactly: one with a space around it would never match anything.
fn check_word(word: &str, at: &str, errors: &mut ConfigErrors) {
    if word.is_empty() {
        errors.add(at, "the text is empty");
    } else if word.trim() != word || word.contains(char::is_control) {
        errors.add(at, format!("`{}` has blanks around it or control characters in it", word.escape_debug()));
    }
}

fn check_amount(amount: &Amount, at: &str, errors: &mut ConfigErrors) {
    if !is_pointer(&amount.pointer) {
        let message = format!("`{}` is not a JSON pointer to a value: write `/amount`", amount.pointer.escape_debug());
        errors.add(format!("{at}/pointer"), message);
    }
    let min_is_limit = check_limit(amount.min, &format!("{at}/min"), errors);
    let max_is_limit = check_limit(amount.max, &format!("{at}/max"), errors);
    if min_is_limit && max_is_limit && amount.min > amount.max {
        errors.add(at, format!("`min` is {} and over `max`, which is {}", amount.min, amount.max));
    }
}

fn check_limit(limit: f64, at: &str, errors: &mut ConfigErrors) -> bool {
    let good = limit.is_finite() && limit >= 0.0;
    if !good {
        errors.add(at, format!("`{limit}` is not a limit: write a number that is not negative"));
    }
    good
}

/// RFC 6901, without the pointer to the whole document: arguments are never a bare number.
fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.split('~').skip(1).all(|after| after.starts_with(['0', '1']))
}

/// Two limits for the same people doing the same thing: the larger one would win, whatever the author meant.
fn check_twin(rule: &Rule, index: usize, rules: &[Rule], errors: &mut ConfigErrors) {
    for (other_index, other) in rules.iter().enumerate().take(index) {
        let shared = rule.actions.iter().find(|action| other.actions.contains(action));
        if let Some(action) = shared
            && rule.scope == other.scope
            && same_roles(rule, other)
        {
            let message =
                format!("`{action}` stands in `/rules/{other_index}` with the same scope and roles: keep one");
            errors.add(format!("/rules/{index}"), message);
        }
    }
}

fn same_roles(rule: &Rule, other: &Rule) -> bool {
    match (&rule.roles, &other.roles) {
        (None, None) => true,
        (Some(roles), Some(others)) => roles.len() == others.len() && roles.iter().all(|role| others.contains(role)),
        _ => false,
    }
}

fn check_delegation(delegation: &Delegation, errors: &mut ConfigErrors) {
    for (index, cap) in delegation.caps.iter().enumerate() {
        let at = format!("/delegation/caps/{index}");
        check_limit(cap.max, &format!("{at}/max"), errors);
        if cap.depth == 0 || cap.depth > delegation.max_depth {
            let message = format!("no delegated call has depth {}: `max_depth` is {}", cap.depth, delegation.max_depth);
            errors.add(format!("{at}/depth"), message);
        }
        for earlier in delegation.caps.iter().take(index) {
            if earlier.depth == cap.depth {
                errors.add(format!("{at}/depth"), format!("there is a cap for depth {} already", cap.depth));
            } else if (earlier.depth < cap.depth && earlier.max < cap.max)
                || (earlier.depth > cap.depth && earlier.max > cap.max)
            {
                errors.add(format!("{at}/max"), "a cap that is deeper must not be larger");
            }
        }
    }
}

fn check_approvers(config: &Config, errors: &mut ConfigErrors) {
    if config.otherwise == Otherwise::Deny && !config.approvers.is_empty() {
        errors.add("/approvers", "nothing is escalated: write `otherwise = \"escalate\"`, or leave the approvers out");
    }
    for (index, approver) in config.approvers.iter().enumerate() {
        let known = ["role:", "team:", "user:"]
            .iter()
            .any(|kind| approver.strip_prefix(kind).is_some_and(|name| !name.trim().is_empty()));
        if !known {
            let message =
                format!("`{}` is nobody: write `role:<name>`, `team:<name>` or `user:<id>`", approver.escape_debug());
            errors.add(format!("/approvers/{index}"), message);
        }
    }
}
