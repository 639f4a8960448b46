//! Which names an expression takes from outside.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, IdedEntryExpr};

/// The names that an expression does not bind itself, as macros such as `all` do.
pub(crate) fn free(expression: &IdedExpr) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(expression, &mut Vec::new(), &mut names);
    names
}

fn collect(expression: &IdedExpr, bound: &mut Vec<String>, names: &mut BTreeSet<String>) {
    match &expression.expr {
        Expr::Unspecified | Expr::Literal(_) => {}
        Expr::Ident(name) => {
            if !name.starts_with('@') && !bound.contains(name) {
                names.insert(name.clone());
            }
        }
        Expr::Select(select) => collect(&select.operand, bound, names),
        Expr::Call(call) => {
            call.target.iter().for_each(|target| collect(target, bound, names));
            call.args.iter().for_each(|argument| collect(argument, bound, names));
        }
        Expr::List(list) => list.elements.iter().for_each(|element| collect(element, bound, names)),
        Expr::Map(map) => entries(&map.entries, bound, names),
        Expr::Struct(written) => entries(&written.entries, bound, names),
        Expr::Comprehension(loops) => {
            collect(&loops.iter_range, bound, names);
            collect(&loops.accu_init, bound, names);
            let before = bound.len();
            bound.push(loops.iter_var.clone());
            bound.extend(loops.iter_var2.clone());
            bound.push(loops.accu_var.clone());
            for part in [&loops.loop_cond, &loops.loop_step, &loops.result] {
                collect(part, bound, names);
            }
            bound.truncate(before);
        }
    }
}

fn entries(entries: &[IdedEntryExpr], bound: &mut Vec<String>, names: &mut BTreeSet<String>) {
    for entry in entries {
        match &entry.expr {
            EntryExpr::StructField(field) => collect(&field.value, bound, names),
            EntryExpr::MapEntry(entry) => {
                collect(&entry.key, bound, names);
                collect(&entry.value, bound, names);
            }
        }
    }
}
