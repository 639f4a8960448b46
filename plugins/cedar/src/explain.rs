//! Which policies hold, and which nearly did.

use cedar_policy_core::ast::{Expr, ExprKind};
use cedar_policy_core::evaluator::Evaluator;
use portcullis_guest::Trace;

use crate::policies::Rule;
use crate::policy::holds;
use crate::says::Does;
use crate::text::{line, place};

/// What became of a policy; none where it does not speak of the event.
pub(crate) fn trace(rule: &Rule, evaluator: &Evaluator<'_>) -> Option<Trace> {
    match holds(evaluator, &rule.condition, rule.text()) {
        Ok(true) => Some(Trace::fired(&rule.id, does(rule))),
        Ok(false) if scope(rule).iter().all(|part| holds(evaluator, part, rule.text()) == Ok(true)) => {
            Some(Trace::nearly(&rule.id, failing(rule, evaluator)))
        }
        Ok(false) => None,
        Err(reason) => Some(Trace::nearly(&rule.id, format!("it can't be evaluated, which denies: {reason}"))),
    }
}

fn does(rule: &Rule) -> String {
    let effect = match &rule.says.does {
        Does::Escalates(_) => "forbids it unless somebody approves",
        Does::Edits { .. } => "forbids it unless it is edited",
        Does::Decides if rule.permits() => "permits it",
        Does::Decides => "forbids it",
    };
    match &rule.says.reason {
        Some(reason) => format!("{effect}: {reason}"),
        None => effect.to_owned(),
    }
}

fn scope(rule: &Rule) -> [Expr; 3] {
    let policy = &rule.policy;
    let (principal, resource) = (policy.principal_constraint(), policy.resource_constraint());
    [principal.as_expr(), policy.action_constraint().as_expr(), resource.as_expr()]
}

/// The first condition that is not so.
fn failing(rule: &Rule, evaluator: &Evaluator<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(conditions) = rule.policy.non_scope_constraints() {
        conjuncts(conditions, &mut parts);
    }
    let is_false = |part: &&Expr| holds(evaluator, part, rule.text()) != Ok(true);
    match parts.into_iter().find(is_false).and_then(shown) {
        Some(condition) => format!("its scope matches, and this is not so: {condition}"),
        None => "its scope matches, and its conditions don't hold".to_owned(),
    }
}

/// What has to hold, each by itself.
pub(crate) fn conjuncts<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expr.expr_kind() {
        ExprKind::And { left, right } => {
            conjuncts(left, parts);
            conjuncts(right, parts);
        }
        _ => parts.push(expr),
    }
}

/// The text of an expression, and its line.
pub(crate) fn shown(expr: &Expr) -> Option<String> {
    let loc = expr.source_loc()?;
    let (at, _) = place(&loc.src, loc.start());
    Some(format!("`{}` (line {at})", line(loc.snippet()?)))
}
