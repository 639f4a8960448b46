//! What statements ask of which values.

use portcullis_conditions::{Condition, Domain, Kind, Literal};
use regorus::unstable::{AssignOp, BoolOp, Expr, Literal as Statement, LiteralStmt, Rule, RuleHead};

use super::rules::Rules;
use super::scope::{Local, string};

/// How deep rules that are conditions of rules are looked into.
const DEPTH: usize = 4;

pub(crate) struct Asks<'r> {
    rules: &'r Rules<'r>,
    local: &'r Local<'r>,
    depth: usize,
}

impl<'r> Asks<'r> {
    pub(crate) fn new(rules: &'r Rules<'r>, local: &'r Local<'r>) -> Self {
        Self { rules, local, depth: DEPTH }
    }

    /// The conditions of statements that have to hold together.
    pub(crate) fn all(&self, statements: &[LiteralStmt]) -> Vec<Condition> {
        statements.iter().flat_map(|statement| self.statement(statement)).collect()
    }

    /// The conditions that a statement comes to.
    pub(crate) fn statement(&self, statement: &LiteralStmt) -> Vec<Condition> {
        let line = statement.span.line;
        let whole = || vec![condition(self.local.statement(statement), truthy(), line)];
        if !statement.with_mods.is_empty() {
            return whole();
        }
        match &statement.literal {
            Statement::SomeVars { .. } => Vec::new(),
            Statement::Every { .. } => whole(),
            Statement::SomeIn { key, value, collection, .. } => {
                let mut all = whole();
                if let (None, Expr::Var { span, .. }) = (key, &**value)
                    && let Some(literals) = self.literals(collection)
                {
                    all.push(condition(span.text().to_owned(), Domain::one_of(literals), line));
                }
                all
            }
            Statement::Expr { expr, .. } => self.holds(expr, line),
            Statement::NotExpr { expr, .. } => vec![self.fails(expr, line)],
        }
    }

    fn holds(&self, expr: &Expr, line: u32) -> Vec<Condition> {
        if let Expr::Bool { value, .. } = expr {
            return match value.as_bool() {
                Ok(false) => vec![condition(String::new(), Domain::none(), line)],
                _ => Vec::new(),
            };
        }
        if let Some((key, domain)) = self.test(expr) {
            return vec![condition(key, domain, line)];
        }
        let mut all = vec![condition(self.local.text(expr), truthy(), line)];
        all.extend(self.behind(expr).into_iter().map(|behind| Condition { line, ..behind }));
        all
    }

    fn fails(&self, expr: &Expr, line: u32) -> Condition {
        let falsy = || Domain::one_of([Literal::Bool(false)]).or_absent();
        if let Expr::Bool { value, .. } = expr {
            let domain = if matches!(value.as_bool(), Ok(true)) { Domain::none() } else { Domain::any().or_absent() };
            return condition(String::new(), domain, line);
        }
        match self.test(expr).and_then(|(key, _)| Some((key, self.opposite(expr)?))) {
            Some((key, domain)) => condition(key, domain.or_absent(), line),
            None => condition(self.local.text(expr), falsy(), line),
        }
    }

    /// What an expression asks of one value; none where it is not that simple.
    fn test(&self, expr: &Expr) -> Option<(String, Domain)> {
        let (value, domain) = match expr {
            Expr::BoolExpr { op, lhs, rhs, .. } => self.comparison(op, lhs, rhs)?,
            Expr::AssignExpr { lhs, rhs, op: AssignOp::Eq | AssignOp::ColEq, .. } => {
                self.comparison(&BoolOp::Eq, lhs, rhs)?
            }
            Expr::Membership { key: None, value, collection, .. } => {
                (&**value, Domain::one_of(self.literals(collection)?))
            }
            Expr::Call { fcn, params, .. } => match params.as_slice() {
                [param] => (&**param, Domain::of(kinds(&self.local.text(fcn))?)),
                _ => return None,
            },
            _ => return None,
        };
        // `_` is another value each time: then all of the statement is what has to hold.
        if self.local.is_wild(expr) {
            return Some((self.local.text(expr), truthy()));
        }
        match self.rules.literal(value, self.local) {
            Some(known) if domain.admits(&known) => Some((String::new(), Domain::any().or_absent())),
            Some(_) => Some((String::new(), Domain::none())),
            None => Some((self.local.text(value), domain)),
        }
    }

