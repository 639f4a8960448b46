//! What is told to those who write rules and who ask why, from CEL's own tree.

mod asks;
mod explain;
mod shadow;
mod tree;
mod words;

use portcullis_guest::prelude::*;
use portcullis_guest::{Explanation, Remark, Tool};

use crate::policy::CelRules;

impl Author for CelRules {
    fn lint(&self, tools: &[Tool]) -> Vec<Remark> {
        let mut remarks = Vec::new();
        shadow::lint(self, &mut remarks);
        words::lint(self, tools, &mut remarks);
        remarks
    }

    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error> {
        Ok(Explanation { rules: explain::rules(self, event, payload)?, subject: None })
    }
}
