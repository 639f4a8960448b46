//! Reading CEL's tree: what stands where, and what is the same.

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, IdedEntryExpr, LiteralValue, SourceInfo, operators};
use portcullis_conditions::Literal;

/// The expressions right below one, each with the names that it binds there.
pub(crate) fn below(expression: &IdedExpr) -> Vec<(&IdedExpr, Vec<&str>)> {
    match &expression.expr {
        Expr::Unspecified | Expr::Literal(_) | Expr::Ident(_) => Vec::new(),
        Expr::Select(select) => vec![free(&select.operand)],
        Expr::Call(call) => call.target.iter().map(|target| &**target).chain(&call.args).map(free).collect(),
        Expr::List(list) => list.elements.iter().map(free).collect(),
        Expr::Map(map) => map.entries.iter().flat_map(entry).map(free).collect(),
        Expr::Struct(written) => written.entries.iter().flat_map(entry).map(free).collect(),
        Expr::Comprehension(loops) => {
            let mut names = vec![loops.iter_var.as_str(), loops.accu_var.as_str()];
            names.extend(loops.iter_var2.as_deref());
            let bound = [&loops.loop_cond, &loops.loop_step, &loops.result].map(|part| (part, names.clone()));
            [&loops.iter_range, &loops.accu_init].map(free).into_iter().chain(bound).collect()
        }
    }
}

fn free(expression: &IdedExpr) -> (&IdedExpr, Vec<&str>) {
    (expression, Vec::new())
}

fn entry(entry: &IdedEntryExpr) -> Vec<&IdedExpr> {
    match &entry.expr {
        EntryExpr::StructField(field) => vec![&field.value],
        EntryExpr::MapEntry(entry) => vec![&entry.key, &entry.value],
    }
}

/// Visits an expression and all below it, with the names that are bound there.
pub(crate) fn walk<'t>(expression: &'t IdedExpr, bound: &[&'t str], visit: &mut impl FnMut(&'t IdedExpr, &[&'t str])) {
    visit(expression, bound);
    for (part, names) in below(expression) {
        walk(part, &[bound, &names].concat(), visit);
    }
}

/// The arguments of an operator.
pub(crate) fn operands<'t>(expression: &'t IdedExpr, operator: &str) -> Option<&'t [IdedExpr]> {
    match &expression.expr {
        Expr::Call(call) if call.func_name == operator && call.target.is_none() => Some(&call.args),
        _ => None,
    }
}

/// What an operator that can stand in any order joins: `a && b && c`, however it is nested.
pub(crate) fn joined<'t>(expression: &'t IdedExpr, operator: &str) -> Vec<&'t IdedExpr> {
    match operands(expression, operator) {
        Some(operands) => operands.iter().flat_map(|operand| joined(operand, operator)).collect(),
        None => vec![expression],
    }
}

/// A value that is written out, as far as it is compared.
pub(crate) fn literal(expression: &IdedExpr) -> Option<Literal> {
    if let Some([negated]) = operands(expression, operators::NEGATE) {
        return match literal(negated)? {
            Literal::Number(number) => Some(Literal::Number(-number)),
            _ => None,
        };
    }
    let Expr::Literal(value) = &expression.expr else { return None };
    match value {
        LiteralValue::Null => Some(Literal::Null),
        LiteralValue::Boolean(value) => Some(Literal::Bool(**value)),
        LiteralValue::Int(value) => Literal::integer(**value),
        LiteralValue::UInt(value) => Literal::integer(i64::try_from(**value).ok()?),
        LiteralValue::Double(value) => Some(Literal::Number(**value)).filter(|_| value.is_finite()),
        LiteralValue::String(text) => Some(Literal::Text(text.inner().to_owned())),
        LiteralValue::Bytes(_) => None,
    }
}

