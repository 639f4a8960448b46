//! What is told to those who write modules and who ask why, from regorus' own tree.

mod asks;
mod explain;
mod probes;
mod reach;
mod rules;
mod scope;
mod shadow;
mod tree;
mod words;

use portcullis_guest::prelude::*;
use portcullis_guest::{Explanation, Remark, Tool};
use regorus::unstable::Span;

use self::reach::Reached;
use self::rules::Rules;
use crate::modules::token;
use crate::policy::Rego;

impl Author for Rego {
    fn lint(&self, tools: &[Tool]) -> Vec<Remark> {
        let mut remarks = Vec::new();
        // Who failed in an evaluation is not asked again.
        let Ok(mut modules) = self.modules.lock() else { return remarks };
        let rules = Rules::of(modules.engine.get_modules());
        let reached = Reached::from(&rules, self.entrypoint());
        reached.lint(&rules, &mut remarks);
        shadow::lint(&rules, self.entrypoint(), &mut remarks);
        words::lint(&rules, tools, &mut remarks);
        remarks.sort_by(|one, two| (&one.pointer, one.line, &one.code).cmp(&(&two.pointer, two.line, &two.code)));
        remarks
    }

    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error> {
        let rules = self.explained(event, payload)?;
        Ok(Explanation { rules, subject: None })
    }
}

/// A remark on what stands at a span.
fn remark(code: &str, span: &Span, message: String) -> Remark {
    Remark::new(code, format!("/modules/{}", token(span.source.file())), message).on_line(span.line)
}

/// A line, for people: its number, and its file where that is another.
fn place(span: &Span, from: &Span) -> String {
    if span.source.file() == from.source.file() {
        format!("line {}", span.line)
    } else {
        format!("line {} of `{}`", span.line, span.source.file())
    }
}
