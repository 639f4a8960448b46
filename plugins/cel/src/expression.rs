//! One expression, compiled.

use std::collections::BTreeSet;

use cel::common::ast::SourceInfo;
use cel::{Context, Env, ExecutionError, IdedExpr, Program, Value};
use portcullis_guest::ConfigErrors;

use crate::event::{NAMES, TYPES};
use crate::names::free;

/// An expression that uses known names only.
#[derive(Debug)]
pub(crate) struct Expression {
    program: Program,
    pub(crate) written: String,
    pub(crate) names: BTreeSet<String>,
}

impl Expression {
    pub(crate) fn compile(text: &str, at: &str, env: &Env, errors: &mut ConfigErrors) -> Option<Self> {
        let program = match env.compile(text) {
            Ok(program) => program,
            Err(refused) => {
                for error in &refused.errors {
                    errors.add(at, format!("{}:{}: {}", error.pos.0, error.pos.1, error.msg));
                }
                return None;
            }
        };
        let mut names = free(program.expression());
        names.retain(|name| !TYPES.contains(&name.as_str()));
        let unknown: Vec<_> = names.iter().filter(|name| !NAMES.contains(&name.as_str())).collect();
        for name in &unknown {
            let known = NAMES.join("`, `");
            errors.add(at, format!("there is nothing called `{name}`: there are `{known}`"));
        }
        if unknown.is_empty() { Some(Self { program, written: text.to_owned(), names }) } else { None }
    }

    pub(crate) fn tree(&self) -> &IdedExpr {
        self.program.expression()
    }

    /// Where what of the tree stands.
    pub(crate) fn source(&self) -> &SourceInfo {
        self.program.source_info()
    }

    pub(crate) fn value(&self, context: &Context<'_, '_>) -> Result<Value, ExecutionError> {
        self.program.execute(context)
    }
}
