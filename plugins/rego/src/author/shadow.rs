//! Rules that can't hold, and rules that say what another says wherever they hold.

use portcullis_conditions::Conjunction;
use portcullis_guest::Remark;
use regorus::unstable::{Expr, Literal, Query, Rule};

use super::asks::Asks;
use super::rules::{Alternative, Placed, Rules};
use super::tree::{Part, of_rule, walk};
use super::{place, remark};

pub(crate) fn lint(rules: &Rules<'_>, entrypoint: &str, remarks: &mut Vec<Remark>) {
    for path in &rules.paths {
        let alternatives = rules.alternatives(path);
        let possible: Vec<&Alternative<'_>> = alternatives.iter().filter(|one| can_hold(one, remarks)).collect();
        for (at, own) in possible.iter().enumerate() {
            if let Some(said) = is_default(rules, path, own) {
                remarks.push(remark("shadowed", own.span, said));
            } else if let Some(other) = shadows(&possible, at) {
                let where_else = place(other.span, own.span);
                let message = match std::ptr::eq(own.of.rule, other.of.rule) && own.chained {
                    true => {
                        format!("this is never asked for: wherever it holds, {where_else} holds, and is asked first")
                    }
                    false => format!("wherever this holds, {where_else} says the same"),
                };
                remarks.push(remark("shadowed", own.span, message));
            }
        }
    }
    rules.all().for_each(|(_, placed)| inner(rules, placed, remarks));
    denied(rules, entrypoint, remarks);
    nothing(rules, entrypoint, remarks);
}

/// Says so where an alternative can't hold.
fn can_hold(own: &Alternative<'_>, remarks: &mut Vec<Remark>) -> bool {
    let Some(clash) = own.conditions.clash() else { return true };
    let mut said = remark("never-matches", own.span, format!("this can never hold: {}", clash.why()));
    said.line = Some(clash.line);
    remarks.push(said);
    false
}

/// Queries within rules that can't hold: of comprehensions and of `every`.
fn inner(rules: &Rules<'_>, placed: Placed<'_>, remarks: &mut Vec<Remark>) {
    let local = rules.local(placed);
    let Rule::Spec { bodies, .. } = placed.rule else { return };
    let is_body = |query: &Query| bodies.iter().any(|body| std::ptr::eq(&raw const *body.query, query));
    walk(of_rule(placed.rule), &mut |part| {
        let Part::Query(query) = part else { return };
        if is_body(query) {
            return;
        }
        if let Some(clash) = Conjunction::of(Asks::new(rules, &local).all(&query.stmts)).clash() {
            let mut said = remark("never-matches", &query.span, format!("this can never hold: {}", clash.why()));
            said.line = Some(clash.line);
            remarks.push(said);
        }
    });
}

/// An alternative that says what is said anyway.
fn is_default(rules: &Rules<'_>, path: &str, own: &Alternative<'_>) -> Option<String> {
    let value = rules.default(path).filter(|_| !own.chained && own.body.is_some())?;
    let local = rules.local(own.of);
    let (_, said) = own.says.rsplit_once(" is ")?;
    (said == local.text(value)).then(|| format!("the default says the same: `{said}`, whether this holds or not"))
}

/// Another alternative that says the same wherever one does.
fn shadows<'o, 'r>(possible: &[&'o Alternative<'r>], at: usize) -> Option<&'o Alternative<'r>> {
    let own = possible.get(at)?;
    let same_rule = |other: &Alternative<'_>| std::ptr::eq(own.of.rule, other.of.rule);
    possible.iter().enumerate().filter(|(other_at, _)| *other_at != at).find_map(|(other_at, other)| {
        let covers = own.conditions.within(&other.conditions);
        // In a chain, those before are asked first, whatever they say.
        let before = other_at < at && same_rule(other) && own.chained && other.certain;
        let apart = !own.chained && !other.chained && own.says == other.says;
        // Of two that are the same, the later one is too much.
        let earlier = other_at < at || !other.conditions.within(&own.conditions);
        (covers && (before || (apart && earlier))).then_some(*other)
    })
}

/// What the entry point allows, where it denies all of it.
fn denied(rules: &Rules<'_>, entrypoint: &str, remarks: &mut Vec<Remark>) {
    let denials = rules.alternatives(&format!("{entrypoint}.deny"));
    let denials: Vec<_> =
        denials.iter().filter(|one| one.conditions.clash().is_none() && !one.chained && one.certain).collect();
    for answer in ["allow", "requires_hitl"] {
        let path = format!("{entrypoint}.{answer}");
        for own in rules.alternatives(&path).iter().filter(|one| one.says.ends_with(" is true") && !one.chained) {
            let covers = |denial: &&&Alternative<'_>| {
                own.conditions.within(&denial.conditions) && !denial.says.ends_with(" is false")
            };
            if let Some(denial) = denials.iter().find(covers) {
                let message = format!("this never counts: wherever it holds, {} denies", place(denial.span, own.span));
                remarks.push(remark("shadowed", own.span, message));
            }
        }
    }
}

/// A package that denies everything, since it allows nothing.
fn nothing(rules: &Rules<'_>, entrypoint: &str, remarks: &mut Vec<Remark>) {
    let Some(scope) = rules.scopes.iter().find(|scope| scope.package == entrypoint) else { return };
    let says = |answer: &str| {
        let path = format!("{entrypoint}.{answer}");
        let default = rules.default(&path).is_some_and(|value| value.span().text() != "false");
        default || rules.alternatives(&path).iter().any(|one| one.says != format!("{path} is false"))
    };
    if !says("allow") && !says("requires_hitl") {
        let message = "nothing is ever allowed: the package has no rule `allow` that could be true".to_owned();
        remarks.push(remark("allows-nothing", &scope.module.package.span, message));
    }
}

/// Whether all that a body does is ask another rule.
pub(crate) fn delegates(query: &Query) -> bool {
    match query.stmts.as_slice() {
        [one] => match &one.literal {
            Literal::Expr { expr, .. } => {
                matches!(&**expr, Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. })
            }
            _ => false,
        },
        _ => false,
    }
}
