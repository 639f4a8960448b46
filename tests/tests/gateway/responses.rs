//! Streams of the Responses API, which say everything several times.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use portcullis_tests::upstream::{Upstream, stream_answer};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{Bench, policy, secret};

const ASK: &str = r#"{"model":"m","stream":true,"input":"hello"}"#;
const SECRETS: &str = "[[plugin]]\nid = \"secrets\"\ncomponent = \"secrets.wasm\"\nphases = [\"model-response\"]\n";

/// Events of these kinds, numbered.
fn events(all: &[Value]) -> String {
    let event = |(number, event): (usize, &Value)| {
        let mut event = event.clone();
        event["sequence_number"] = number.into();
        format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap())
    };
    all.iter().enumerate().map(event).collect()
}

/// A whole answer.
pub(crate) fn response(status: &str, output: &[Value]) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1, "status": status, "model": "m", "output": output,
        "parallel_tool_calls": true, "tool_choice": "auto", "tools": [], "error": null, "incomplete_details": null,
        "usage": { "input_tokens": 1, "input_tokens_details": { "cached_tokens": 0 }, "output_tokens": 1,
            "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": 2 },
    })
}

fn opening() -> Value {
    json!({ "type": "response.created", "response": response("in_progress", &[]) })
}

fn closing(output: &[Value]) -> Value {
    json!({ "type": "response.completed", "response": response("completed", output) })
}

/// A message that comes in pieces, at a place in the output: its events, and the item.
pub(crate) fn message(at: u64, pieces: &[&str]) -> (Vec<Value>, Value) {
    let text = pieces.concat();
    let part = |text: &str| json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] });
    let item = |status: &str, content: Value| json!({ "id": format!("msg_{at}"), "type": "message", "status": status, "role": "assistant", "content": content });
    let done = item("completed", json!([part(&text)]));
    let of_part = |kind: &str, name: &str, value: Value| json!({ "type": kind, "item_id": format!("msg_{at}"), "output_index": at, "content_index": 0, name: value });
    let of_item = |kind: &str, item: Value| json!({ "type": kind, "output_index": at, "item": item });
    let mut all = vec![
        of_item("response.output_item.added", item("in_progress", json!([]))),
        of_part("response.content_part.added", "part", part("")),
    ];
    all.extend(pieces.iter().map(|piece| of_part("response.output_text.delta", "delta", (*piece).into())));
    all.extend([
        of_part("response.output_text.done", "text", text.as_str().into()),
        of_part("response.content_part.done", "part", part(&text)),
        of_item("response.output_item.done", done.clone()),
    ]);
    (all, done)
}

/// A call whose arguments come in pieces; `whole`: what its item says they are.
pub(crate) fn call(at: u64, name: &str, pieces: &[&str], whole: &str) -> (Vec<Value>, Value) {
    let item = |arguments: &str| {
        json!({ "id": "fc_1", "type": "function_call", "call_id": "call_1", "name": name,
            "arguments": arguments, "status": "completed" })
    };
    let of_call = |kind: &str, name: &str, value: Value| json!({ "type": kind, "item_id": "fc_1", "output_index": at, name: value });
    let mut all = vec![of_call("response.output_item.added", "item", item(""))];
    let delta = "response.function_call_arguments.delta";
    all.extend(pieces.iter().map(|piece| of_call(delta, "delta", (*piece).into())));
    all.push(of_call("response.function_call_arguments.done", "arguments", whole.into()));
    all.push(of_call("response.output_item.done", "item", item(whole)));
    (all, item(whole))
}

pub(crate) fn answer(items: Vec<(Vec<Value>, Value)>) -> String {
    let (said, output): (Vec<_>, Vec<_>) = items.into_iter().unzip();
    let all: Vec<_> = [vec![opening()], said.concat(), vec![closing(&output)]].concat();
    events(&all)
}

async fn run(events: String, piece: usize, entries: &str) -> (String, Bench) {
    let upstream = Upstream::start(move |_| stream_answer(&events, piece)).await;
    let bench = Bench::new(&upstream, entries).await;
    let response = bench.post("/v1/responses", ASK).send().await.unwrap();
    assert_eq!(response.status(), 200);
    (response.text().await.unwrap(), bench)
}

