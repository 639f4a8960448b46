//! Which rules fired, and which nearly did.

use cel::common::ast::{Expr, operators};
use cel::{Context, IdedExpr, Value};
use portcullis_guest::prelude::*;
use portcullis_guest::{Error, Trace};

use super::asks::Asks;
use super::shadow::word;
use super::tree::{joined, line, literal, text, written};
use crate::event::context;
use crate::policy::CelRules;
use crate::rule::Rule;
use crate::value::write;

/// A rule that asks for another of these does not speak of the event.
const NARROWING: [&str; 4] = ["action", "phase", "target", "tool"];

/// How much of a value is shown.
const SHOWN: usize = 120;

/// What became of the rules. Nothing of this is done for a verdict.
pub(crate) fn rules(policy: &CelRules, event: &Event, payload: &Document) -> Result<Vec<Trace>, Error> {
    let context = context(event, payload, &policy.used, &policy.env)?;
    let (mut fired, mut nearly) = (Vec::new(), Vec::new());
    for rule in &policy.rules {
        match rule.fires(&context) {
            Ok(true) => {
                fired.push(Trace::fired(&*rule.written.id, format!("it holds, and {}", word(rule.written.effect))))
            }
            Ok(false) => nearly.extend(why_not(policy, rule, &context)),
            Err(reason) => fired.push(Trace::fired(&*rule.written.id, format!("it fails, which denies: {reason}"))),
        }
    }
    fired.extend(nearly);
    Ok(fired)
}

/// Why a rule does not hold, where it is one condition that keeps it from it, and not one on what the rule is about.
fn why_not(policy: &CelRules, rule: &Rule, context: &Context<'_, '_>) -> Option<Trace> {
    let parts = joined(rule.when.tree(), operators::LOGICAL_AND);
    let holds = |part: &IdedExpr| matches!(Value::resolve(part, context), Ok(Value::Bool(true)));
    let mut missing = parts.iter().enumerate().filter(|(_, part)| !holds(part));
    let (at, part) = missing.next()?;
    let asks = Asks { expression: &rule.when, env: &policy.env };
    let narrows = |part: &IdedExpr| asks.all(part).iter().any(|asked| NARROWING.contains(&asked.key.as_str()));
    if missing.next().is_some() || narrows(part) {
        return None;
    }
    let (source, all) = (rule.when.source(), &rule.when.written);
    let text = written(&parts, source, all).into_iter().nth(at)?;
    let why = format!("line {} does not hold: `{text}`{}", line(part, source, all), found(part, context));
    Some(Trace::nearly(&*rule.written.id, why))
}

/// The values of what an expression compares.
fn found(part: &IdedExpr, context: &Context<'_, '_>) -> String {
    let sides: Vec<&IdedExpr> = match &part.expr {
        Expr::Call(call) => call.target.iter().map(|target| &**target).chain(&call.args).collect(),
        _ => Vec::new(),
    };
    let is_name = |side: &&IdedExpr| matches!(side.expr, Expr::Select(_) | Expr::Ident(_)) && literal(side).is_none();
    let value = |side: &IdedExpr| {
        let value = write(&Value::resolve(side, context).ok()?).ok()?;
        Some(format!("`{}` is {}", text(side), short(&value.to_string())))
    };
    let found: Vec<String> = sides.into_iter().filter(is_name).filter_map(value).collect();
    if found.is_empty() { String::new() } else { format!(", where {}", found.join(" and ")) }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
