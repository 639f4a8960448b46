use serde_json::Value;

use crate::{Document, Error, Event, Policy};

/// A policy that can say more than its verdicts: what is odd about its config, and what led to a verdict. Exported with
/// `export_policy!(Mine, author)`. No event waits for either: `portcullis pack lint` and `portcullis check --explain` ask.
///
/// ```
/// use portcullis_guest::{Explanation, Outcome, Remark, Tool, Trace, prelude::*};
///
/// /// Nobody but these may call the tool.
/// struct Callers(Vec<String>);
/// # impl Policy for Callers {
/// #     type Config = Vec<String>;
/// #     const NAME: &str = "callers";
/// #     const VERSION: &str = "0.1.0";
/// #     fn configure(callers: Vec<String>) -> Result<Self, ConfigErrors> { Ok(Self(callers)) }
/// #     fn evaluate(&self, event: &Event, _: &Document) -> Result<Verdict, Error> { Ok(Verdict::allow()) }
/// # }
///
/// impl Author for Callers {
///     fn lint(&self, _tools: &[Tool]) -> Vec<Remark> {
///         let twice = |at: &usize| self.0[..*at].contains(&self.0[*at]);
///         (0..self.0.len()).filter(twice).map(|at| Remark::new("twice", format!("/{at}"), "is named before")).collect()
///     }
///
///     fn explain(&self, event: &Event, _payload: &Document) -> Result<Explanation, Error> {
///         let fired = self.0.iter().filter(|caller| **caller == event.subject.id);
///         Ok(Explanation { rules: fired.map(|caller| Trace::fired(caller, "the caller is named")).collect(), subject: None })
///     }
/// }
///
/// export_policy!(Callers, author);
/// assert_eq!(Callers(vec!["a".into(), "b".into(), "a".into()]).lint(&[])[0].pointer, "/2");
/// ```
pub trait Author: Policy {
    /// What is odd about the config that the policy was made of: rules that can never match or that others shadow; and, of
    /// the tools that there are, names and arguments that none of them has. Without tools nothing is said of tools.
    fn lint(&self, tools: &[Tool]) -> Vec<Remark>;

    /// What leads to the verdict on an event.
    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error>;
}

/// A tool that exists, or may be called.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// What events about it have as their target: `tool:<app>/<operation>`.
    pub target: String,
    /// The JSON Schema of its arguments, where somebody knows it.
    pub parameters: Option<Value>,
}

impl Tool {
    /// Whether the tool has an argument of this name; none where nobody knows.
    #[must_use]
    pub fn takes(&self, argument: &str) -> Option<bool> {
        let properties = self.parameters.as_ref()?.get("properties")?.as_object()?;
        let open =
            self.parameters.as_ref()?.get("additionalProperties").is_some_and(|more| *more != Value::Bool(false));
        if properties.contains_key(argument) {
            Some(true)
        } else if open {
            None
        } else {
            Some(false)
        }
    }
}

/// Something in a config that probably does not mean what its author thinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Stable and machine-readable: `never-matches`, `shadowed`, `unknown-tool`, `unknown-argument`, or another.
    pub code: String,
    /// Where in the config: a JSON pointer.
    pub pointer: String,
    /// The line within the text at `pointer`, from 1, where that is a text of several lines.
    pub line: Option<u32>,
    /// What is odd, and what would be right.
    pub message: String,
}

impl Remark {
    /// A remark on what stands at a pointer.
    pub fn new(code: impl Into<String>, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), pointer: pointer.into(), line: None, message: message.into() }
    }

    /// The same, of a line in the text there, from 1.
    #[must_use]
    pub fn on_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

/// How near a rule came to deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds for the event, and had its effect.
    Fired,
    /// It speaks of the event, and one of its conditions does not hold.
    Nearly,
}

/// What became of one rule at an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The rule, by the name that violations and notes have for it.
    pub rule: String,
    /// How near it came.
    pub outcome: Outcome,
    /// What it did, or what kept it from doing so.
    pub why: String,
}

impl Trace {
    /// A rule that had its effect.
    pub fn fired(rule: impl Into<String>, why: impl Into<String>) -> Self {
        Self { rule: rule.into(), outcome: Outcome::Fired, why: why.into() }
    }

    /// A rule that speaks of the event, and did not hold.
    pub fn nearly(rule: impl Into<String>, why: impl Into<String>) -> Self {
        Self { rule: rule.into(), outcome: Outcome::Nearly, why: why.into() }
    }
}

/// What led to a verdict.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// The rules that matter, in the order in which the policy asks them.
    pub rules: Vec<Trace>,
    /// What holds for the event's subject, whatever it asks for: an object, of the plugin's own form.
    pub subject: Option<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn a_tool_takes_what_its_schema_names() {
        let tool = |parameters| Tool { target: "tool:a/b".to_owned(), parameters };
        let schema = json!({ "properties": { "amount": {} } });
        assert_eq!(tool(Some(schema.clone())).takes("amount"), Some(true));
        assert_eq!(tool(Some(schema)).takes("amuont"), Some(false));
        assert_eq!(tool(None).takes("amount"), None);
        let open = json!({ "properties": { "amount": {} }, "additionalProperties": true });
        assert_eq!(tool(Some(open)).takes("other"), None);
    }
}