/// A text that is the same wherever the same is meant. `args['a']` and `args.a` are.
pub(crate) fn text(expression: &IdedExpr) -> String {
    if let Some(literal) = literal(expression) {
        return literal.to_string();
    }
    match &expression.expr {
        Expr::Unspecified => String::new(),
        Expr::Literal(value) => format!("{value:?}"),
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) => match select.test {
            true => format!("has({}.{})", text(&select.operand), select.field),
            false => format!("{}.{}", text(&select.operand), select.field),
        },
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::INDEX, [of, index]) => match literal(index) {
                Some(Literal::Text(name)) => format!("{}.{name}", text(of)),
                _ => format!("{}[{}]", text(of), text(index)),
            },
            (name, arguments) => {
                let target = call.target.as_ref().map(|target| format!("{}.", text(target))).unwrap_or_default();
                format!("{target}{name}({})", arguments.iter().map(text).collect::<Vec<_>>().join(", "))
            }
        },
        Expr::List(list) => {
            let elements = list.elements.iter().map(text).collect::<Vec<_>>().join(", ");
            format!("[{elements}]{:?}", list.optional_indices)
        }
        Expr::Map(_) | Expr::Struct(_) => {
            let name = if let Expr::Struct(written) = &expression.expr { written.type_name.as_str() } else { "" };
            let fields: Vec<String> = below(expression).into_iter().map(|(part, _)| text(part)).collect();
            format!("{name}{{{}}}{}", fields.join(", "), names(expression))
        }
        Expr::Comprehension(loops) => {
            let parts: Vec<String> = below(expression).into_iter().map(|(part, _)| text(part)).collect();
            format!("loop({}, {:?}, {}, {})", loops.iter_var, loops.iter_var2, loops.accu_var, parts.join(", "))
        }
    }
}

/// The names of a struct's fields, and which entries are optional.
fn names(expression: &IdedExpr) -> String {
    let entries = match &expression.expr {
        Expr::Map(map) => &map.entries,
        Expr::Struct(written) => &written.entries,
        _ => return String::new(),
    };
    let name = |entry: &IdedEntryExpr| match &entry.expr {
        EntryExpr::StructField(field) => format!("{}{}", field.field, field.optional),
        EntryExpr::MapEntry(entry) => entry.optional.to_string(),
    };
    entries.iter().map(name).collect::<Vec<_>>().join(",")
}

/// Whether an expression is a name, or a field of one: nothing is worked out.
pub(crate) fn is_path(expression: &IdedExpr) -> bool {
    match &expression.expr {
        Expr::Ident(_) => true,
        Expr::Select(select) => !select.test && is_path(&select.operand),
        Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::INDEX, [of, index]) => is_path(of) && literal(index).is_some(),
            _ => false,
        },
        _ => false,
    }
}

/// Where an expression begins: the offset of its first part.
pub(crate) fn start(expression: &IdedExpr, source: &SourceInfo) -> usize {
    let mut first = None;
    walk(expression, &[], &mut |part, _| {
        let offset = source.offset_for(part.id).and_then(|(start, _)| usize::try_from(start).ok());
        first = first.into_iter().chain(offset).min();
    });
    first.unwrap_or_default()
}

/// The line on which an expression begins, from 1.
pub(crate) fn line(expression: &IdedExpr, source: &SourceInfo, written: &str) -> u32 {
    let before = written.get(..start(expression, source)).unwrap_or_default().matches('\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// What is written of each of some expressions that `&&` joins.
pub(crate) fn written(parts: &[&IdedExpr], source: &SourceInfo, written: &str) -> Vec<String> {
    let starts: Vec<usize> = parts.iter().map(|part| start(part, source)).collect();
    let until = |at: usize| starts.get(at + 1).copied().unwrap_or(written.len());
    let slice = |(at, start): (usize, &usize)| tidy(written.get(*start..until(at)).unwrap_or_default());
    starts.iter().enumerate().map(slice).collect()
}

/// In one line, without the `&&` and brackets that belong to what comes next.
fn tidy(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches(['(', ' ', '&', '!']);
    let (open, close) = (line.matches('(').count(), line.matches(')').count());
    let extra = close.saturating_sub(open);
    let kept = line.char_indices().rev().filter(|(_, letter)| *letter == ')').nth(extra.wrapping_sub(1));
    kept.filter(|_| extra > 0).map_or(line, |(at, _)| line.get(..at).unwrap_or(line)).trim_end().to_owned()
}
