//! The rules of all modules, by their paths.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_conditions::{Conjunction, Literal};
use regorus::unstable::{Expr, Module, Ref, Rule, RuleBody, RuleHead, Span};

use super::asks::Asks;
use super::scope::{Local, Scope};
use crate::modules::GATHERED;

/// The rules of all modules.
pub(crate) struct Rules<'m> {
    pub(crate) scopes: Vec<Scope<'m>>,
    pub(crate) paths: BTreeSet<String>,
    by_path: BTreeMap<String, Vec<(usize, &'m Rule)>>,
}

/// A rule, where it is.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'r> {
    pub(crate) scope: &'r Scope<'r>,
    pub(crate) rule: &'r Rule,
}

/// One way in which a rule can hold: its head with one of its bodies.
pub(crate) struct Alternative<'r> {
    pub(crate) of: Placed<'r>,
    pub(crate) span: &'r Span,
    /// What it says where it holds, with the arguments that it is about.
    pub(crate) says: String,
    pub(crate) body: Option<&'r RuleBody>,
    /// Whether it says that wherever its conditions hold: what is worked out or looked up may be undefined.
    pub(crate) certain: bool,
    pub(crate) conditions: Conjunction,
    /// Whether it is part of a chain of `else`: those before it are asked first.
    pub(crate) chained: bool,
}

impl<'m> Rules<'m> {
    pub(crate) fn of(modules: &'m [Ref<Module>]) -> Self {
        let scopes: Vec<Scope<'m>> = modules.iter().map(|module| Scope::of(module)).collect();
        let gathered = format!("data.{GATHERED}");
        let scopes: Vec<Scope<'m>> = scopes.into_iter().filter(|scope| scope.package != gathered).collect();
        let mut by_path: BTreeMap<String, Vec<(usize, &'m Rule)>> = BTreeMap::new();
        for (at, scope) in scopes.iter().enumerate() {
            for rule in &scope.module.policy {
                by_path.entry(scope.path(name(rule))).or_default().push((at, rule));
            }
        }
        Self { scopes, paths: by_path.keys().cloned().collect(), by_path }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Placed<'_>)> {
        self.by_path.iter().flat_map(|(path, rules)| {
            rules.iter().filter_map(|(at, rule)| Some((path.as_str(), Placed { scope: self.scopes.get(*at)?, rule })))
        })
    }

    pub(crate) fn at(&self, path: &str) -> impl Iterator<Item = Placed<'_>> {
        let rules = self.by_path.get(path).into_iter().flatten();
        rules.filter_map(|(at, rule)| Some(Placed { scope: self.scopes.get(*at)?, rule }))
    }

    pub(crate) fn local<'r>(&'r self, placed: Placed<'r>) -> Local<'r> {
        placed.scope.local(placed.rule, &self.paths)
    }

