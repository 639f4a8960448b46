//! Walking regorus' tree.

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, Query, Rule, RuleHead, Span};

/// A part of a rule.
#[derive(Clone, Copy)]
pub(crate) enum Part<'t> {
    Expr(&'t Expr),
    Query(&'t Query),
}

/// The parts right below an expression. Of a reference, only what stands in brackets: its root is a name of it.
pub(crate) fn below(expr: &Expr) -> Vec<Part<'_>> {
    match expr {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => Vec::new(),
        Expr::Array { items, .. } | Expr::Set { items, .. } => items.iter().map(|item| Part::Expr(item)).collect(),
        Expr::Object { fields, .. } => {
            fields.iter().flat_map(|(_, key, value)| [Part::Expr(key), Part::Expr(value)]).collect()
        }
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            vec![Part::Expr(term), Part::Query(query)]
        }
        Expr::ObjectCompr { key, value, query, .. } => vec![Part::Expr(key), Part::Expr(value), Part::Query(query)],
        Expr::Call { fcn, params, .. } => {
            std::iter::once(Part::Expr(fcn)).chain(params.iter().map(|param| Part::Expr(param))).collect()
        }
        Expr::UnaryExpr { expr, .. } => vec![Part::Expr(expr)],
        Expr::RefDot { .. } | Expr::RefBrack { .. } => {
            let (root, indices) = unfolded(expr);
            let root = if matches!(root, Expr::Var { .. }) { None } else { Some(root) };
            root.into_iter().chain(indices).map(Part::Expr).collect()
        }
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => vec![Part::Expr(lhs), Part::Expr(rhs)],
        Expr::Membership { key, value, collection, .. } => {
            key.iter().chain([value, collection]).map(|expr| Part::Expr(expr)).collect()
        }
    }
}

/// A reference's root, and what stands in its brackets.
fn unfolded(expr: &Expr) -> (&Expr, Vec<&Expr>) {
    let (mut root, mut indices) = (expr, Vec::new());
    loop {
        match root {
            Expr::RefDot { refr, .. } => root = refr,
            Expr::RefBrack { refr, index, .. } => {
                indices.push(&**index);
                root = refr;
            }
            _ => return (root, indices),
        }
    }
}

/// The expressions right in a statement, with those that `with` puts in.
pub(crate) fn of_statement(statement: &LiteralStmt) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = match &statement.literal {
        Literal::SomeVars { .. } => Vec::new(),
        Literal::SomeIn { key, value, collection, .. } => {
            key.iter().chain([value, collection]).map(|expr| Part::Expr(expr)).collect()
        }
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => vec![Part::Expr(expr)],
        Literal::Every { domain, query, .. } => vec![Part::Expr(domain), Part::Query(query)],
    };
    parts.extend(statement.with_mods.iter().flat_map(|with| [Part::Expr(&with.refr), Part::Expr(&with.r#as)]));
    parts
}

/// Everything in a rule but its own name.
pub(crate) fn of_rule(rule: &Rule) -> Vec<Part<'_>> {
    match rule {
        Rule::Default { value, .. } => vec![Part::Expr(value)],
        Rule::Spec { head, bodies, .. } => {
            let (name, said): (&Expr, Vec<&Expr>) = match head {
                RuleHead::Compr { refr, assign, .. } => (refr, assign.iter().map(|assign| &*assign.value).collect()),
                RuleHead::Set { refr, key, .. } => (refr, key.iter().map(|key| &**key).collect()),
                RuleHead::Func { refr, args, assign, .. } => {
                    (refr, args.iter().map(|arg| &**arg).chain(assign.iter().map(|assign| &*assign.value)).collect())
                }
            };
            let values = bodies.iter().filter_map(|body| body.assign.as_ref()).map(|assign| &*assign.value);
            let exprs = below(name).into_iter().chain(said.into_iter().chain(values).map(Part::Expr));
            exprs.chain(bodies.iter().map(|body| Part::Query(&body.query))).collect()
        }
    }
}

/// Visits parts and all below them, queries too.
pub(crate) fn walk<'t>(parts: Vec<Part<'t>>, visit: &mut impl FnMut(Part<'t>)) {
    for part in parts {
        visit(part);
        match part {
            Part::Expr(expr) => walk(below(expr), visit),
            Part::Query(query) => query.stmts.iter().for_each(|statement| walk(of_statement(statement), visit)),
        }
    }
}

/// The names that a rule declares itself, anywhere in it.
pub(crate) fn declared(rule: &Rule) -> Vec<String> {
    let mut names = Vec::new();
    let parts = of_rule(rule);
    if let Rule::Spec { head: RuleHead::Func { args, .. }, .. } = rule {
        args.iter().for_each(|argument| variables(argument, &mut names));
    }
    walk(parts, &mut |part| match part {
        Part::Expr(Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. }) => variables(lhs, &mut names),
        Part::Expr(_) => {}
        Part::Query(query) => query.stmts.iter().for_each(|statement| declares(statement, &mut names)),
    });
    names
}

fn declares(statement: &LiteralStmt, names: &mut Vec<String>) {
    match &statement.literal {
        Literal::SomeVars { vars, .. } => names.extend(vars.iter().map(|span| span.text().to_owned())),
        Literal::SomeIn { key, value, .. } => key.iter().chain([value]).for_each(|expr| variables(expr, names)),
        Literal::Every { key, value, .. } => {
            names.extend(key.iter().chain([value]).map(|span| span.text().to_owned()));
        }
        Literal::Expr { .. } | Literal::NotExpr { .. } => {}
    }
}

/// The variables of a pattern.
fn variables(expr: &Expr, names: &mut Vec<String>) {
    walk(vec![Part::Expr(expr)], &mut |part| {
        if let Part::Expr(Expr::Var { span, .. }) = part {
            names.push(span.text().to_owned());
        }
    });
}

/// What is written at a span. The span of a text begins and ends within its quotes.
pub(crate) fn written(span: &Span) -> Option<&str> {
    let text = span.source.contents();
    let (start, end) = (usize::try_from(span.start).ok()?, usize::try_from(span.end).ok()?);
    let quote = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(|byte| b"\"`".contains(byte));
    text.get(start - usize::from(quote(start.checked_sub(1)))..end + usize::from(quote(Some(end))))
}
