//! One rule, compiled.

use cel::{Context, Env, Value};
use portcullis_guest::prelude::*;

use crate::config::{self, Effect};
use crate::expression::Expression;
use crate::value::write;

/// A rule whose expressions are compiled.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) written: config::Rule,
    pub(crate) when: Expression,
    /// Pointers with their new values; none removes.
    pub(crate) edits: Vec<(String, Option<Expression>)>,
}

impl Rule {
    pub(crate) fn compile(written: config::Rule, at: &str, env: &Env, errors: &mut ConfigErrors) -> Option<Self> {
        misplaced(&written, at, errors);
        let when = Expression::compile(&written.when, &format!("{at}/when"), env, errors);
        let mut edits = Vec::new();
        for (index, edit) in written.edits.iter().enumerate() {
            let at = format!("{at}/edits/{index}");
            if !edit.pointer.starts_with('/') {
                let message =
                    format!("`{}` is not a JSON pointer to a value: write `/amount`", edit.pointer.escape_debug());
                errors.add(format!("{at}/pointer"), message);
            }
            let value =
                edit.value.as_ref().map(|value| Expression::compile(value, &format!("{at}/value"), env, errors));
            edits.push((edit.pointer.clone(), value.flatten()));
        }
        Some(Self { written, when: when?, edits })
    }

    /// The names that its expressions use.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        let edits = self.edits.iter().filter_map(|(_, value)| value.as_ref());
        edits.chain([&self.when]).flat_map(|expression| &expression.names)
    }

    /// Whether it fires. Anything but true and false is an error.
    pub(crate) fn fires(&self, context: &Context<'_, '_>) -> Result<bool, String> {
        match self.when.value(context) {
            Ok(Value::Bool(fires)) => Ok(fires),
            Ok(other) => Err(format!("it is a {}, not a boolean", other.type_of())),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Its changes, added to others.
    pub(crate) fn edit(&self, context: &Context<'_, '_>, edits: Edits) -> Result<Edits, String> {
        self.edits.iter().try_fold(edits, |edits, (pointer, value)| {
            let Some(value) = value else { return Ok(edits.remove(pointer)) };
            let value = value.value(context).map_err(|error| error.to_string())?;
            edits.set(pointer, write(&value)?).map_err(|error| error.to_string())
        })
    }

    pub(crate) fn code(&self) -> &str {
        self.written.code.as_deref().unwrap_or(&self.written.id)
    }

    pub(crate) fn detail(&self) -> &str {
        self.written.detail.as_deref().unwrap_or(&self.written.when)
    }
}

/// What its effect has no use for would silently not happen.
fn misplaced(rule: &config::Rule, at: &str, errors: &mut ConfigErrors) {
    let refuses = matches!(rule.effect, Effect::Deny | Effect::Escalate);
    for (there, fits, key, effects) in [
        (rule.code.is_some(), refuses, "code", "`deny` and `escalate`"),
        (rule.detail.is_some(), refuses, "detail", "`deny` and `escalate`"),
        (rule.message.is_some(), refuses, "message", "`deny` and `escalate`"),
        (!rule.approvers.is_empty(), rule.effect == Effect::Escalate, "approvers", "`escalate`"),
        (!rule.edits.is_empty(), rule.effect == Effect::Edit, "edits", "`edit`"),
    ] {
        if there && !fits {
            errors.add(format!("{at}/{key}"), format!("this belongs to rules with the effect {effects}"));
        }
    }
    if rule.effect == Effect::Edit && rule.edits.is_empty() {
        errors.add(format!("{at}/edits"), "nothing would change: add an edit");
    }
}
