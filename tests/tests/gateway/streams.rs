use std::sync::Arc;

use futures_util::{StreamExt, stream};
use portcullis_tests::upstream::{Upstream, stream_answer};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{Bench, header, policy, secret};

const ASK: &str = r#"{"model":"m","stream":true,"messages":[]}"#;
const SECRETS: &str = "[[plugin]]\nid = \"secrets\"\ncomponent = \"secrets.wasm\"\n";

fn chunk(delta: &Value, finish: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
    let chunk =
        json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice] });
    format!("data: {chunk}\n\n")
}

fn text(pieces: &[&str]) -> String {
    let mut events = chunk(&json!({ "role": "assistant", "content": "" }), None);
    events.extend(pieces.iter().map(|piece| chunk(&json!({ "content": piece }), None)));
    events + &chunk(&json!({}), Some("stop")) + "data: [DONE]\n\n"
}

async fn run(events: String, piece: usize, entries: &str) -> (String, Bench) {
    let upstream = Upstream::start(move |_| stream_answer(&events, piece)).await;
    let bench = Bench::new(&upstream, entries).await;
    let response = bench.chat(ASK).await;
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("text/event-stream"));
    (response.text().await.unwrap(), bench)
}

/// What a client makes of a stream: the text, the calls, why it ended.
fn understood(stream: &str) -> (String, Vec<Value>, Vec<String>) {
    let (mut text, mut calls, mut ends) = (String::new(), Vec::new(), Vec::new());
    for line in stream.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|line| *line != "[DONE]") {
        let chunk: Value = serde_json::from_str(line).unwrap();
        if let Some(error) = chunk.get("error") {
            ends.push(error["code"].as_str().unwrap().to_owned());
        }
        for choice in chunk["choices"].as_array().into_iter().flatten() {
            text.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
            calls.extend(choice["delta"]["tool_calls"].as_array().cloned().unwrap_or_default());
            ends.extend(choice["finish_reason"].as_str().map(ToOwned::to_owned));
        }
    }
    (text, calls, ends)
}

#[tokio::test]
async fn text_in_which_nothing_is_found_passes_to_the_byte_however_it_is_cut() {
    let events = text(&["Hello ", "wörld", ", it is\n", "a fine day."]);
    for piece in [1, 7, 100_000] {
        let (out, bench) = run(events.clone(), piece, SECRETS).await;
        assert_eq!(understood(&out), understood(&events));
        assert!(out.ends_with("data: [DONE]\n\n"));
        let stream = bench.records().pop().unwrap();
        assert_eq!((stream.event.phase.as_str(), stream.stream.is_some()), ("model-response", true));
    }
    let (out, _) = run(events.clone(), 7, "").await;
    assert_eq!(out, events);
    let crlf = events.replace('\n', "\r\n").replace("\\r\\n", "\\n");
    let (out, _) = run(crlf.clone(), 3, "").await;
    assert_eq!(out, crlf);
}

#[tokio::test]
async fn a_secret_never_gets_out_wherever_it_is_cut() {
    let secret = secret();
    for cut in [1, 4, 5, 20, secret.len() - 1] {
        let (first, second) = secret.split_at(cut);
        let (out, _) = run(text(&["use ", first, second, " now"]), 11, SECRETS).await;
        let (text, _, ends) = understood(&out);
        assert!(!out.contains(first.get(..first.len().max(5)).unwrap_or("sk-proj-A")), "cut at {cut}: {out}");
        assert!(
            !text.contains("sk-proj-") && text.starts_with("use ") && text.ends_with(" now"),
            "cut at {cut}: {text}"
        );
        assert_eq!(ends, ["stop"]);
    }
}

fn calling(arguments: &[&str]) -> String {
    let function = json!({ "name": "refund", "arguments": "" });
    let first = json!([{ "index": 0, "id": "call_1", "type": "function", "function": function }]);
    let mut events = chunk(&json!({ "role": "assistant", "content": null, "tool_calls": first }), None);
    for piece in arguments {
        events += &chunk(&json!({ "tool_calls": [{ "index": 0, "function": { "arguments": piece } }] }), None);
    }
    events + &chunk(&json!({}), Some("tool_calls")) + "data: [DONE]\n\n"
}

