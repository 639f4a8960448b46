//! Rules that can't fire, and rules that say what others say wherever they fire.

use cel::common::ast::operators;
use portcullis_conditions::Conjunction;
use portcullis_guest::Remark;

use super::asks::Asks;
use super::tree::{operands, walk};
use crate::config::{Effect, Otherwise};
use crate::policy::CelRules;
use crate::rule::Rule;

pub(crate) fn lint(policy: &CelRules, remarks: &mut Vec<Remark>) {
    let mut possible: Vec<(usize, &Rule, Conjunction)> = Vec::new();
    for (at, rule) in policy.rules.iter().enumerate() {
        let asks = Asks { expression: &rule.when, env: &policy.env };
        let conditions = Conjunction::of(asks.all(rule.when.tree()));
        match conditions.clash() {
            Some(clash) => {
                let message = format!("this can never hold: {}", clash.why());
                remarks.push(Remark::new("never-matches", when(at), message).on_line(clash.line));
            }
            None => {
                parts(at, rule, &asks, remarks);
                possible.push((at, rule, conditions));
            }
        }
    }
    for (at, rule, conditions) in &possible {
        let shadow = possible.iter().find_map(|(other_at, other, theirs)| {
            let same = theirs.within(conditions);
            let own = (*at, *rule);
            (at != other_at && conditions.within(theirs)).then(|| why(own, (*other_at, *other), same)).flatten()
        });
        if let Some(message) = shadow {
            remarks.push(Remark::new("shadowed", when(*at), message).on_line(1));
        }
    }
    effects(policy, remarks);
}

/// What a rule comes to wherever another fires too; none where it adds something.
fn why((at, own): (usize, &Rule), (other_at, other): (usize, &Rule), same: bool) -> Option<String> {
    let (effect, theirs) = (own.written.effect, other.written.effect);
    let (id, name) = (&other.written.id, word(theirs));
    if strength(theirs) > strength(effect) {
        return Some(format!("this never counts: wherever it holds, `{id}` holds too, and {name}"));
    }
    if effect != theirs {
        return None;
    }
    let later = other_at < at;
    let says_more = own.written.code.is_some() || own.written.detail.is_some() || own.written.message.is_some();
    let adds = match effect {
        Effect::Allow => false,
        // The first that fires gives the code, and each its detail.
        Effect::Deny | Effect::Escalate => says_more || !later || own.written.approvers != other.written.approvers,
        Effect::Edit => own.written.edits.iter().any(|edit| !other.written.edits.contains(edit)),
    };
    let earlier = later || !same;
    (!adds && earlier).then(|| format!("wherever this holds, `{id}` holds too, and {name} as well"))
}

fn strength(effect: Effect) -> u8 {
    match effect {
        Effect::Allow => 0,
        Effect::Edit => 0,
        Effect::Escalate => 1,
        Effect::Deny => 2,
    }
}

pub(crate) fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
        Effect::Escalate => "escalates",
        Effect::Edit => "edits",
    }
}

/// Parts of an expression that can't hold, though the whole can.
fn parts(at: usize, rule: &Rule, asks: &Asks<'_>, remarks: &mut Vec<Remark>) {
    walk(rule.when.tree(), &[], &mut |part, _| {
        for part in operands(part, operators::LOGICAL_OR).into_iter().flatten() {
            if let Some(clash) = Conjunction::of(asks.all(part)).clash() {
                let message = format!("this part can never hold: {}", clash.why());
                remarks.push(Remark::new("never-matches", when(at), message).on_line(clash.line));
            }
        }
    });
}

/// Effects that do nothing beside the others.
fn effects(policy: &CelRules, remarks: &mut Vec<Remark>) {
    let has = |effects: &[Effect]| policy.rules.iter().any(|rule| effects.contains(&rule.written.effect));
    match policy.otherwise {
        Otherwise::Deny if !has(&[Effect::Allow, Effect::Escalate]) => {
            let message = "nothing is ever allowed: there is no rule that allows, and `otherwise` denies";
            remarks.push(Remark::new("allows-nothing", "/rules", message));
        }
        Otherwise::Deny => {}
        Otherwise::Allow => {
            let allowing = policy.rules.iter().enumerate().filter(|(_, rule)| rule.written.effect == Effect::Allow);
            let message = "this does nothing: what no rule denies is allowed anyway, as `otherwise` says";
            remarks.extend(allowing.map(|(at, _)| Remark::new("no-effect", format!("/rules/{at}/effect"), message)));
        }
    }
}

fn when(at: usize) -> String {
    format!("/rules/{at}/when")
}
