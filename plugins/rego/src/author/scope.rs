//! What names mean within a rule.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Expr, Literal, LiteralStmt, Module, Rule, Span};

use super::tree::{Part, declared, walk};

/// A module, with what its names mean.
pub(crate) struct Scope<'m> {
    pub(crate) module: &'m Module,
    /// The package's path, with `data`.
    pub(crate) package: String,
    imports: BTreeMap<String, String>,
}

/// The names within one rule.
pub(crate) struct Local<'s> {
    scope: &'s Scope<'s>,
    rules: &'s BTreeSet<String>,
    declared: BTreeSet<String>,
}

impl<'m> Scope<'m> {
    pub(crate) fn of(module: &'m Module) -> Self {
        let package = format!("data.{}", plain(&module.package.refr));
        let imports = module.imports.iter().filter_map(|import| {
            let path = plain(&import.refr);
            let name = import.r#as.as_ref().map_or_else(|| last(&path).to_owned(), |name| name.text().to_owned());
            let language = path.starts_with("future.keywords") || path == "rego.v1";
            (!language).then_some((name, path))
        });
        Self { module, package, imports: imports.collect() }
    }

    pub(crate) fn file(&self) -> &str {
        self.module.package.span.source.file()
    }

    /// The path of a rule by its head, as far as it is written out.
    pub(crate) fn path(&self, head: &Expr) -> String {
        format!("{}.{}", self.package, plain(head))
    }

    /// Imports, by the names that modules use for them, with where they stand.
    pub(crate) fn imported(&self) -> impl Iterator<Item = (&str, &Span)> {
        self.imports.iter().filter_map(|(name, path)| {
            let import = self.module.imports.iter().find(|import| plain(&import.refr) == *path)?;
            Some((name.as_str(), &import.span))
        })
    }

    pub(crate) fn local<'s>(&'s self, rule: &Rule, rules: &'s BTreeSet<String>) -> Local<'s> {
        Local { scope: self, rules, declared: declared(rule).into_iter().collect() }
    }
}

