//! What a policy tells those who write and operate it. No event waits for it, so it may take what `configure` may.

use crate::{blocking::block_on, document::Document, event::Event, text::printable};

use super::{
    bindings::exports::portcullis::plugin::author as wit,
    configured::{Plugin, documents},
    convert,
    failure::{Failure, Malformed},
    limits::{AnswerBudget, Deadline, Limit, Tank},
    sandbox::Sandbox,
};

/// A tool that exists, or may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// What events about it have as their target: `tool:<app>/<operation>`.
    pub target: String,
    /// The JSON Schema of its arguments, where somebody knows it.
    pub parameters: Option<Document>,
}

/// Something in a config that was taken, and probably does not mean what its author thinks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Remark {
    /// Stable and machine-readable: `never-matches`, `shadowed`, `unknown-tool`, `unknown-argument`, and others.
    pub code: String,
    /// Where in the config: a JSON pointer.
    pub pointer: String,
    /// The line within the text at `pointer`, from 1, where that is a text of several lines.
    pub line: Option<u32>,
    /// What is odd, and what would be right.
    pub message: String,
}

/// How near a rule came to deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds for the event, and had its effect.
    Fired,
    /// It speaks of the event, and one of its conditions does not hold.
    Nearly,
}

/// What became of one rule at an event.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trace {
    /// The rule, by the name that violations and notes have for it.
    pub rule: String,
    /// How near it came.
    pub outcome: Outcome,
    /// What it did, or what kept it from doing so.
    pub why: String,
}

/// What led to a verdict.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The rules that matter, in the order in which the policy asks them.
    pub rules: Vec<Trace>,
    /// What holds for the event's subject, whatever it asks for: an object, of the plugin's own form.
    pub subject: Option<Document>,
}

impl Plugin {
    /// What the plugin finds odd about its config; with tools, also about what it says of them. None where the plugin can't
    /// tell: it exports no `author`.
    ///
    /// # Errors
    /// The ways in which a plugin fails. What it may use is what `configure` may.
    ///
    /// # Example
    /// ```no_run
    /// # fn example(pack: portcullis::pack::Pack) -> Result<(), portcullis::plugin::Failure> {
    /// for entry in pack.entries() {
    ///     for remark in entry.plugin().lint_blocking(&[])?.unwrap_or_default() {
    ///         println!("{} {}: {}", entry.id(), remark.pointer, remark.message);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn lint_blocking(&self, tools: &[Tool]) -> Result<Option<Vec<Remark>>, Failure> {
        block_on(async {
            let Some((mut sandbox, guest)) = self.author(None).await? else { return Ok(None) };
            let tools = tools.iter().map(|tool| wit::Tool {
                target: &tool.target,
                parameters: tool.parameters.as_ref().map(Document::text).unwrap_or_default(),
            });
            let tools: Vec<_> = tools.collect();
            let answer = guest.call_lint(sandbox.store(), &tools).await;
            let answer = sandbox.read(answer)?;
            let texts = answer.iter().flat_map(|remark| [&remark.code, &remark.pointer, &remark.message]);
            take(&sandbox, answer.len(), texts.map(String::as_str))?;
            Ok(Some(answer.iter().map(remark).collect()))
        })
    }

    /// What led to the policy's verdict on an event. None where the plugin can't tell: it exports no `author`.
    ///
    /// # Errors
    /// The ways in which a plugin fails. What it may use is what `configure` may.
    pub fn explain_blocking(&self, event: &Event) -> Result<Option<Explanation>, Failure> {
        block_on(async {
            let Some((mut sandbox, guest)) = self.author(Some(event)).await? else { return Ok(None) };
            let lists = convert::Lists::of(event);
            let answer = guest.call_explain(sandbox.store(), convert::event(event, &lists)).await;
            let answer = sandbox.read(answer)?.map_err(|text| convert::refusal(&text, sandbox.limits()))?;
            let texts = answer.rules.iter().flat_map(|trace| [&trace.rule, &trace.why]).chain(&answer.subject);
            take(&sandbox, answer.rules.len(), texts.map(String::as_str))?;
            let subject = answer.subject.map(Document::parse).transpose();
            let unreadable =
                |_| Failure::Malformed(Malformed::Unreadable("what it says of the subject is no JSON".into()));
            Ok(Some(Explanation {
                rules: answer.rules.iter().map(trace).collect(),
                subject: subject.map_err(unreadable)?,
            }))
        })
    }

    /// An instance whose author can be asked; with the event that it is asked about.
    async fn author(&self, event: Option<&Event>) -> Result<Option<(Sandbox, wit::Guest)>, Failure> {
        let (runtime, template) = (self.runtime(), self.template());
        let Some(indices) = &template.code().author else { return Ok(None) };
        let until = Deadline::start(&template.limits, Limit::ConfigureDeadline).at();
        let place = runtime.place(until).await.map_err(Failure::Busy)?;
        let _running = runtime.ticker().running();
        let mut sandbox = template.sandbox(place);
        template.rehearse(&mut sandbox);
        let instance = template.instance(&mut sandbox).await?;
        let guest = indices.load(sandbox.store(), &instance);
        let guest = sandbox.read(guest)?;
        if let Some(event) = event {
            sandbox.set_event(Some(documents(event, &event.payload)), event.time_ms, &event.id);
        }
        sandbox.arm(Tank::for_load(sandbox.limits()), Limit::ConfigureDeadline)?;
        Ok(Some((sandbox, guest)))
    }
}

fn take<'t>(sandbox: &Sandbox, items: usize, texts: impl IntoIterator<Item = &'t str>) -> Result<(), Failure> {
    AnswerBudget::new(sandbox.limits()).take(items, texts).map_err(Failure::Limit)
}

fn remark(remark: &wit::Remark) -> Remark {
    Remark {
        code: printable(&remark.code),
        pointer: printable(&remark.pointer),
        line: remark.line,
        message: printable(&remark.message),
    }
}

fn trace(trace: &wit::Trace) -> Trace {
    Trace {
        rule: printable(&trace.rule),
        outcome: match trace.outcome {
            wit::Outcome::Fired => Outcome::Fired,
            wit::Outcome::Nearly => Outcome::Nearly,
        },
        why: printable(&trace.why),
    }
}
