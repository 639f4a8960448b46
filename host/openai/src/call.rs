//! One call's way, from what the model sent to what the model reads.

use async_openai::types::chat::ChatCompletionMessageToolCalls;
use portcullis::{
    decision::{Decision, Effect},
    document::{Document, Kind},
    event::Phase,
};
use serde_json::Value;
use tracing::{Span, field};

use crate::{
    ToolAdapter, catch, exact,
    handler::Failure,
    message,
    report::{CallReport, Outcome},
    text,
    tool::Tool,
};

/// So much of what handlers say of their failures is logged, in characters.
const MOST_OF_AN_ERROR: usize = 2000;
/// So much of names and identities that a model gave is repeated, in characters.
const MOST_OF_A_NAME: usize = 64;

/// Why the model does not read the tool's result, and what it reads instead.
struct Stop {
    outcome: Outcome,
    content: String,
}

impl Stop {
    fn error(outcome: Outcome, text: &str) -> Self {
        Self { outcome, content: message::error(text) }
    }
}

/// What the gate decided on the way.
#[derive(Default)]
struct Decided {
    call: Option<Decision>,
    result: Option<Decision>,
}

/// The span of a call.
pub(crate) fn span(call: &ChatCompletionMessageToolCalls) -> Span {
    tracing::info_span!(
        "execute_tool",
        gen_ai.operation.name = "execute_tool",
        gen_ai.tool.name = name(call),
        gen_ai.tool.call.id = text::printable(message::id(call), MOST_OF_A_NAME),
        portcullis.effect = field::Empty,
        portcullis.result.effect = field::Empty,
        portcullis.outcome = field::Empty,
    )
}

impl ToolAdapter {
    /// Runs one call: how it ended, and what the model reads.
    pub(crate) async fn run(&self, call: &ChatCompletionMessageToolCalls, span: &Span) -> (CallReport, String) {
        let mut decided = Decided::default();
        let steps = catch::caught(self.steps(call, span, &mut decided)).await;
        let ended = steps.unwrap_or_else(|panic| {
            tracing::error!(error = text::printable(&panic.0, MOST_OF_AN_ERROR), "the adapter panicked");
            Err(Stop::error(Outcome::Failed, message::FAILED))
        });
        let (outcome, content) = match ended {
            Ok(content) => (Outcome::Completed, content),
            Err(Stop { outcome, content }) => (outcome, content),
        };
        span.record("portcullis.outcome", outcome.name());
        let (tool, Decided { call: decision, result }) = (name(call), decided);
        let report = CallReport { call_id: message::id(call).to_owned(), tool, outcome, call: decision, result };
        if let Some(observer) = &self.on_report
            && catch::run(|| observer(&report)).is_err()
        {
            tracing::error!("whoever is told how calls end has panicked");
        }
        (report, content)
    }

    async fn steps(
        &self,
        call: &ChatCompletionMessageToolCalls,
        span: &Span,
        decided: &mut Decided,
    ) -> Result<String, Stop> {
        let unknown = || {
            tracing::warn!("a tool was called that is not registered");
            Stop::error(Outcome::UnknownTool, &format!("Tool '{}' not registered in adapter", name(call)))
        };
        let function = match call {
            ChatCompletionMessageToolCalls::Function(call) => &call.function,
            // Its input is no JSON that policies could look into, so none can be registered.
            ChatCompletionMessageToolCalls::Custom(_) => return Err(unknown()),
        };
        let asked = Document::parse(function.arguments.as_str())
            .map_err(|_| Stop::error(Outcome::MalformedArguments, message::MALFORMED))?;
        let tool = self.tool(&function.name).ok_or_else(unknown)?;
        if asked.root().kind() != Kind::Object {
            return Err(Stop::error(Outcome::ArgumentsNotAnObject, message::NOT_AN_OBJECT));
        }

        let event = self.session.event(Phase::ToolCall, &tool.name, &tool.action, asked);
        let decision = decided.call.insert(self.gate.decide(&event).await);
        span.record("portcullis.effect", decision.effect.name());
        let arguments = self.allowed(decision, Outcome::Denied, Outcome::NeedsApproval)?;

        check(tool, &arguments)?;
        let result = invoke(tool, &arguments).await?;
        if !self.sanitise {
            return Ok(match result {
                Value::String(text) => text,
                other => other.to_string(),
            });
        }

        let result = match result {
            Value::String(text) => Document::string(&text),
            other => Document::parse(other.to_string())
                .map_err(|_| Stop::error(Outcome::ResultUnchecked, message::UNCHECKED))?,
        };
        let event = self.session.event(Phase::ToolResult, &tool.name, &tool.action, result).caused_by(event.id);
        let decision = decided.result.insert(self.gate.decide(&event).await);
        span.record("portcullis.result.effect", decision.effect.name());
        let result = self.allowed(decision, Outcome::ResultDenied, Outcome::ResultNeedsApproval)?;
        Ok(result.root().as_str().map_or_else(|| result.text().to_owned(), Into::into))
    }

    /// The payload that a decision lets pass.
    fn allowed(&self, decision: &Decision, denied: Outcome, needs_approval: Outcome) -> Result<Document, Stop> {
        let (outcome, reason) = match &decision.effect {
            Effect::Allow(payload) | Effect::Modify(payload) => return Ok(payload.clone()),
            Effect::Deny(by) => (denied, by.denial.message.as_deref().unwrap_or(&self.deny_message)),
            Effect::Escalate(by) => {
                (needs_approval, by.escalation.message.as_deref().unwrap_or(message::NEEDS_APPROVAL))
            }
        };
        Err(Stop { outcome, content: message::blocked(reason) })
    }
}

/// Whether decided arguments are what the tool takes. A policy may have edited them into anything.
fn check(tool: &Tool, arguments: &Document) -> Result<(), Stop> {
    if arguments.root().kind() != Kind::Object {
        return Err(Stop::error(Outcome::ArgumentsMismatch, message::MISMATCH));
    }
    let value = exact::value(arguments).ok_or_else(|| Stop::error(Outcome::ArgumentsNotExact, message::NOT_EXACT))?;
    tool.check(&value).map_err(|rule| {
        tracing::warn!(rule, "the arguments don't fit the tool's schema");
        Stop::error(Outcome::ArgumentsMismatch, message::MISMATCH)
    })
}

async fn invoke(tool: &Tool, arguments: &Document) -> Result<Value, Stop> {
    let failed = |error: &str| {
        tracing::error!(error = text::printable(error, MOST_OF_AN_ERROR), "the tool failed");
        Stop::error(Outcome::Failed, message::FAILED)
    };
    // The handler's own code already runs when it is called, so that call is within too.
    match catch::caught(async { (tool.handler)(arguments).await }).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(Failure::Arguments(error))) => {
            // The error's text may repeat values; where it is may not.
            let (line, column) = (error.line(), error.column());
            tracing::warn!(line, column, "the arguments don't fit the handler's type");
            Err(Stop::error(Outcome::ArgumentsMismatch, message::MISMATCH))
        }
        Ok(Err(Failure::Handler(error))) => Err(failed(&text::chain(error.as_ref()))),
        Err(panic) => Err(failed(&format!("it panicked: {}", panic.0))),
    }
}

/// The name of the tool that is called, safe to print.
fn name(call: &ChatCompletionMessageToolCalls) -> String {
    let name = match call {
        ChatCompletionMessageToolCalls::Function(call) => &call.function.name,
        ChatCompletionMessageToolCalls::Custom(call) => &call.custom_tool.name,
    };
    text::printable(name, MOST_OF_A_NAME)
}
