//! What expressions ask of which values.

use std::sync::Arc;

use cel::common::ast::{Expr, operators};
use cel::{Context, Env, IdedExpr, Value};
use portcullis_conditions::{Condition, Domain, Kind, Literal};

use super::tree::{is_path, joined, line, literal, operands, text};
use crate::expression::Expression;
use crate::names::free;

pub(crate) struct Asks<'r> {
    pub(crate) expression: &'r Expression,
    pub(crate) env: &'r Arc<Env>,
}

impl Asks<'_> {
    /// The conditions that have to hold together for an expression to be true.
    pub(crate) fn all(&self, expression: &IdedExpr) -> Vec<Condition> {
        joined(expression, operators::LOGICAL_AND).into_iter().flat_map(|part| self.one(part)).collect()
    }

    fn one(&self, part: &IdedExpr) -> Vec<Condition> {
        let line = line(part, self.expression.source(), &self.expression.written);
        let condition = |key, domain| Condition { key, domain, line };
        if free(part).is_empty() {
            return match self.constant(part) {
                Some(true) => Vec::new(),
                Some(false) => vec![condition(String::new(), Domain::none())],
                None => vec![condition(text(part), is(true))],
            };
        }
        if let Some([negated]) = operands(part, operators::LOGICAL_NOT) {
            return self.fails(negated, line);
        }
        let Some((of, domain)) = test(part).or_else(|| either(part)) else {
            return vec![condition(text(part), is(true))];
        };
        let mut all = present(of, line);
        all.push(condition(text(of), domain));
        all
    }

    /// What has to hold for an expression to be false.
    fn fails(&self, part: &IdedExpr, line: u32) -> Vec<Condition> {
        let either = joined(part, operators::LOGICAL_OR);
        if either.len() > 1 {
            return either.into_iter().flat_map(|part| self.fails(part, line)).collect();
        }
        if let Some([negated]) = operands(part, operators::LOGICAL_NOT) {
            return self.all(negated);
        }
        match opposite(part) {
            Some((of, domain)) => {
                let mut all = present(of, line);
                all.push(Condition { key: text(of), domain, line });
                all
            }
            None => vec![Condition { key: text(part), domain: is(false), line }],
        }
    }

    /// What an expression comes to that asks nothing of the event.
    fn constant(&self, part: &IdedExpr) -> Option<bool> {
        match Value::resolve(part, &Context::with_env(Arc::clone(self.env))) {
            Ok(Value::Bool(value)) => Some(value),
            _ => None,
        }
    }
}

fn is(value: bool) -> Domain {
    Domain::one_of([Literal::Bool(value)])
}

/// What is looked into is there: anything else is an error.
fn present(of: &IdedExpr, line: u32) -> Vec<Condition> {
    let mut all = Vec::new();
    let mut at = of;
    while let Expr::Select(select) = &at.expr {
        let key = format!("has({}.{})", text(&select.operand), select.field);
        all.push(Condition { key, domain: is(true), line });
        at = &select.operand;
    }
    all
}

/// The comparisons, each with what it is when its sides change places, and with its opposite.
const COMPARISONS: [(&str, &str, &str); 6] = [
    (operators::EQUALS, operators::EQUALS, operators::NOT_EQUALS),
    (operators::NOT_EQUALS, operators::NOT_EQUALS, operators::EQUALS),
    (operators::GREATER, operators::LESS, operators::LESS_EQUALS),
    (operators::GREATER_EQUALS, operators::LESS_EQUALS, operators::LESS),
    (operators::LESS, operators::GREATER, operators::GREATER_EQUALS),
    (operators::LESS_EQUALS, operators::GREATER_EQUALS, operators::GREATER),
];

/// What an expression asks of one value; none where it is not that simple.
fn test(part: &IdedExpr) -> Option<(&IdedExpr, Domain)> {
    if let Some([of, among]) = operands(part, operators::IN) {
        return Some((of, Domain::one_of(literals(among)?)));
    }
    let (operator, of, literal) = comparison(part)?;
    Some((of, against(operator, &literal)?))
}

fn opposite(part: &IdedExpr) -> Option<(&IdedExpr, Domain)> {
    if let Some([of, among]) = operands(part, operators::IN) {
        return Some((of, Domain::none_of(literals(among)?)));
    }
    let (operator, of, literal) = comparison(part)?;
    let (_, _, opposite) = COMPARISONS.iter().find(|(known, ..)| *known == operator)?;
    let domain = against(opposite, &literal)?;
    // What is worked out may be no number at all, which is neither above nor below another.
    let ordered = ![operators::EQUALS, operators::NOT_EQUALS].contains(&operator);
    (is_path(of) || !ordered).then_some((of, domain))
}

/// A comparison with a value that is written out, as if that stood on the right.
fn comparison(part: &IdedExpr) -> Option<(&'static str, &IdedExpr, Literal)> {
    COMPARISONS.iter().find_map(|(operator, turned, _)| match operands(part, operator)? {
        [of, value] if literal(of).is_none() => Some((*operator, of, literal(value)?)),
        [value, of] => Some((*turned, of, literal(value)?)),
        _ => None,
    })
}

fn against(operator: &str, literal: &Literal) -> Option<Domain> {
    let number = || if let Literal::Number(number) = literal { Some(*number) } else { None };
    // Only numbers are compared with numbers.
    let numbers = |domain: Domain| domain.and(&Domain::of([Kind::Number]));
    Some(match operator {
        operators::EQUALS => Domain::one_of([literal.clone()]),
        operators::NOT_EQUALS => Domain::none_of([literal.clone()]),
        operators::GREATER => numbers(Domain::above(number()?, true)),
        operators::GREATER_EQUALS => numbers(Domain::above(number()?, false)),
        operators::LESS => numbers(Domain::below(number()?, true)),
        operators::LESS_EQUALS => numbers(Domain::below(number()?, false)),
        _ => return None,
    })
}

/// `a == 1 || a == 2` is `a in [1, 2]`.
fn either(part: &IdedExpr) -> Option<(&IdedExpr, Domain)> {
    let parts = joined(part, operators::LOGICAL_OR);
    let (first, rest) = parts.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let (of, domain) = test(first)?;
    let mut values = domain.candidates()?;
    for other in rest {
        let (other, domain) = test(other)?;
        if text(other) != text(of) {
            return None;
        }
        values.extend(domain.candidates()?);
    }
    Some((of, Domain::one_of(values)))
}

pub(crate) fn literals(list: &IdedExpr) -> Option<Vec<Literal>> {
    let Expr::List(list) = &list.expr else { return None };
    list.elements.iter().map(literal).collect()
}
