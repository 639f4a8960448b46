//! Names and values that no event has, and tools and arguments that nobody has.

use cel::IdedExpr;
use cel::common::ast::{Expr, operators};
use portcullis_conditions::{Conjunction, KINDS, Literal, Names, PHASES, SUBJECT, Tools, suggestion, unknown_value};
use portcullis_guest::{Remark, Tool};

use super::asks::Asks;
use super::tree::{line, literal, operands, text, walk};
use crate::expression::Expression;
use crate::policy::CelRules;
use crate::rule::Rule;

const NAMES: Names<'_> =
    Names { target: "target", tool: "tool", action: "action", phases: &[("phase", &["tool-call"])] };

pub(crate) fn lint(policy: &CelRules, tools: &[Tool], remarks: &mut Vec<Remark>) {
    let tools = Tools::new(tools);
    for (at, rule) in policy.rules.iter().enumerate() {
        let asks = Asks { expression: &rule.when, env: &policy.env };
        let about = tools.about(&Conjunction::of(asks.all(rule.when.tree())), &NAMES);
        let look = Look { tools, about: about.as_deref() };
        look.expression(&rule.when, &format!("/rules/{at}/when"), remarks);
        edits(at, rule, &look, remarks);
    }
}

fn edits(at: usize, rule: &Rule, look: &Look<'_>, remarks: &mut Vec<Remark>) {
    for (index, (pointer, value)) in rule.edits.iter().enumerate() {
        let place = format!("/rules/{at}/edits/{index}");
        let name = pointer.split('/').nth(1).unwrap_or_default().replace("~1", "/").replace("~0", "~");
        let message = look.about.and_then(|about| look.tools.unknown_argument(about, &name));
        remarks.extend(message.map(|said| Remark::new("unknown-argument", format!("{place}/pointer"), said)));
        if let Some(value) = value {
            look.expression(value, &format!("{place}/value"), remarks);
        }
    }
}

struct Look<'r> {
    tools: Tools<'r>,
    /// The tools that the rule may be about.
    about: Option<&'r [&'r Tool]>,
}

impl Look<'_> {
    fn expression(&self, expression: &Expression, pointer: &str, remarks: &mut Vec<Remark>) {
        let mut found = Vec::new();
        walk(expression.tree(), &[], &mut |part, bound| {
            let mut say = |code, of: &IdedExpr, message: Option<String>| {
                let line = line(of, expression.source(), &expression.written);
                found.extend(message.map(|message| Remark::new(code, pointer, message).on_line(line)));
            };
            if let Some((of, name)) = field(part).filter(|(of, _)| !bound.contains(of)) {
                say("unknown-name", part, unknown_name(of, &name));
                if of == "args" {
                    let unknown = self.about.and_then(|about| self.tools.unknown_argument(about, &name));
                    say("unknown-argument", part, unknown);
                }
            }
            for (compared, with) in compared(part) {
                let Some(value) = literal(with) else { continue };
                let key = text(compared);
                if bound.iter().any(|name| key.split('.').next() == Some(name)) {
                    continue;
                }
                let words: Option<&[&str]> = match key.as_str() {
                    "phase" => Some(&PHASES),
                    "subject.kind" => Some(&KINDS),
                    _ => None,
                };
                say("unknown-value", with, words.and_then(|words| unknown_value(&key, words, &value)));
                if let Literal::Text(value) = value {
                    say("unknown-tool", with, self.tool(&key, &value));
                }
            }
            if let Some((of, start)) = starts(part) {
                let unknown = (text(of) == "target").then(|| literal(start)).flatten();
                let Some(Literal::Text(value)) = unknown else { return };
                say("unknown-tool", start, self.tools.unknown_start(&value));
            }
        });
        remarks.extend(found);
    }

    fn tool(&self, key: &str, value: &str) -> Option<String> {
        match key {
            "target" => self.tools.unknown_target(value),
            "tool" => self.tools.unknown_name(value),
            _ => None,
        }
    }
}

/// A field of a name: `args.a`, `args["a"]`, `has(args.a)`.
fn field(part: &IdedExpr) -> Option<(&str, String)> {
    let (of, name) = match &part.expr {
        Expr::Select(select) => (&*select.operand, select.field.clone()),
        Expr::Call(_) => {
            let [of, index] = operands(part, operators::INDEX)? else { return None };
            let Some(Literal::Text(name)) = literal(index) else { return None };
            (of, name)
        }
        _ => return None,
    };
    if let Expr::Ident(of) = &of.expr { Some((of, name)) } else { None }
}

fn unknown_name(of: &str, name: &str) -> Option<String> {
    if of != "subject" || SUBJECT.contains(&name) {
        return None;
    }
    let near = suggestion(name, &SUBJECT).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Some(format!("`subject` has no `{name}`, so this fails{near}"))
}

/// What is compared with what, either way.
fn compared(part: &IdedExpr) -> Vec<(&IdedExpr, &IdedExpr)> {
    if let Some([of, list]) = operands(part, operators::IN) {
        let Expr::List(list) = &list.expr else { return Vec::new() };
        return list.elements.iter().map(|element| (of, element)).collect();
    }
    match operands(part, operators::EQUALS).or_else(|| operands(part, operators::NOT_EQUALS)) {
        Some([left, right]) => vec![(left, right), (right, left)],
        _ => Vec::new(),
    }
}

/// `a.startsWith(b)`.
fn starts(part: &IdedExpr) -> Option<(&IdedExpr, &IdedExpr)> {
    let Expr::Call(call) = &part.expr else { return None };
    let [start] = call.args.as_slice() else { return None };
    (call.func_name == "startsWith").then_some((call.target.as_deref()?, start))
}
