//! Rules of ours beside those of a package, which tell of each of its bodies whether it holds, and whether it would without
//! one of its statements.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_guest::Error;
use regorus::unstable::{Expr, Import, Literal, LiteralStmt, Span};
use regorus::{Engine, Value};

use super::rules::{Alternative, Rules};
use super::scope::Local;
use super::tree::{Part, of_statement, walk, written};
use crate::modules::told;

/// The name of the rule that is put beside those of a package.
const HELD: &str = "portcullis_held";

/// What holds for an event.
pub(crate) struct Held(BTreeSet<String>);

impl Held {
    /// Asks all bodies of `alternatives` at once.
    pub(crate) fn ask(engine: &Engine, rules: &Rules<'_>, alternatives: &[Alternative<'_>]) -> Result<Self, Error> {
        match Self::run(engine, rules, alternatives, true) {
            Ok(held) => Ok(held),
            // A body that can't do without a statement, though it looked so: then none is left out.
            Err(_) => Self::run(engine, rules, alternatives, false),
        }
    }

    fn run(engine: &Engine, rules: &Rules<'_>, alternatives: &[Alternative<'_>], less: bool) -> Result<Self, Error> {
        let mut engine = engine.clone();
        // What fails where it would not have been asked is no reason for anything.
        engine.set_strict_builtin_errors(false);
        let mut modules: BTreeMap<&str, (&Alternative<'_>, String)> = BTreeMap::new();
        for (at, alternative) in alternatives.iter().enumerate() {
            let Some(body) = alternative.body else { continue };
            let local = rules.local(alternative.of);
            let statements = &body.query.stmts;
            let (_, text) = modules.entry(alternative.of.scope.file()).or_insert_with(|| (alternative, String::new()));
            probe(text, &key(at, None), statements.iter(), alternative);
            for without in (0..statements.len()).filter(|at| less && can_go(statements, *at, &local)) {
                let rest =
                    statements.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, statement)| statement);
                probe(text, &key(at, Some(without)), rest, alternative);
            }
        }
        let mut held = BTreeSet::new();
        let mut packages = BTreeSet::new();
        for (file, (alternative, probes)) in modules {
            let scope = alternative.of.scope;
            let imports = scope.module.imports.iter().filter_map(|import: &Import| written(&import.span));
            let head = written(&scope.module.package.span).into_iter().chain(imports).collect::<Vec<_>>().join("\n");
            let text = format!("{head}\n{probes}");
            engine.add_policy(format!("{file} (asked)"), text).map_err(|error| Error::new(told(&error)))?;
            packages.insert(scope.package.as_str());
        }
        for package in packages {
            let value = engine.eval_rule(format!("{package}.{HELD}")).map_err(|error| Error::new(told(&error)))?;
            if let Value::Set(names) = value {
                held.extend(names.iter().filter_map(|name| name.as_string().ok()).map(|name| name.to_string()));
            }
        }
        Ok(Self(held))
    }

    /// Whether the body of an alternative holds.
    pub(crate) fn holds(&self, alternative: usize) -> bool {
        self.0.contains(&key(alternative, None))
    }

    /// The statements without each of which it would.
    pub(crate) fn would_hold_without(&self, alternative: usize, statements: usize) -> Vec<usize> {
        (0..statements).filter(|at| self.0.contains(&key(alternative, Some(*at)))).collect()
    }
}

fn key(alternative: usize, without: Option<usize>) -> String {
    without.map_or_else(|| alternative.to_string(), |without| format!("{alternative}-{without}"))
}

fn probe<'s>(
    text: &mut String,
    name: &str,
    statements: impl Iterator<Item = &'s LiteralStmt>,
    alternative: &Alternative<'_>,
) {
    let body: Vec<&str> = statements.filter_map(|statement| written(&statement.span)).collect();
    let body = if body.is_empty() { "true".to_owned() } else { body.join("\n") };
    let head = match alternative.of.scope.module.rego_v1 {
        true => format!("{HELD} contains \"{name}\" if"),
        false => format!("{HELD}[\"{name}\"]"),
    };
    text.push_str(&format!("{head} {{\n{body}\n}}\n"));
}

/// Whether a body can be asked without one of its statements: the others find no variable in it.
fn can_go(statements: &[LiteralStmt], at: usize, local: &Local<'_>) -> bool {
    let Some(statement) = statements.get(at) else { return false };
    let tests = match &statement.literal {
        Literal::NotExpr { .. } | Literal::Every { .. } => true,
        Literal::Expr { expr, .. } => {
            !matches!(&**expr, Expr::AssignExpr { .. } | Expr::Membership { key: Some(_), .. })
        }
        Literal::SomeVars { .. } | Literal::SomeIn { .. } => false,
    };
    // `xs[i]` finds an `i`, if nothing else does.
    let mut finds = false;
    walk(of_statement(statement), &mut |part| {
        if let Part::Expr(Expr::RefBrack { index, .. }) = part {
            walk(vec![Part::Expr(index)], &mut |part| {
                if let Part::Expr(Expr::Var { span, .. }) = part {
                    finds |= local.meaning(span.text()).is_none() && !is_found(statements, at, span);
                }
            });
        }
    });
    tests && !finds
}

/// Whether another statement gives a variable its value for sure.
fn is_found(statements: &[LiteralStmt], at: usize, variable: &Span) -> bool {
    let names = |expr: &Expr| {
        let mut names = false;
        walk(vec![Part::Expr(expr)], &mut |part| {
            names |= matches!(part, Part::Expr(Expr::Var { span, .. }) if span.text() == variable.text());
        });
        names
    };
    variable.text() == "_"
        || statements.iter().enumerate().filter(|(other, _)| *other != at).any(|(_, statement)| {
            match &statement.literal {
                Literal::SomeIn { key, value, .. } => key.iter().chain([value]).any(|expr| names(expr)),
                Literal::Expr { expr, .. } => matches!(&**expr, Expr::AssignExpr { lhs, .. } if names(lhs)),
                _ => false,
            }
        })
}
