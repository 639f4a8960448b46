//! What can be said of policies before there is an event.

use cedar_policy_core::ast::{
    ActionConstraint, Context, EntityReference, EntityUID, Expr, ExprKind, PrincipalOrResourceConstraint as Constraint,
    Request, RequestSchemaAllPass,
};
use cedar_policy_core::entities::Entities;
use cedar_policy_core::evaluator::Evaluator;
use cedar_policy_core::extensions::Extensions;
use portcullis_guest::Remark;

use crate::contradiction;
use crate::explain::{conjuncts, shown};
use crate::names::uid;
use crate::policies::Rule;
use crate::policy::{Cedar, holds};
use crate::says::Does;

/// Conditions that no event makes true, and policies that change nothing beside others.
pub(crate) fn check(cedar: &Cedar) -> Vec<Remark> {
    let mut remarks = cedar.odd.clone();
    for (index, rule) in cedar.rules.iter().enumerate() {
        // The schema's validator finds more of them, and says it better.
        let known = cedar.odd.iter().any(|remark| remark.pointer == rule.at && remark.line == Some(rule.line));
        if let (Some(why), false) = (never(rule), known) {
            remarks.push(remark("never-matches", rule, format!("`{}` can never hold: {why}", rule.id)));
        } else if let Some(message) = shadow(rule, index, &cedar.rules) {
            remarks.push(remark("shadowed", rule, message));
        }
    }
    remarks
}

pub(crate) fn remark(code: &str, rule: &Rule, message: String) -> Remark {
    Remark::new(code, &rule.at, message).on_line(rule.line)
}

/// A condition that is false whatever the event is, or two that are not true at once.
fn never(rule: &Rule) -> Option<String> {
    let action = rule.policy.action_constraint().as_expr();
    let mut parts = vec![&action];
    conjuncts(rule.policy.non_scope_constraints()?, &mut parts);
    if let Some((one, other)) = contradiction::find(&parts) {
        let [one, other] = [one, other].map(|part| shown(part).unwrap_or_else(|| format!("`{part}`")));
        return Some(format!("{one} and {other} are not so at once"));
    }
    let (entities, nobody) = (Entities::new(), uid(&"Nobody".parse().ok()?, ""));
    let side = || (nobody.clone(), None);
    let request = Request::new(
        side(),
        side(),
        side(),
        Context::empty(),
        None::<&RequestSchemaAllPass>,
        Extensions::all_available(),
    );
    let evaluator = Evaluator::new(request.ok()?, &entities, Extensions::all_available());
    let is_false = |part: &&Expr| is_constant(part) && holds(&evaluator, part, "") == Ok(false);
    let part = parts.into_iter().find(is_false)?;
    Some(format!("{} is false", shown(part).unwrap_or_else(|| "a condition".to_owned())))
}

/// Whether no event and no entity changes what it is.
fn is_constant(expr: &Expr) -> bool {
    let is_fixed = |part: &Expr| {
        !matches!(part.expr_kind(), ExprKind::Var(_) | ExprKind::Slot(_) | ExprKind::Unknown(_))
            && !matches!(part.expr_kind(), ExprKind::Lit(literal) if literal.is_ref())
    };
    expr.subexpressions().all(is_fixed)
}

/// Why a policy changes nothing beside the others.
fn shadow(rule: &Rule, index: usize, rules: &[Rule]) -> Option<String> {
    let has_condition = |rule: &Rule| rule.policy.non_scope_constraints().is_some();
    for (other_index, other) in rules.iter().enumerate() {
        if other_index == index {
            continue;
        }
        let same_effect = rule.permits() == other.permits() && rule.says.does == other.says.does;
        let wider = covers(other, rule) && !has_condition(other);
        let narrower = covers(rule, other) && !has_condition(rule);
        let same = same_effect && rule.condition.eq_shape(&other.condition);
        let id = &other.id;
        if same && other_index < index {
            return Some(format!("`{}` says the same as `{id}`", rule.id));
        }
        if same_effect && wider && !same && !(narrower && index < other_index) {
            return Some(format!("`{}` changes nothing: `{id}` holds wherever it does", rule.id));
        }
        if rule.permits() && !other.permits() && other.says.does == Does::Decides && wider {
            return Some(format!("`{}` permits nothing: `{id}` forbids all of it", rule.id));
        }
    }
    None
}

/// Whether one policy's scope matches wherever another's does, as far as that is seen without entities.
fn covers(wide: &Rule, narrow: &Rule) -> bool {
    let (wide, narrow) = (&wide.policy, &narrow.policy);
    constraint_covers(wide.principal_constraint().as_inner(), narrow.principal_constraint().as_inner())
        && action_covers(wide.action_constraint(), narrow.action_constraint())
        && constraint_covers(wide.resource_constraint().as_inner(), narrow.resource_constraint().as_inner())
}

fn constraint_covers(wide: &Constraint, narrow: &Constraint) -> bool {
    match (wide, narrow) {
        (Constraint::Any, _) => true,
        (Constraint::In(group), Constraint::Eq(one) | Constraint::IsIn(_, one)) => group == one,
        (Constraint::Is(kind), Constraint::IsIn(other, _)) => kind == other,
        (Constraint::Is(kind), Constraint::Eq(EntityReference::EUID(one))) => **kind == *one.entity_type(),
        _ => wide == narrow,
    }
}

fn action_covers(wide: &ActionConstraint, narrow: &ActionConstraint) -> bool {
    let within = |group: &[std::sync::Arc<EntityUID>], one: &EntityUID| group.iter().any(|member| **member == *one);
    match (wide, narrow) {
        (ActionConstraint::Any, _) => true,
        (ActionConstraint::In(group), ActionConstraint::Eq(one)) => within(group, one),
        (ActionConstraint::In(group), ActionConstraint::In(others)) => others.iter().all(|one| within(group, one)),
        _ => wide == narrow,
    }
}