/// The events of a stream.
fn read(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// What a client makes of it: the pieces of text or arguments put together, and the output that the last event holds.
fn understood(stream: &str) -> (String, Value) {
    let all = read(stream);
    let pieces = all.iter().filter_map(|event| event["delta"].as_str()).collect();
    (pieces, all.last().unwrap()["response"]["output"].clone())
}

#[tokio::test]
async fn what_nothing_is_found_in_passes_to_the_byte_however_it_is_cut() {
    let said = answer(vec![
        message(0, &["Hello ", "wörld", ", it is\n", "a \"fine\" day."]),
        call(1, "refund", &["{\"am", "ount\": 1", "0}"], "{\"amount\": 10}"),
        message(2, &["done"]),
    ]);
    for piece in [1, 7, 100_000] {
        let (out, bench) = run(said.clone(), piece, SECRETS).await;
        let (text, output) = understood(&out);
        assert_eq!((text, output), understood(&said));
        let decided = bench.decided();
        assert_eq!(decided[1..], ["tool-call tool:app/refund allow", "model-response tool:app/respond allow"]);
        assert!(bench.records().last().unwrap().stream.is_some());
    }
    let (out, _) = run(said.clone(), 7, "").await;
    assert_eq!(out, said);
}

#[tokio::test]
async fn text_goes_on_while_the_model_still_speaks() {
    let (begun, go_on) = (
        events(&[vec![opening()], message(0, &["Hello, this is settled. "]).0[..3].to_vec()].concat()),
        Arc::new(Notify::new()),
    );
    let told = Arc::clone(&go_on);
    let upstream = Upstream::start(move |_| {
        let (begun, told) = (begun.clone(), Arc::clone(&told));
        let first = stream::iter([Ok(begun)]);
        let rest = stream::once(async move {
            told.notified().await;
            Ok::<_, std::io::Error>(events(&[closing(&[])]))
        });
        let answer = axum::http::Response::builder().header("content-type", "text/event-stream");
        answer.body(axum::body::Body::from_stream(first.chain(rest))).unwrap()
    })
    .await;
    let bench = Bench::new(&upstream, SECRETS).await;
    let mut response = bench.post("/v1/responses", ASK).send().await.unwrap();
    let mut out = String::new();
    while !out.contains("Hello") {
        out.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
    }
    assert!(!out.contains("response.completed"));
    go_on.notify_one();
    assert!(response.text().await.unwrap().contains("response.completed"));
}

#[tokio::test]
async fn a_secret_gets_out_in_none_of_the_places_where_it_is_said() {
    let secret = secret();
    for cut in [1, 5, 20, secret.len() - 1] {
        let (first, second) = secret.split_at(cut);
        let (out, _) = run(answer(vec![message(0, &["use ", first, second, " now"])]), 11, SECRETS).await;
        let (text, output) = understood(&out);
        assert!(!out.contains("sk-proj-A"), "cut at {cut}: {out}");
        assert!(text.starts_with("use ") && text.ends_with(" now"), "cut at {cut}: {text}");
        let all = read(&out);
        let said = |kind: &str| all.iter().find(|event| event["type"] == kind).unwrap();
        for whole in [
            &said("response.output_text.done")["text"],
            &said("response.content_part.done")["part"]["text"],
            &said("response.output_item.done")["item"]["content"][0]["text"],
            &output[0]["content"][0]["text"],
        ] {
            assert_eq!(whole, &text);
        }
    }
    // What the last event says beside the pieces is looked at too.
    let hidden = events(&[opening(), closing(&[message(0, &["use ", &secret]).1])]);
    assert!(!run(hidden, 100, SECRETS).await.0.contains("sk-proj-A"));
}

#[tokio::test]
async fn calls_are_decided_before_their_arguments_go_on() {
    let rules = r#"{ when = ["/amount", 999], then = { deny = "too much" } }, { when = ["/amount", 50], then = { edit = [["/amount", 40]] } }"#;
    let entries = policy("\"tool-call\"", rules);
    let asked =
        |pieces: &[&str], whole: &str| answer(vec![message(0, &["Let me see."]), call(1, "refund", pieces, whole)]);

    let (out, _) = run(asked(&["{\"amount\":", "50}"], "{\"amount\":50}"), 5, &entries).await;
    let (text, output) = understood(&out);
    assert_eq!(text, "Let me see.{\"amount\":40}");
    assert_eq!(output[1]["arguments"], "{\"amount\":40}");
    assert!(!out.contains("50}"), "{out}");

    for (pieces, whole) in [
        (["{\"amount\":", "999}"], "{\"amount\":999}"),
        // The pieces are not what the item says.
        (["{\"amount\":", "999}"], "{\"amount\":10}"),
        (["{\"amount\":", "10"], "{\"amount\":"),
    ] {
        let (out, _) = run(asked(&pieces, whole), 5, &entries).await;
        let (text, output) = understood(&out);
        assert!(!out.contains("999") && !out.contains("function_call") && !out.contains("amount"), "{out}");
        assert_eq!(output[1]["type"], "message");
        assert_eq!(text, format!("Let me see.{}", output[1]["content"][0]["text"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn where_a_policy_judges_answers_nothing_goes_on_before_it_has() {
    let said = answer(vec![message(0, &["top ", "secret"])]);
    let (out, _) = run(said.clone(), 50, &policy("\"model-response\"", "")).await;
    assert_eq!(out, said);
    let (out, bench) = run(said, 50, &policy("\"model-response\"", r#"{ then = { deny = "no" } }"#)).await;
    assert!(!out.contains("top") && out.contains("policy_denied"), "{out}");
    assert_eq!(bench.decided()[1], "model-response tool:app/respond deny");
}

#[tokio::test]
async fn a_stream_that_ends_too_early_or_goes_on_too_long_is_stopped() {
    let whole = answer(vec![message(0, &["a"]), call(1, "refund", &["{}"], "{}")]);
    for cut in ["event: response.completed", "event: response.output_item.done"] {
        let early = whole.rsplit_once(cut).unwrap().0.to_owned();
        let (out, bench) = run(early, 100, "").await;
        assert!(out.contains("invalid_answer"), "{out}");
        assert!(bench.records().last().unwrap().stream.is_some(), "what has gone on is recorded");
    }
    let late = whole.clone() + &events(&message(2, &["more"]).0);
    assert!(!run(late, 100, "").await.0.contains("more"));
}
