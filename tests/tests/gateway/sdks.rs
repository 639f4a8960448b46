//! The official clients, unchanged but for their base URL.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use portcullis_tests::upstream::{Asked, Upstream, json_answer, stream_answer};
use serde_json::{Value, json};

use crate::{
    responses::{answer, message, response},
    support::{Bench, completion, policy, secret},
};

const TEXT: &str = "Hello, wörld.";

fn bytes() -> Vec<u8> {
    (0..=255).cycle().take(128_000).collect()
}

pub(crate) fn chunks(deltas: &[Value], finish: &str) -> Response<Body> {
    let chunk = |delta: &Value, finish: Option<&str>| {
        let choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish });
        let chunk =
            json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice] });
        format!("data: {chunk}\n\n")
    };
    let mut events: String = deltas.iter().map(|delta| chunk(delta, None)).collect();
    events += &chunk(&json!({}), Some(finish));
    stream_answer(&(events + "data: [DONE]\n\n"), 13)
}

fn text(pieces: &[&str]) -> Response<Body> {
    let deltas: Vec<_> = pieces.iter().map(|piece| json!({ "role": "assistant", "content": piece })).collect();
    chunks(&deltas, "stop")
}

fn tool_calls(numbered: bool) -> Value {
    let call = |index: usize, amount: u64| {
        let function = json!({ "name": "refund", "arguments": format!("{{\"amount\": {amount}}}") });
        let mut call = json!({ "id": format!("call_{index}"), "type": "function", "function": function });
        if numbered {
            call["index"] = index.into();
        }
        call
    };
    json!([call(0, 999), call(1, 10)])
}

/// What the provider answers: by path, and by the model that is asked for.
fn provider(asked: &Asked) -> Response<Body> {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let (model, streams) = (body["model"].as_str().unwrap_or_default(), body["stream"] == true);
    match (asked.uri.path(), model, streams) {
        ("/v1/chat/completions", "limited", _) => {
            let mut limited =
                json_answer(r#"{"error":{"message":"slow down","type":"rate","param":null,"code":"rate"}}"#);
            *limited.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            limited
        }
        ("/v1/chat/completions", "tools", false) => {
            let message = json!({ "role": "assistant", "content": null, "tool_calls": tool_calls(false) });
            json_answer(&completion(&message.to_string()).replace("\"stop\"", "\"tool_calls\""))
        }
        ("/v1/chat/completions", "tools", true) => {
            chunks(&[json!({ "role": "assistant", "content": null, "tool_calls": tool_calls(true) })], "tool_calls")
        }
        ("/v1/chat/completions", "leaky", true) => {
            let secret = secret();
            let (first, second) = secret.split_at(12);
            text(&["use ", first, second, " now"])
        }
        ("/v1/chat/completions", _, true) => text(&["Hello, ", "wör", "ld."]),
        ("/v1/chat/completions", ..) => {
            json_answer(&completion(&json!({ "role": "assistant", "content": TEXT }).to_string()))
        }
        ("/v1/embeddings", ..) => json_answer(
            r#"{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.25,0.5]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"#,
        ),
        ("/v1/completions", ..) => json_answer(
            r#"{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"done","index":0,"finish_reason":"stop","logprobs":null}]}"#,
        ),
        ("/v1/responses", _, true) => stream_answer(&answer(vec![message(0, &["Hello, ", "wörld."])]), 17),
        ("/v1/responses", ..) => json_answer(&response("completed", &[message(0, &[TEXT]).1]).to_string()),
        ("/v1/models", ..) => {
            json_answer(r#"{"object":"list","data":[{"id":"m","object":"model","created":1,"owned_by":"us"}]}"#)
        }
        ("/v1/files", ..) => {
            // The form holds the file to the byte.
            let whole = asked.body.windows(128_000).any(|window| window == bytes());
            let size = if whole { 128_000 } else { 0 };
            json_answer(&json!({
                "id": "file-1", "object": "file", "bytes": size, "created_at": 1, "filename": "a.bin", "purpose": "assistants",
                "status": "processed",
            }).to_string())
        }
        ("/v1/files/file-1/content" | "/v1/audio/speech", ..) => {
            Response::builder().header("content-type", "application/octet-stream").body(Body::from(bytes())).unwrap()
        }
        (path, ..) => panic!("nobody should ask for `{path}`"),
    }
}

async fn run(program: &Path, script: &str) {
    let upstream = Upstream::start(provider).await;
    let rules = r#"{ when = ["/model", "forbidden"], then = { deny = "no" } }"#;
    let calls = r#"{ when = ["/amount", 999], then = { deny = "too much" } }"#;
    let entries = policy("\"model-request\"", rules)
        + &policy("\"tool-call\"", calls).replace("\"policy\"", "\"calls\"")
        + "[[plugin]]\nid = \"secrets\"\ncomponent = \"secrets.wasm\"\nphases = [\"model-response\"]\n";
    let bench = Bench::with(&upstream.base(), &entries, "families = { batches = \"deny\" }").await;
    succeeds(program, script, &bench).await;
    assert!(bench.decided().len() > 20);
}

/// Runs a script of the folder `sdks` as a client of the gateway.
pub(crate) async fn succeeds(program: &Path, script: &str, bench: &Bench) {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sdks").join(script);
    let mut command = Command::new(program);
    command.arg(script).env("BASE_URL", bench.url("/v1")).env("CLIENT_KEY", bench.key.reveal()).env("SECRET", secret());
    command.env("SDKS", portcullis_tests::sdk("package.json"));
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_for_python_works_by_its_base_url_alone() {
    run(&portcullis_tests::sdk("python/bin/python"), "client.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_for_javascript_works_by_its_base_url_alone() {
    run("node".as_ref(), "client.mjs").await;
}