    /// The rule that is all there is at a path.
    pub(crate) fn only(&self, path: &str) -> Option<Placed<'_>> {
        let mut rules = self.at(path).filter(|placed| matches!(placed.rule, Rule::Spec { .. }));
        let first = rules.next()?;
        rules.next().is_none().then_some(first)
    }

    /// What a rule without conditions says: the expression that a name stands for.
    pub(crate) fn constant(&self, path: &str) -> Option<&Expr> {
        match self.only(path)?.rule {
            Rule::Spec { head: RuleHead::Compr { assign: Some(assign), .. }, bodies, .. } if bodies.is_empty() => {
                Some(&assign.value)
            }
            _ => None,
        }
    }

    pub(crate) fn default(&self, path: &str) -> Option<&Expr> {
        self.at(path).find_map(|placed| match placed.rule {
            Rule::Default { value, args, .. } if args.is_empty() => Some(&**value),
            _ => None,
        })
    }

    /// The ways in which the rules of a path can hold, in order.
    pub(crate) fn alternatives<'r>(&'r self, path: &str) -> Vec<Alternative<'r>> {
        self.at(path).flat_map(|placed| self.alternatives_of(placed)).collect()
    }

    fn alternatives_of<'r>(&'r self, placed: Placed<'r>) -> Vec<Alternative<'r>> {
        let Rule::Spec { head, bodies, span } = placed.rule else { return Vec::new() };
        let local = self.local(placed);
        let chained = bodies.iter().any(|body| body.is_else);
        let alternative = |body: Option<&'r RuleBody>| {
            let statements = body.map(|body| body.query.stmts.as_slice()).unwrap_or_default();
            Alternative {
                of: placed,
                span: body.filter(|body| body.is_else).map_or(span, |body| &body.span),
                says: says(head, body, &local),
                certain: value(head, body).is_none_or(|value| {
                    let found = matches!(value, Expr::Var { .. }) && local.is_open(value);
                    found || self.literal(value, &local).is_some()
                }),
                body,
                conditions: Conjunction::of(Asks::new(self, &local).all(statements)),
                chained,
            }
        };
        if bodies.is_empty() { vec![alternative(None)] } else { bodies.iter().map(Some).map(alternative).collect() }
    }

    /// A value that is written out, or that a rule gives a name to.
    pub(crate) fn literal(&self, expr: &Expr, local: &Local<'_>) -> Option<Literal> {
        match expr {
            Expr::Null { .. } => Some(Literal::Null),
            Expr::Bool { value, .. } => value.as_bool().ok().map(|value| Literal::Bool(*value)),
            Expr::Number { value, .. } => value.as_number().ok()?.as_f64().map(Literal::Number),
            Expr::String { value, .. } | Expr::RawString { value, .. } => {
                value.as_string().ok().map(|text| Literal::Text(text.to_string()))
            }
            Expr::UnaryExpr { expr, .. } => match &**expr {
                Expr::Number { value, .. } => value.as_number().ok()?.as_f64().map(|value| Literal::Number(-value)),
                _ => None,
            },
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let constant = self.constant(&local.path(expr).filter(|path| *path == local.text(expr))?)?;
                if matches!(constant, Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. }) {
                    return None;
                }
                self.literal(constant, local)
            }
            _ => None,
        }
    }

    /// The elements of a list or set that is written out, or that a rule gives a name to.
    pub(crate) fn elements<'r>(&'r self, expr: &'r Expr, local: &Local<'_>) -> Option<Vec<&'r Expr>> {
        match expr {
            Expr::Array { items, .. } | Expr::Set { items, .. } => Some(items.iter().map(|item| &**item).collect()),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let path = local.path(expr).filter(|path| *path == local.text(expr))?;
                match self.constant(&path)? {
                    Expr::Array { items, .. } | Expr::Set { items, .. } => {
                        Some(items.iter().map(|item| &**item).collect())
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn name(rule: &Rule) -> &Expr {
    match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. } => refr,
        },
    }
}

/// What a rule says by one of its bodies; none for `true`.
fn value<'r>(head: &'r RuleHead, body: Option<&'r RuleBody>) -> Option<&'r Expr> {
    let of_head = match head {
        RuleHead::Set { key, .. } => return key.as_ref().map(|key| &**key),
        RuleHead::Compr { assign, .. } | RuleHead::Func { assign, .. } => assign.as_ref(),
    };
    let own = body.filter(|body| body.is_else).map(|body| body.assign.as_ref());
    own.unwrap_or(of_head).map(|assign| &*assign.value)
}

fn says(head: &RuleHead, body: Option<&RuleBody>, local: &Local<'_>) -> String {
    let said = value(head, body).map_or_else(|| "true".to_owned(), |value| local.text(value));
    match head {
        RuleHead::Compr { refr, .. } => format!("{} is {said}", local.text(refr)),
        RuleHead::Set { .. } => format!("contains {said}"),
        RuleHead::Func { args, .. } => format!("({}) is {said}", local.texts(args)),
    }
}
