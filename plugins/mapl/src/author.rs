//! What is told to those who write documents and who ask why.

use std::collections::BTreeSet;

use portcullis_guest::prelude::*;
use portcullis_guest::{Explanation, Remark, Tool};

use crate::decide::trace;
use crate::document::{Document as Policies, Section, is_model_pattern};
use crate::object::suggestion;
use crate::policy::Mapl;
use crate::text::pattern::{Pattern, Target};

impl Author for Mapl {
    fn lint(&self, tools: &[Tool]) -> Vec<Remark> {
        let known = self.warnings.iter().map(|odd| Remark::new(odd.code, &odd.pointer, &odd.message));
        let mut remarks: Vec<Remark> = known.collect();
        if !tools.is_empty() {
            let tools = Tools(tools.iter().filter_map(|tool| Some((Target::new(&tool.target)?, tool))).collect());
            self.policies.documents.iter().for_each(|document| tools.look(document, &mut remarks));
        }
        remarks
    }

    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error> {
        let subject = serde_json::to_value(self.rights(event)).map_err(|error| Error::new(error.to_string()))?;
        Ok(Explanation { rules: trace(&self.policies, event, payload)?, subject: Some(subject) })
    }
}

/// The tools that there are.
struct Tools<'t>(Vec<(Target<'t>, &'t Tool)>);

impl Tools<'_> {
    fn look(&self, document: &Policies, remarks: &mut Vec<Remark>) {
        for rule in document.resources.iter().chain(&document.denied_resources) {
            self.matches(&rule.says, &rule.at, remarks);
        }
        for section in &document.parameters {
            if self.matches(&section.pattern, &section.at, remarks) {
                let entries = section.entries.iter().map(|entry| (entry.pointer.as_str(), entry.spec.at.as_str()));
                self.arguments(section, entries, remarks);
            }
        }
        for section in &document.denied_parameters {
            if self.matches(&section.pattern, &section.at, remarks) {
                let entries = section.entries.iter().map(|entry| (entry.pointer.as_str(), section.at.as_str()));
                self.arguments(section, entries, remarks);
            }
        }
    }

    /// Whether a pattern matches a tool; says so where it should and does not.
    fn matches(&self, pattern: &Pattern, at: &str, remarks: &mut Vec<Remark>) -> bool {
        let text = pattern.text.as_str();
        // Operations of models are no tools, and other domains have none.
        if is_model_pattern(text) || text.ends_with("/embed") || !text.starts_with("tool:") {
            return self.0.iter().any(|(target, _)| pattern.catches(target));
        }
        let found = self.0.iter().any(|(target, _)| pattern.catches(target));
        if !found {
            let names: Vec<&str> = self.0.iter().map(|(_, tool)| tool.target.as_str()).collect();
            let near = suggestion(text, &names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let message = format!("`{text}` matches none of the {} tools{near}", names.len());
            remarks.push(Remark::new("unknown-tool", at, message));
        }
        found
    }

    /// Arguments that no tool takes which the section speaks of.
    fn arguments<'e, T>(
        &self,
        section: &Section<T>,
        entries: impl Iterator<Item = (&'e str, &'e str)>,
        remarks: &mut Vec<Remark>,
    ) {
        let tools: Vec<&Tool> =
            self.0.iter().filter(|(target, _)| section.pattern.catches(target)).map(|(_, tool)| *tool).collect();
        for (pointer, at) in entries {
            let Some(name) = pointer.split('/').nth(1) else { continue };
            let name = name.replace("~1", "/").replace("~0", "~");
            if tools.iter().any(|tool| tool.takes(&name) != Some(false)) {
                continue;
            }
            let taken: BTreeSet<&str> = tools.iter().flat_map(|tool| arguments(tool)).collect();
            let taken: Vec<&str> = taken.into_iter().collect();
            let near = suggestion(&name, &taken).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let message = format!("no tool that `{}` matches takes `{name}`{near}", section.pattern.text);
            remarks.push(Remark::new("unknown-argument", at, message));
        }
    }
}

fn arguments(tool: &Tool) -> impl Iterator<Item = &str> {
    let properties = tool.parameters.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    properties.into_iter().flatten().map(|(name, _)| name.as_str())
}