    fn comparison<'e>(&self, op: &BoolOp, lhs: &'e Expr, rhs: &'e Expr) -> Option<(&'e Expr, Domain)> {
        let (value, literal, turned) = match (self.rules.literal(lhs, self.local), self.rules.literal(rhs, self.local))
        {
            (_, Some(literal)) => (lhs, literal, false),
            (Some(literal), None) => (rhs, literal, true),
            (None, None) => return None,
        };
        Some((value, against(op, &literal, turned)?))
    }

    /// What is asked where a test does not hold.
    fn opposite(&self, expr: &Expr) -> Option<Domain> {
        if self.local.is_wild(expr) {
            return Some(Domain::one_of([Literal::Bool(false)]));
        }
        match expr {
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                let op = match op {
                    BoolOp::Lt => BoolOp::Ge,
                    BoolOp::Le => BoolOp::Gt,
                    BoolOp::Eq => BoolOp::Ne,
                    BoolOp::Ge => BoolOp::Lt,
                    BoolOp::Gt => BoolOp::Le,
                    BoolOp::Ne => BoolOp::Eq,
                };
                let (value, domain) = self.comparison(&op, lhs, rhs)?;
                Some(self.settled(value, domain))
            }
            Expr::AssignExpr { lhs, rhs, .. } => {
                let (value, domain) = self.comparison(&BoolOp::Ne, lhs, rhs)?;
                Some(self.settled(value, domain))
            }
            Expr::Membership { value, collection, .. } => {
                Some(self.settled(value, Domain::none_of(self.literals(collection)?)))
            }
            Expr::Call { fcn, .. } => {
                let of = kinds(&self.local.text(fcn))?;
                // Lists, sets and objects are one kind here, so what is not one of them may be another.
                let others = Kind::ALL.into_iter().filter(|kind| *kind == Kind::Other || !of.contains(kind));
                Some(Domain::of(others))
            }
            _ => None,
        }
    }

    /// What is asked of a value that is known.
    fn settled(&self, value: &Expr, domain: Domain) -> Domain {
        match self.rules.literal(value, self.local) {
            Some(known) if domain.admits(&known) => Domain::any(),
            Some(_) => Domain::none(),
            None => domain,
        }
    }

    fn literals(&self, collection: &Expr) -> Option<Vec<Literal>> {
        let elements = self.rules.elements(collection, self.local)?;
        elements.into_iter().map(|element| self.rules.literal(element, self.local)).collect()
    }

    /// The conditions of the rule that an expression is, where that is the only way for it to hold, as far as they are about
    /// what is the same in all rules.
    fn behind(&self, expr: &Expr) -> Vec<Condition> {
        let Some(path) = self.local.path(expr).filter(|path| *path == self.local.text(expr)) else { return Vec::new() };
        let holds_otherwise = self.rules.default(&path).is_some_and(|value| !is(value, false));
        let Some(placed) = self.rules.only(&path).filter(|_| self.depth > 0 && !holds_otherwise) else {
            return Vec::new();
        };
        let Rule::Spec { head: RuleHead::Compr { refr, .. }, bodies, .. } = placed.rule else { return Vec::new() };
        // An object that rules add to is there even where they add nothing.
        let ([body], false) = (bodies.as_slice(), is_partial(refr)) else { return Vec::new() };
        let local = self.rules.local(placed);
        let asks = Asks { rules: self.rules, local: &local, depth: self.depth - 1 };
        let closed = |statement: &&LiteralStmt| match &statement.literal {
            Statement::Expr { expr, .. } | Statement::NotExpr { expr, .. } => !local.is_open(expr),
            _ => false,
        };
        body.query.stmts.iter().filter(closed).flat_map(|statement| asks.statement(statement)).collect()
    }
}

fn condition(key: String, domain: Domain, line: u32) -> Condition {
    Condition { key, domain, line }
}

/// Whether a head is of a member whose name is worked out.
fn is_partial(head: &Expr) -> bool {
    match head {
        Expr::RefDot { refr, .. } => is_partial(refr),
        Expr::RefBrack { refr, index, .. } => string(index).is_none() || is_partial(refr),
        _ => false,
    }
}

/// Whatever is not false holds.
fn truthy() -> Domain {
    Domain::none_of([Literal::Bool(false)])
}

fn is(expr: &Expr, expected: bool) -> bool {
    matches!(expr, Expr::Bool { value, .. } if value.as_bool().is_ok_and(|value| *value == expected))
}

/// What a comparison with a literal asks of the other side; `turned` where the literal stands on the left.
fn against(op: &BoolOp, literal: &Literal, turned: bool) -> Option<Domain> {
    let number = || if let Literal::Number(number) = literal { Some(*number) } else { None };
    Some(match (op, turned) {
        (BoolOp::Eq, _) => Domain::one_of([literal.clone()]),
        (BoolOp::Ne, _) => Domain::none_of([literal.clone()]),
        (BoolOp::Gt, false) | (BoolOp::Lt, true) => Domain::above(number()?, true),
        (BoolOp::Ge, false) | (BoolOp::Le, true) => Domain::above(number()?, false),
        (BoolOp::Lt, false) | (BoolOp::Gt, true) => Domain::below(number()?, true),
        (BoolOp::Le, false) | (BoolOp::Ge, true) => Domain::below(number()?, false),
    })
}

/// The kinds that a function is true of.
fn kinds(function: &str) -> Option<Vec<Kind>> {
    Some(match function {
        "is_null" => vec![Kind::Null],
        "is_boolean" => vec![Kind::Bool],
        "is_number" => vec![Kind::Number],
        "is_string" => vec![Kind::Text],
        "is_array" | "is_object" | "is_set" => vec![Kind::Other],
        _ => return None,
    })
}
