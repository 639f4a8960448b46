//! What a trace says of a request to a model, by OpenTelemetry's semantic conventions for generative AI. No content, unless
//! the operator asks for it.

use portcullis::{
    decision::{Decision, Effect},
    document::{Document, Value},
    event::{Event, Phase},
};
use tracing::{Instrument, Span, field::Empty};

use super::{Governor, Operation, Refusal, tools::text};
use crate::Session;

/// The span of one request and its answer.
pub(super) struct Telemetry {
    pub(super) span: Span,
    content: bool,
}

impl Telemetry {
    /// The span of a request, called by the model that was asked for.
    pub(super) fn new(operation: Operation, session: &Session, body: &Document, content: bool) -> Self {
        let name = operation.telemetry_name();
        let name = text(body.get("/model")).map_or_else(|| name.to_owned(), |model| format!("{name} {model}"));
        let span = tracing::info_span!(
            "model_request",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = operation.telemetry_name(),
            gen_ai.provider.name = "openai",
            gen_ai.conversation.id = session.name(),
            gen_ai.request.model = Empty,
            gen_ai.request.max_tokens = Empty,
            gen_ai.request.temperature = Empty,
            gen_ai.request.top_p = Empty,
            gen_ai.response.id = Empty,
            gen_ai.response.model = Empty,
            gen_ai.response.finish_reasons = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.usage.output_tokens = Empty,
            error.r#type = Empty,
            user.id = session.subject().id,
            portcullis.effect = Empty,
            portcullis.record = Empty,
            portcullis.response.record = Empty,
        );
        Self { span, content }
    }

    /// What is asked, as it goes on.
    pub(super) fn asked(&self, body: &Document, effect: &'static str, record: &str) {
        if self.span.is_disabled() {
            return;
        }
        let span = &self.span;
        span.record("portcullis.effect", effect).record("portcullis.record", record);
        if let Some(model) = text(body.get("/model")) {
            span.record("gen_ai.request.model", model);
        }
        let most = ["/max_completion_tokens", "/max_tokens", "/max_output_tokens"];
        if let Some(most) = most.iter().find_map(|pointer| whole(body.get(pointer))) {
            span.record("gen_ai.request.max_tokens", most);
        }
        for (pointer, field) in [("/temperature", "gen_ai.request.temperature"), ("/top_p", "gen_ai.request.top_p")] {
            if let Some(number) = body.get(pointer).and_then(|number| number.raw().parse::<f64>().ok()) {
                span.record(field, number);
            }
        }
        if self.content {
            let prompt = ["/messages", "/input", "/prompt"].iter().find_map(|pointer| body.get(pointer));
            let prompt = prompt.map(|prompt| prompt.raw());
            tracing::info!(parent: span, gen_ai.input.messages = prompt, "gen_ai.client.inference.operation.details");
        }
    }

    /// What was answered: a whole answer, or a piece of one.
    pub(super) fn answered(&self, answer: &Document) {
        if self.span.is_disabled() {
            return;
        }
        let span = &self.span;
        for (pointer, field) in [("/id", "gen_ai.response.id"), ("/model", "gen_ai.response.model")] {
            if let Some(value) = text(answer.get(pointer)) {
                span.record(field, value);
            }
        }
        let usage = |names: [&str; 2]| names.iter().find_map(|name| whole(answer.get(&format!("/usage/{name}"))));
        if let Some(tokens) = usage(["prompt_tokens", "input_tokens"]) {
            span.record("gen_ai.usage.input_tokens", tokens);
        }
        if let Some(tokens) = usage(["completion_tokens", "output_tokens"]) {
            span.record("gen_ai.usage.output_tokens", tokens);
        }
        let choices = answer.get("/choices");
        let reasons = choices.iter().flat_map(Value::elements).filter_map(|choice| text(choice.get("finish_reason")));
        let reasons: Vec<String> = reasons.collect();
        if !reasons.is_empty() {
            span.record("gen_ai.response.finish_reasons", reasons.join(","));
        }
        if self.content {
            let said = ["/choices", "/output"].iter().find_map(|pointer| answer.get(pointer)).map(|said| said.raw());
            tracing::info!(parent: span, gen_ai.output.messages = said, "gen_ai.client.inference.operation.details");
        }
    }

    /// The record of the answer.
    pub(super) fn recorded(&self, record: &str) {
        self.span.record("portcullis.response.record", record);
    }

    /// Why it does not go on.
    pub(super) fn refused(&self, refusal: &Refusal) {
        self.span.record("otel.status_code", "ERROR").record("error.type", refusal.kind.names().1);
        if let Some(record) = &refusal.record {
            self.span.record("portcullis.record", record.as_str());
        }
    }
}

impl Governor {
    /// Has the gate decide, in a span of its own.
    pub(super) async fn decide(&self, event: &Event) -> Decision {
        let pack = self.gate.pack();
        let span = tracing::info_span!(
            "guardrail",
            otel.name = format!("apply_guardrail {}", pack.name()),
            gen_ai.operation.name = "apply_guardrail",
            gen_ai.guardian.name = pack.name(),
            gen_ai.guardian.version = pack.version(),
            gen_ai.security.target.r#type = target(event.phase),
            gen_ai.security.target.id = event.target,
            gen_ai.security.decision.r#type = Empty,
            gen_ai.security.decision.code = Empty,
            portcullis.record = Empty,
        );
        let decision = self.gate.decide(event).instrument(span.clone()).await;
        let (kind, code) = match &decision.effect {
            Effect::Allow(_) => ("allow", None),
            Effect::Modify(_) => ("modify", None),
            Effect::Deny(by) => ("deny", Some(by.denial.code.as_str())),
            Effect::Escalate(_) => ("deny", Some("approval-required")),
        };
        span.record("gen_ai.security.decision.type", kind).record("portcullis.record", decision.id.as_str());
        if let Some(code) = code {
            span.record("gen_ai.security.decision.code", code);
        }
        decision
    }
}

/// What is looked at, by the words of OpenTelemetry's proposal for guardrails.
const fn target(phase: Phase) -> &'static str {
    match phase {
        Phase::ModelRequest => "llm_input",
        Phase::ModelResponse => "llm_output",
        Phase::ToolDefinition => "tool_definition",
        Phase::ToolCall => "tool_call",
        _ => "message",
    }
}

fn whole(value: Option<Value<'_>>) -> Option<i64> {
    value?.raw().parse().ok()
}
