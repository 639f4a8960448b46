//! Names and values that no event has, and tools and arguments that nobody has.

use portcullis_conditions::{EVENT_TYPES, KINDS, Literal, Names, PHASES, SUBJECT, Tools, suggestion, unknown_value};
use portcullis_guest::{Remark, Tool};
use regorus::unstable::{AssignOp, BoolOp, Expr, Literal as Statement};

use super::remark;
use super::rules::{Alternative, Placed, Rules};
use super::scope::{Local, string};
use super::tree::{Part, of_rule, of_statement, walk};
use crate::input::FIELDS;

const NAMES: Names<'_> = Names {
    target: "input.target",
    tool: "input.tool_name",
    action: "input.action",
    phases: &[("input.phase", &["tool-call"]), ("input.event_type", &["tool_call"])],
};

pub(crate) fn lint(rules: &Rules<'_>, tools: &[Tool], remarks: &mut Vec<Remark>) {
    let tools = Tools::new(tools);
    for (_, placed) in rules.all() {
        let look = Look { rules, local: &rules.local(placed), tools };
        walk(of_rule(placed.rule), &mut |part| look.at(part, remarks));
    }
    for path in &rules.paths {
        for alternative in rules.alternatives(path) {
            if let Some(about) = tools.about(&alternative.conditions, &NAMES) {
                arguments(rules, &alternative, tools, &about, remarks);
            }
        }
    }
}

struct Look<'r> {
    rules: &'r Rules<'r>,
    local: &'r Local<'r>,
    tools: Tools<'r>,
}

impl Look<'_> {
    fn at(&self, part: Part<'_>, remarks: &mut Vec<Remark>) {
        match part {
            Part::Query(query) => {
                for statement in &query.stmts {
                    if let Statement::SomeIn { key: None, value, collection, .. } = &statement.literal {
                        self.elements(value, collection, remarks);
                    }
                }
            }
            Part::Expr(expr) => {
                self.field(expr, remarks);
                match expr {
                    Expr::BoolExpr { op: BoolOp::Eq | BoolOp::Ne, lhs, rhs, .. }
                    | Expr::AssignExpr { op: AssignOp::Eq | AssignOp::ColEq, lhs, rhs, .. } => {
                        self.value(lhs, rhs, remarks);
                        self.value(rhs, lhs, remarks);
                    }
                    Expr::Membership { value, collection, .. } => self.elements(value, collection, remarks),
                    Expr::Call { fcn, params, .. } => self.start(&self.local.text(fcn), params, remarks),
                    _ => {}
                }
            }
        }
    }

    /// A name that `input` does not have.
    fn field(&self, expr: &Expr, remarks: &mut Vec<Remark>) {
        let Some(path) = self.local.path(expr).filter(|path| path.starts_with("input.")) else { return };
        let mut names = path.split('.').skip(1);
        let (Some(first), second) = (names.next(), names.next()) else { return };
        let (of, name, known): (_, _, &[&str]) = match (first, second) {
            (first, _) if !FIELDS.contains(&first) => ("input", first, &FIELDS),
            ("subject", Some(second)) if !SUBJECT.contains(&second) => ("input.subject", second, &SUBJECT),
            _ => return,
        };
        let near = suggestion(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        remarks.push(remark("unknown-name", expr.span(), format!("`{of}` has no `{name}`{near}")));
    }

    fn elements(&self, value: &Expr, collection: &Expr, remarks: &mut Vec<Remark>) {
        for element in self.rules.elements(collection, self.local).into_iter().flatten() {
            self.value(value, element, remarks);
        }
    }

    /// A value that something is compared with and never is.
    fn value(&self, compared: &Expr, with: &Expr, remarks: &mut Vec<Remark>) {
        let Some(literal) = self.rules.literal(with, self.local) else { return };
        let key = self.local.text(compared);
        let words: Option<&[&str]> = match key.as_str() {
            "input.phase" => Some(&PHASES),
            "input.event_type" => Some(&EVENT_TYPES),
            "input.subject.kind" => Some(&KINDS),
            _ => None,
        };
        if let Some(message) = words.and_then(|words| unknown_value(&key, words, &literal)) {
            remarks.push(remark("unknown-value", with.span(), message));
        }
        let Literal::Text(text) = literal else { return };
        let message = match key.as_str() {
            "input.target" => self.tools.unknown_target(&text),
            "input.tool_name" => self.tools.unknown_name(&text),
            _ => None,
        };
        remarks.extend(message.map(|message| remark("unknown-tool", with.span(), message)));
    }

    fn start<E: AsRef<Expr>>(&self, function: &str, params: &[E], remarks: &mut Vec<Remark>) {
        let [of, start] = params else { return };
        let (of, start) = (of.as_ref(), start.as_ref());
        if function != "startswith" || self.local.text(of) != "input.target" {
            return;
        }
        let message = string(start).and_then(|start| self.tools.unknown_start(start));
        remarks.extend(message.map(|message| remark("unknown-tool", start.span(), message)));
    }
}

/// Arguments that none of the tools takes which an alternative may be about.
fn arguments(
    rules: &Rules<'_>,
    alternative: &Alternative<'_>,
    tools: Tools<'_>,
    about: &[&Tool],
    remarks: &mut Vec<Remark>,
) {
    let placed: Placed<'_> = alternative.of;
    let local = rules.local(placed);
    let statements = alternative.body.map(|body| body.query.stmts.as_slice()).unwrap_or_default();
    walk(statements.iter().flat_map(of_statement).collect(), &mut |part| {
        let Part::Expr(expr) = part else { return };
        let Some(path) = local.path(expr) else { return };
        let Some(name) = path.strip_prefix("input.args.").and_then(|rest| rest.split('.').next()) else { return };
        let message = tools.unknown_argument(about, name);
        remarks.extend(message.map(|message| remark("unknown-argument", expr.span(), message)));
    });
}
