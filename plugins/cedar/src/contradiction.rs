//! Conditions that can't hold together.

use std::collections::BTreeMap;

use cedar_policy_core::ast::{BinaryOp, Expr, ExprKind, Literal, UnaryOp};

/// What has to hold of one value.
#[derive(Debug, Default)]
struct Facts<'e> {
    equals: Vec<(&'e Literal, &'e Expr)>,
    differs: Vec<(&'e Literal, &'e Expr)>,
    /// Not below this, not above that.
    low: Option<(i64, &'e Expr)>,
    high: Option<(i64, &'e Expr)>,
    /// It is said that it is not there.
    absent: Option<&'e Expr>,
    /// Something needs it.
    used: Option<&'e Expr>,
}

/// Two of these conditions that never hold at once. Where one fails instead, the policy does not hold either.
pub(crate) fn find<'e>(parts: &[&'e Expr]) -> Option<(&'e Expr, &'e Expr)> {
    let mut values: BTreeMap<String, Facts<'e>> = BTreeMap::new();
    for part in parts {
        state(part, true, part, &mut values);
    }
    values.values().find_map(Facts::conflict)
}

/// Adds what a condition says of values, where it has to be true, or false.
fn state<'e>(expr: &'e Expr, holds: bool, part: &'e Expr, values: &mut BTreeMap<String, Facts<'e>>) {
    match expr.expr_kind() {
        ExprKind::UnaryApp { op: UnaryOp::Not, arg } => state(arg, !holds, part, values),
        ExprKind::HasAttr { expr, attr } if !holds => {
            if let Some(path) = path(expr) {
                values.entry(format!("{path}.{attr}")).or_default().absent = Some(part);
            }
        }
        ExprKind::BinaryApp { op, arg1, arg2 } => {
            let sides = [(arg1, arg2, false), (arg2, arg1, true)];
            for (value, literal, swapped) in sides {
                if let (Some(path), ExprKind::Lit(literal)) = (path(value), literal.expr_kind()) {
                    let facts = values.entry(path).or_default();
                    facts.used = Some(part);
                    facts.compare(*op, literal, swapped, holds, part);
                }
            }
        }
        _ => {}
    }
}

/// A variable, or what is in one.
fn path(expr: &Expr) -> Option<String> {
    match expr.expr_kind() {
        ExprKind::Var(variable) => Some(variable.to_string()),
        ExprKind::GetAttr { expr, attr } => Some(format!("{}.{attr}", path(expr)?)),
        _ => None,
    }
}

impl<'e> Facts<'e> {
    fn compare(&mut self, op: BinaryOp, literal: &'e Literal, swapped: bool, holds: bool, part: &'e Expr) {
        match (op, literal) {
            (BinaryOp::Eq, _) if holds => self.equals.push((literal, part)),
            (BinaryOp::Eq, _) => self.differs.push((literal, part)),
            (BinaryOp::Less | BinaryOp::LessEq, Literal::Long(limit)) => {
                // `value < limit`, or its opposite `limit <= value`; swapped, `limit < value`.
                let strict = (op == BinaryOp::Less) == holds;
                match (swapped != holds, strict) {
                    (true, true) => self.below(limit.checked_sub(1), part),
                    (true, false) => self.below(Some(*limit), part),
                    (false, true) => self.above(limit.checked_add(1), part),
                    (false, false) => self.above(Some(*limit), part),
                }
            }
            _ => {}
        }
    }

    fn below(&mut self, limit: Option<i64>, part: &'e Expr) {
        if let Some(limit) = limit
            && self.high.is_none_or(|(high, _)| limit < high)
        {
            self.high = Some((limit, part));
        }
    }

    fn above(&mut self, limit: Option<i64>, part: &'e Expr) {
        if let Some(limit) = limit
            && self.low.is_none_or(|(low, _)| limit > low)
        {
            self.low = Some((limit, part));
        }
    }

    fn conflict(&self) -> Option<(&'e Expr, &'e Expr)> {
        let first = self.equals.first();
        let other = |(literal, _): &&(&Literal, &Expr)| first.is_some_and(|(value, _)| value != literal);
        let same = |(literal, _): &&(&Literal, &Expr)| first.is_some_and(|(value, _)| value == literal);
        let outside = |limit: Option<(i64, &'e Expr)>, is_outside: fn(i64, i64) -> bool| {
            let (value, (limit, part)) = (first?, limit?);
            matches!(value.0, Literal::Long(number) if is_outside(*number, limit)).then_some((value.1, part))
        };
        let equal = self.equals.iter().find(other).or_else(|| self.differs.iter().find(same));
        let bounds = self.low.zip(self.high).filter(|(low, high)| low.0 > high.0);
        None.or_else(|| Some((first?.1, equal?.1)))
            .or_else(|| outside(self.low, |number, low| number < low))
            .or_else(|| outside(self.high, |number, high| number > high))
            .or_else(|| bounds.map(|(low, high)| (low.1, high.1)))
            .or_else(|| self.absent.zip(self.used))
    }
}
