//! What is told to those who write policies and who ask why.

use cedar_policy_core::evaluator::Evaluator;
use cedar_policy_core::extensions::Extensions;
use portcullis_guest::prelude::*;
use portcullis_guest::{Explanation, Remark, Tool, json};

use crate::explain::trace;
use crate::policy::Cedar;
use crate::{lint, lint_tools};

impl Author for Cedar {
    fn lint(&self, tools: &[Tool]) -> Vec<Remark> {
        let mut remarks = lint::check(self);
        remarks.extend(lint_tools::check(self, tools));
        remarks
    }

    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error> {
        let (request, entities) = self.asker.ask(event, payload)?;
        let named =
            |side: Option<&cedar_policy_core::ast::EntityUID>| side.map(ToString::to_string).unwrap_or_default();
        let (principal, action, resource) =
            (request.principal().uid(), request.action().uid(), request.resource().uid());
        let above = principal.into_iter().flat_map(|principal| match entities.entity(principal) {
            cedar_policy_core::entities::Dereference::Data(entity) => {
                entity.ancestors().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        });
        let mut above: Vec<String> = above.collect();
        above.sort();
        let subject = json!({
            "principal": named(principal),
            "in": above,
            "action": named(action),
            "resource": named(resource),
        });
        let evaluator = Evaluator::new(request.clone(), &entities, Extensions::all_available());
        let rules = self.rules.iter().filter_map(|rule| trace(rule, &evaluator)).collect();
        Ok(Explanation { rules, subject: Some(subject) })
    }
}
