use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::any_value::Value as Any,
    trace::v1::{Span, span::SpanKind},
};
use portcullis_gateway::{Exporter, Traces};
use portcullis_tests::upstream::{Upstream, json_answer};
use prost::Message;
use tracing_subscriber::prelude::*;

use crate::support::{Bench, header};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const PROMPT: &str = "what-nobody-else-should-read";
const SAID: &str = "what-was-said-to-one-alone";

fn attribute(span: &Span, name: &str) -> String {
    let found = span.attributes.iter().find(|attribute| attribute.key == name);
    let value = found.and_then(|attribute| attribute.value.clone()?.value);
    match value {
        Some(Any::StringValue(text)) => text,
        Some(Any::IntValue(number)) => number.to_string(),
        Some(Any::DoubleValue(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Asks once, and answers what the collector got, what the provider got, and the record.
async fn traced(content: bool) -> (Vec<Span>, String, String) {
    let collector = Upstream::answering("").await;
    let options = Traces {
        endpoint: collector.base().trim_end_matches("/v1").to_owned(),
        headers: [("x-tenant".to_owned(), "t".to_owned())].into(),
        sample: 1.0,
        content,
    };
    let exporter = Exporter::start(&options).unwrap();
    // Of this thread, on which everything of this test runs.
    let observed = tracing::subscriber::set_default(tracing_subscriber::registry().with(exporter.layer()));
    let answer = format!(
        r#"{{"id":"c7","object":"chat.completion","created":1,"model":"gpt-4-0613","choices":[{{"index":0,"message":{{"role":"assistant","content":"{SAID}"}},"finish_reason":"stop"}}],"usage":{{"prompt_tokens":11,"completion_tokens":5}}}}"#
    );
    let upstream = Upstream::start(move |_| json_answer(&answer)).await;
    let more = if content { "[traces]\ncontent = true\n" } else { "" };
    let bench = Bench::with(&upstream.base(), "", more).await;
    let body = format!(r#"{{"model":"gpt-4","max_tokens":99,"messages":[{{"role":"user","content":"{PROMPT}"}}]}}"#);
    let asking = bench.post("/v1/chat/completions", body).header("traceparent", format!("00-{TRACE}-{PARENT}-01"));
    let response = asking.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let record = header(&response, "x-portcullis-record").to_owned();
    drop(response.text().await.unwrap());
    let provider = upstream.asked()[0].headers["traceparent"].to_str().unwrap().to_owned();
    exporter.stop().await;
    drop(observed);
    let asked = collector.asked();
    assert!(asked.iter().all(|asked| asked.uri.path() == "/v1/traces" && asked.headers["x-tenant"] == "t"));
    let batches = asked.iter().map(|asked| ExportTraceServiceRequest::decode(asked.body.as_ref()).unwrap());
    let resources = batches.flat_map(|batch| batch.resource_spans);
    let spans: Vec<_> = resources.flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans).collect();
    assert_eq!(format!("{spans:?}").contains(PROMPT) && format!("{spans:?}").contains(SAID), content);
    (spans, provider, record)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_request_is_a_span_of_its_clients_trace_and_says_no_content() {
    let (spans, provider, record) = traced(false).await;
    let request = spans.iter().find(|span| span.name == "POST /v1/chat/completions").unwrap();
    assert_eq!((hex(&request.trace_id), hex(&request.parent_span_id)), (TRACE.to_owned(), PARENT.to_owned()));
    assert_eq!(request.kind(), SpanKind::Server);
    assert_eq!(attribute(request, "http.response.status_code"), "200");
    let model = spans.iter().find(|span| span.name == "chat gpt-4").unwrap();
    assert_eq!(model.parent_span_id, request.span_id);
    assert_eq!(provider, format!("00-{TRACE}-{}-01", hex(&model.span_id)), "the provider goes on in it");
    assert_eq!(model.kind(), SpanKind::Client);
    for (name, value) in [
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.provider.name", "openai"),
        ("gen_ai.request.model", "gpt-4"),
        ("gen_ai.request.max_tokens", "99"),
        ("gen_ai.response.id", "c7"),
        ("gen_ai.response.model", "gpt-4-0613"),
        ("gen_ai.response.finish_reasons", "stop"),
        ("gen_ai.usage.input_tokens", "11"),
        ("gen_ai.usage.output_tokens", "5"),
        ("user.id", "alice"),
        ("portcullis.effect", "allow"),
        ("portcullis.response.record", record.as_str()),
    ] {
        assert_eq!(attribute(model, name), value, "{name}");
    }
    let decisions: Vec<_> = spans.iter().filter(|span| span.name == "apply_guardrail p").collect();
    assert!(decisions.iter().all(|span| span.parent_span_id == model.span_id));
    let of = |name: &str| decisions.iter().map(|span| attribute(span, name)).collect::<Vec<_>>();
    assert_eq!(of("gen_ai.security.target.type"), ["llm_input", "llm_output"]);
    assert_eq!(of("gen_ai.security.decision.type"), ["allow", "allow"]);
}

#[tokio::test]
async fn content_is_in_a_trace_only_where_the_operator_wants_it() {
    let (spans, ..) = traced(true).await;
    let model = spans.iter().find(|span| span.name == "chat gpt-4").unwrap();
    assert!(model.events.iter().all(|event| event.name == "gen_ai.client.inference.operation.details"));
    assert_eq!(model.events.len(), 2);
}

#[test]
fn a_part_that_is_none_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _within = runtime.enter();
    let options = Traces { endpoint: "http://127.0.0.1:1".to_owned(), headers: [].into(), sample: 1.5, content: false };
    assert!(Exporter::start(&options).is_err());
}