impl Local<'_> {
    /// What a name stands for outside of its rule; none for a variable.
    pub(crate) fn meaning(&self, name: &str) -> Option<String> {
        if name == "input" || name == "data" {
            return Some(name.to_owned());
        }
        if self.declared.contains(name) {
            return None;
        }
        let own = format!("{}.{name}", self.scope.package);
        let inner = format!("{own}.");
        if self.rules.contains(&own)
            || self.rules.range(inner.clone()..).next().is_some_and(|it| it.starts_with(&inner))
        {
            return Some(own);
        }
        self.scope.imports.get(name).cloned()
    }

    /// Whether an expression has variables: what it comes to depends on the rest of its rule.
    pub(crate) fn is_open(&self, expr: &Expr) -> bool {
        let mut open = false;
        walk(vec![Part::Expr(expr)], &mut |part| {
            if let Part::Expr(expr) = part {
                open |= root(expr).is_some_and(|name| name == "_" || self.meaning(name).is_none());
            }
        });
        open
    }

    /// Whether an expression has a `_`, which is another value each time.
    pub(crate) fn is_wild(&self, expr: &Expr) -> bool {
        let mut wild = false;
        walk(vec![Part::Expr(expr)], &mut |part| wild |= matches!(part, Part::Expr(expr) if root(expr) == Some("_")));
        wild
    }

    /// The path of a reference to something outside of the rule, up to the first part that is not written out.
    pub(crate) fn path(&self, expr: &Expr) -> Option<String> {
        let mut path = self.meaning(root(expr)?)?;
        let mut fields = Vec::new();
        let mut at = expr;
        loop {
            at = match at {
                Expr::RefDot { refr, field, .. } => {
                    fields.push(Some(field.0.text()));
                    refr
                }
                Expr::RefBrack { refr, index, .. } => {
                    fields.push(string(index));
                    refr
                }
                _ => break,
            };
        }
        for field in fields.into_iter().rev() {
            let Some(field) = field else { break };
            path.push('.');
            path.push_str(field);
        }
        Some(path)
    }

    /// A text that is the same wherever the same is meant.
    pub(crate) fn text(&self, expr: &Expr) -> String {
        match expr {
            Expr::Var { span, .. } => self.meaning(span.text()).unwrap_or_else(|| span.text().to_owned()),
            Expr::RefDot { refr, field, .. } => format!("{}.{}", self.text(refr), field.0.text()),
            Expr::RefBrack { refr, index, .. } => match string(index) {
                Some(name) => format!("{}.{name}", self.text(refr)),
                None => format!("{}[{}]", self.text(refr), self.text(index)),
            },
            Expr::String { value, .. } | Expr::RawString { value, .. } | Expr::Number { value, .. } => {
                value.to_string()
            }
            Expr::Bool { .. } | Expr::Null { .. } => expr.span().text().to_owned(),
            Expr::Array { items, .. } => format!("[{}]", self.texts(items)),
            Expr::Set { items, .. } => format!("{{{}}}", self.texts(items)),
            Expr::Object { fields, .. } => {
                let pairs = fields.iter().map(|(_, key, value)| format!("{}: {}", self.text(key), self.text(value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            Expr::ArrayCompr { term, query, .. } => format!("[{} | {}]", self.text(term), self.query(&query.stmts)),
            Expr::SetCompr { term, query, .. } => format!("{{{} | {}}}", self.text(term), self.query(&query.stmts)),
            Expr::ObjectCompr { key, value, query, .. } => {
                format!("{{{}: {} | {}}}", self.text(key), self.text(value), self.query(&query.stmts))
            }
            Expr::Call { fcn, params, .. } => format!("{}({})", self.text(fcn), self.texts(params)),
            Expr::UnaryExpr { expr, .. } => format!("-{}", self.text(expr)),
            Expr::BinExpr { op, lhs, rhs, .. } => format!("({} {op:?} {})", self.text(lhs), self.text(rhs)),
            Expr::ArithExpr { op, lhs, rhs, .. } => format!("({} {op:?} {})", self.text(lhs), self.text(rhs)),
            Expr::BoolExpr { op, lhs, rhs, .. } => format!("({} {op:?} {})", self.text(lhs), self.text(rhs)),
            Expr::AssignExpr { op, lhs, rhs, .. } => format!("({} {op:?} {})", self.text(lhs), self.text(rhs)),
            Expr::Membership { key, value, collection, .. } => {
                let key = key.as_ref().map(|key| format!("{}, ", self.text(key))).unwrap_or_default();
                format!("({key}{} in {})", self.text(value), self.text(collection))
            }
        }
    }

    pub(crate) fn texts<E: AsRef<Expr>>(&self, exprs: &[E]) -> String {
        exprs.iter().map(|expr| self.text(expr.as_ref())).collect::<Vec<_>>().join(", ")
    }

    /// A statement's text, with `with`.
    pub(crate) fn statement(&self, statement: &LiteralStmt) -> String {
        let said = match &statement.literal {
            Literal::SomeVars { vars, .. } => {
                format!("some {}", vars.iter().map(Span::text).collect::<Vec<_>>().join(", "))
            }
            Literal::SomeIn { key, value, collection, .. } => {
                let key = key.as_ref().map(|key| format!("{}, ", self.text(key))).unwrap_or_default();
                format!("some {key}{} in {}", self.text(value), self.text(collection))
            }
            Literal::Expr { expr, .. } => self.text(expr),
            Literal::NotExpr { expr, .. } => format!("not {}", self.text(expr)),
            Literal::Every { key, value, domain, query, .. } => {
                let key = key.as_ref().map(|key| format!("{}, ", key.text())).unwrap_or_default();
                format!("every {key}{} in {} {{{}}}", value.text(), self.text(domain), self.query(&query.stmts))
            }
        };
        let with = statement.with_mods.iter();
        with.fold(said, |said, with| format!("{said} with {} as {}", self.text(&with.refr), self.text(&with.r#as)))
    }

    fn query(&self, statements: &[LiteralStmt]) -> String {
        statements.iter().map(|statement| self.statement(statement)).collect::<Vec<_>>().join("; ")
    }
}

/// The name that a reference begins with.
pub(crate) fn root(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Var { span, .. } => Some(span.text()),
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root(refr),
        _ => None,
    }
}

/// A text that is written out, without its quotes.
pub(crate) fn string(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => value.as_string().ok().map(|text| &**text),
        _ => None,
    }
}

/// A path as it is written, up to its first part that is not written out.
fn plain(expr: &Expr) -> String {
    match expr {
        Expr::Var { span, .. } => span.text().to_owned(),
        Expr::RefDot { refr, field, .. } => format!("{}.{}", plain(refr), field.0.text()),
        Expr::RefBrack { refr, index, .. } => match string(index) {
            Some(name) => format!("{}.{name}", plain(refr)),
            None => plain(refr),
        },
        _ => String::new(),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
