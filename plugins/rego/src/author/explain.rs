//! Which rules fired, and which nearly did.

use portcullis_guest::prelude::*;
use portcullis_guest::{Error, Trace};
use regorus::unstable::{Expr, Literal, LiteralStmt, Rule, RuleHead, Span};
use regorus::{Engine, Value};

use super::asks::Asks;
use super::probes::Held;
use super::reach::Reached;
use super::rules::{Alternative, Rules};
use super::scope::Local;
use super::shadow::delegates;
use super::tree::written;
use crate::input::input;
use crate::policy::Rego;

/// A rule that asks another of these does not speak of the event.
const NARROWING: [&str; 5] = ["input.action", "input.event_type", "input.phase", "input.target", "input.tool_name"];

/// How much of a value is shown.
const SHOWN: usize = 120;

impl Rego {
    /// What became of the rules that are asked. Nothing of this is done for a verdict.
    pub(crate) fn explained(&self, event: &Event, payload: &Document) -> Result<Vec<Trace>, Error> {
        let input = input(event, payload, &self.resource_path, &self.used)?;
        let mut modules = self.modules.lock().map_err(|_| Error::new("an evaluation before this one failed"))?;
        modules.at(event.time_ms);
        let mut engine = modules.engine.clone();
        engine.set_input(input.clone());
        let rules = Rules::of(modules.engine.get_modules());
        let reached = Reached::from(&rules, self.entrypoint());
        let alternatives: Vec<(&str, Alternative<'_>)> = reached
            .paths
            .iter()
            .flat_map(|path| rules.alternatives(path).into_iter().map(move |one| (path.as_str(), one)))
            .filter(|(_, one)| one.body.is_some() && !is_function(one))
            .collect();
        let (paths, alternatives): (Vec<&str>, Vec<Alternative<'_>>) = alternatives.into_iter().unzip();
        let held = Held::ask(&engine, &rules, &alternatives)?;
        let mut asked = Asked { engine, input, rules: &rules };
        let (mut fired, mut nearly) = (Vec::new(), Vec::new());
        for path in &reached.paths {
            let of_path = || paths.iter().zip(&alternatives).enumerate().filter(|(_, (of, _))| *of == path);
            let mut by_default = rules.default(path);
            let mut chain_held = None;
            for (at, (_, alternative)) in of_path() {
                let chain: *const Rule = alternative.of.rule;
                let after = alternative.chained && chain_held == Some(chain);
                if held.holds(at) && !after {
                    by_default = None;
                    chain_held = Some(chain);
                    fired.push(Trace::fired(path, format!("{} holds", place(alternative))));
                } else if !after {
                    nearly.extend(asked.nearly(path, alternative, &held, at));
                }
            }
            if let Some(value) = by_default {
                let line = value.span().line;
                fired.push(Trace::fired(path, format!("no rule holds: line {line} says `{}`", one_line(value.span()))));
            }
        }
        fired.extend(nearly);
        Ok(fired)
    }
}

struct Asked<'r> {
    engine: Engine,
    input: Value,
    rules: &'r Rules<'r>,
}

impl Asked<'_> {
    /// A rule that one condition keeps from holding, which is not that it is about something else.
    fn nearly(&mut self, path: &str, alternative: &Alternative<'_>, held: &Held, at: usize) -> Option<Trace> {
        let body = alternative.body?;
        let local = self.rules.local(alternative.of);
        let [only] = held.would_hold_without(at, body.query.stmts.len()).try_into().ok()?;
        let statement = body.query.stmts.get::<usize>(only)?;
        let asks = Asks::new(self.rules, &local).statement(statement);
        if asks.iter().any(|condition| NARROWING.contains(&condition.key.as_str())) || delegates(&body.query) {
            return None;
        }
        let found = self.found(statement, &local).unwrap_or_default();
        let (line, text) = (statement.span.line, one_line(&statement.span));
        let why = format!("line {line} of `{}` does not hold: `{text}`{found}", alternative.of.scope.file());
        Some(Trace::nearly(path, why))
    }

    /// The values of a comparison's sides that are not written out.
    fn found(&mut self, statement: &LiteralStmt, local: &Local<'_>) -> Option<String> {
        let (Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. }) = &statement.literal else { return None };
        let sides: Vec<&Expr> = match &**expr {
            Expr::BoolExpr { lhs, rhs, .. } => vec![lhs, rhs],
            Expr::Membership { value, collection, .. } => vec![value, collection],
            Expr::Call { params, .. } => params.iter().map(|param| &**param).collect(),
            other => vec![other],
        };
        let found: Vec<String> = sides.into_iter().filter_map(|side| self.value(side, local)).collect();
        (!found.is_empty()).then(|| format!(", where {}", found.join(" and ")))
    }

    fn value(&mut self, side: &Expr, local: &Local<'_>) -> Option<String> {
        let path = local.path(side).filter(|path| *path == local.text(side))?;
        let value = match path.strip_prefix("input.") {
            Some(rest) => rest.split('.').fold(self.input.clone(), |value, name| value[name].clone()),
            None => self.engine.eval_rule(path.clone()).ok()?,
        };
        let text = one_line(side.span());
        Some(match value {
            Value::Undefined => format!("`{text}` is undefined"),
            value => format!("`{text}` is {}", short(&value.to_string())),
        })
    }
}

fn is_function(alternative: &Alternative<'_>) -> bool {
    matches!(alternative.of.rule, Rule::Spec { head: RuleHead::Func { .. }, .. })
}

fn place(alternative: &Alternative<'_>) -> String {
    format!("line {} of `{}`", alternative.span.line, alternative.of.scope.file())
}

fn one_line(span: &Span) -> String {
    written(span).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