#[tokio::test]
async fn calls_are_put_together_and_decided_before_their_arguments_go_on() {
    let rules = r#"{ when = ["/amount", 999], then = { deny = "too much" } }, { when = ["/amount", 50], then = { edit = [["/amount", 40]] } }"#;
    let entries = policy("\"tool-call\"", rules);
    let (out, bench) = run(calling(&["{\"am", "ount\": 1", "0}"]), 5, &entries).await;
    let (_, calls, ends) = understood(&out);
    assert_eq!(calls[0]["function"], json!({ "name": "refund", "arguments": "{\"amount\": 10}" }));
    assert_eq!((calls[0]["id"].as_str(), ends), (Some("call_1"), vec!["tool_calls".to_owned()]));
    assert_eq!(bench.decided()[1..], ["model-response tool:app/generate allow", "tool-call tool:app/refund allow"]);

    let (out, _) = run(calling(&["{\"amount\":", "50}"]), 5, &entries).await;
    assert_eq!(understood(&out).1[0]["function"]["arguments"], "{\"amount\":40}");

    for arguments in ["{\"amount\":999}", "{\"amount\":1,\"amount\":999}", "{\"amount\":"] {
        let (out, _) = run(calling(&[arguments]), 5, &entries).await;
        let (text, calls, ends) = understood(&out);
        assert!(calls.is_empty() && !out.contains("999"), "{out}");
        assert!(!text.is_empty());
        assert_eq!(ends, ["stop"]);
    }
    let long = format!("{{\"amount\":10,\"note\":\"{}\"}}", "x".repeat(200_000));
    let (out, _) = run(calling(&[&long]), 4096, &entries).await;
    assert_eq!(understood(&out).1[0]["function"]["arguments"], long.as_str());
}

#[tokio::test]
async fn where_a_policy_judges_answers_nothing_goes_on_before_it_has() {
    let rules = r#"{ when = ["/choices/0/delta/content", "never"], then = { deny = "no" } }"#;
    let entries = policy("\"model-response\"", rules);
    let (out, _) = run(text(&["all ", "is ", "well"]), 50, &entries).await;
    assert_eq!(understood(&out).0, "all is well");
    let entries = policy("\"model-response\"", r#"{ then = { deny = "no" } }"#);
    let (out, bench) = run(text(&["top ", "secret"]), 50, &entries).await;
    let (text, _, ends) = understood(&out);
    assert_eq!((text.as_str(), ends), ("", vec!["policy_denied".to_owned()]));
    assert!(!out.contains("secret"));
    assert_eq!(bench.decided()[1], "model-response tool:app/generate deny");
}

#[tokio::test]
async fn a_denied_request_starts_no_stream() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, &policy("\"model-request\"", r#"{ then = { deny = "no" } }"#)).await;
    assert_eq!(bench.chat(ASK).await.status(), 403);
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn errors_and_nonsense_within_a_stream_end_it() {
    let events =
        chunk(&json!({ "content": "a" }), None) + "data: {\"error\":{\"message\":\"died\",\"code\":\"server\"}}\n\n";
    let (out, bench) = run(events.clone(), 10, "").await;
    assert_eq!(out, events);
    assert!(bench.records().last().unwrap().stream.is_some());
    let events = chunk(&json!({ "content": "a" }), None) + "data: {\"choices\":[],\"choices\":[]}\n\ndata: never\n\n";
    let (out, _) = run(events, 10, "").await;
    assert_eq!(understood(&out).2, ["invalid_answer"]);
    assert!(!out.contains("never"));
}

#[tokio::test]
async fn a_stream_that_is_cut_off_is_cut_off_for_the_client_too_and_recorded() {
    let die = Arc::new(Notify::new());
    let told = Arc::clone(&die);
    let upstream = Upstream::start(move |_| {
        let told = Arc::clone(&told);
        let first = stream::iter([Ok(chunk(&json!({ "content": "half" }), None))]);
        let end = stream::once(async move {
            told.notified().await;
            Err(std::io::Error::other("died"))
        });
        let answer = axum::http::Response::builder().header("content-type", "text/event-stream");
        answer.body(axum::body::Body::from_stream(first.chain(end))).unwrap()
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let mut response = bench.chat(ASK).await;
    assert!(response.chunk().await.unwrap().is_some());
    die.notify_one();
    assert!(response.chunk().await.is_err());
    assert_eq!(bench.decided()[1], "model-response tool:app/generate allow");
}
