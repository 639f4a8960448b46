//! Frameworks for agents, unchanged but for their base URL.

use std::path::Path;

use axum::{body::Body, http::Response};
use portcullis_tests::upstream::{Asked, Upstream, json_answer, stream_answer};
use serde_json::{Value, json};

use crate::{
    responses::{answer, call, message, response},
    sdks::{chunks, succeeds},
    support::{Bench, completion, policy},
};

const ARGUMENTS: &str = r#"{"city": "Paris"}"#;
const TEXT: [&str; 3] = ["It is ", "sunny", " in Paris."];

/// Asks for the weather, and once it is told, tells it.
fn provider(asked: &Asked) -> Response<Body> {
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    let told = asked.text().contains("sunny in Paris");
    let calls = json!([{
        "index": 0, "id": "call_1", "type": "function", "function": { "name": "weather", "arguments": ARGUMENTS },
    }]);
    let calling = json!({ "role": "assistant", "content": null, "tool_calls": calls });
    match (asked.uri.path(), body["stream"] == true, told) {
        ("/v1/chat/completions", true, false) => chunks(&[calling], "tool_calls"),
        ("/v1/chat/completions", true, true) => chunks(&TEXT.map(|piece| json!({ "content": piece })), "stop"),
        ("/v1/chat/completions", false, false) => {
            json_answer(&completion(&calling.to_string()).replace("\"stop\"", "\"tool_calls\""))
        }
        ("/v1/chat/completions", false, true) => {
            json_answer(&completion(&json!({ "role": "assistant", "content": TEXT.concat() }).to_string()))
        }
        ("/v1/responses", streams, told) => {
            let item = match told {
                true => message(0, &TEXT),
                false => call(0, "weather", &["{\"city\": ", "\"Paris\"}"], ARGUMENTS),
            };
            match streams {
                true => stream_answer(&answer(vec![item]), 17),
                false => json_answer(&response("completed", &[item.1]).to_string()),
            }
        }
        (path, ..) => panic!("nobody should ask for `{path}`"),
    }
}

async fn run(program: &Path, script: &str) {
    let upstream = Upstream::start(provider).await;
    let phases = "\"tool-definition\", \"model-request\", \"tool-call\", \"tool-result\"";
    let sanitiser = "[[plugin]]\nid = \"secrets\"\ncomponent = \"secrets.wasm\"\n";
    let bench = Bench::new(&upstream, &(policy(phases, "") + sanitiser)).await;
    succeeds(program, script, &bench).await;
    let decided = bench.decided();
    for target in ["tool:app/generate", "tool:app/respond"] {
        let of = |phase: &str| decided.iter().filter(|one| **one == format!("{phase} {target} allow")).count();
        assert_eq!((of("model-request"), of("model-response")), (4, 4), "{decided:?}");
    }
    for phase in ["tool-call", "tool-result"] {
        let of = decided.iter().filter(|one| **one == format!("{phase} tool:app/weather allow")).count();
        assert_eq!(of, 4, "{phase}: {decided:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_in_python_runs_through_the_gateway() {
    run(&portcullis_tests::sdk("python/bin/python"), "frameworks.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_in_javascript_runs_through_the_gateway() {
    run("node".as_ref(), "frameworks.mjs").await;
}
