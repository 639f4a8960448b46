use portcullis::audit::Effect;
use portcullis_tests::upstream::{Upstream, json_answer};
use serde_json::{Value, json};

use crate::support::{Bench, completion, error, header, policy, secret};

const HELLO: &str =
    r#"{ "model":"m",  "messages":[{"role":"user","content":"hi"}], "seed":12345678901234567890, "top_p":1e309 }"#;

#[tokio::test]
async fn an_allowed_request_and_its_answer_pass_to_the_byte() {
    let answer = completion(r#"{"role":"assistant","content":"hello  \u00e9","refusal":null}"#);
    let upstream = Upstream::answering(answer.clone()).await;
    let bench = Bench::new(&upstream, "").await;
    for path in ["/v1/chat/completions", "/chat/completions"] {
        let response = bench.post(path, HELLO).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), "application/json");
        let record = header(&response, "x-portcullis-record").to_owned();
        assert_eq!(response.text().await.unwrap(), answer);
        assert_eq!(bench.records().last().unwrap().id, record);
    }
    let asked = upstream.asked();
    assert_eq!(asked[0].text(), HELLO);
    assert_eq!(asked[0].uri.path(), "/v1/chat/completions");
    assert_eq!(asked[0].headers["authorization"], "Bearer of-the-gateway");
    assert_eq!(
        bench.decided(),
        ["model-request tool:app/generate allow", "model-response tool:app/generate allow"].repeat(2)
    );
    let records = bench.records();
    assert_eq!(records[1].event.cause.as_deref(), Some(records[0].event.id.as_str()));
    assert_eq!(
        (records[0].event.subject.id.as_str(), &*records[0].event.subject.via),
        ("alice", &["app".to_owned()][..])
    );
}

#[tokio::test]
async fn a_denied_request_is_not_sent_and_its_caller_reads_why() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, &policy("\"model-request\"", r#"{ then = { deny = "not today" } }"#)).await;
    let response = bench.chat(HELLO).await;
    assert_eq!(response.status(), 403);
    let record = header(&response, "x-portcullis-record").to_owned();
    let error = error(response).await;
    assert_eq!((&error["code"], &error["type"]), (&json!("policy_denied"), &json!("permission_error")));
    assert!(upstream.asked().is_empty());
    let denied = bench.records().pop().unwrap();
    assert_eq!((denied.id, denied.effect), (record, Effect::Deny));
}

#[tokio::test]
async fn a_request_that_is_one_too_many_is_told_so_by_its_status() {
    let upstream = Upstream::answering("{}").await;
    let bench =
        Bench::new(&upstream, &policy("\"model-request\"", r#"{ then = { deny = "rate-limit-exceeded" } }"#)).await;
    let response = bench.chat(r#"{"model":"m","messages":[]}"#).await;
    assert_eq!(response.status(), 429);
    assert_eq!(header(&response, "x-portcullis-record"), bench.records()[0].id);
    assert_eq!(error(response).await["code"], "rate_limit_exceeded");
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn what_is_sent_is_what_was_allowed_with_the_policies_edits() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let edit = r#"{ when = ["/model", "big"], then = { edit = [["/model", "small"], ["/max_tokens", 500]] } }"#;
    let bench = Bench::new(&upstream, &policy("\"model-request\"", edit)).await;
    let response = bench.chat(r#"{"model":"big","seed":12345678901234567890,"messages":[]}"#).await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        upstream.asked()[0].text(),
        r#"{"model":"small","seed":12345678901234567890,"messages":[],"max_tokens":500}"#
    );
    let record = &bench.records()[0];
    assert_eq!(record.effect, Effect::Modify);
    assert_ne!(record.payload.after, Some(record.payload.before));
}

#[tokio::test]
async fn all_four_operations_are_governed() {
    let upstream = Upstream::answering(r#"{"ok":true}"#).await;
    let bench = Bench::new(&upstream, "").await;
    for (path, operation) in [
        ("/v1/chat/completions", "generate"),
        ("/v1/completions", "complete"),
        ("/v1/embeddings", "embed"),
        ("/v1/responses", "respond"),
    ] {
        let response = bench.post(path, r#"{"model":"m","input":"x","prompt":"x"}"#).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), r#"{"ok":true}"#, "{path}");
        let expected = ["request", "response"].map(|phase| format!("model-{phase} tool:app/{operation} allow"));
        assert!(bench.decided().ends_with(&expected), "{path}");
    }
}

#[tokio::test]
async fn a_secret_in_an_answer_is_removed_and_so_are_the_probabilities_that_repeat_it() {
    let secret = secret();
    let answer = json!({
        "choices": [{
            "index": 0, "finish_reason": "stop",
            "message": { "role": "assistant", "content": format!("use {secret} now") },
            "logprobs": { "content": [{ "token": "sk-proj-", "logprob": -0.1 }] },
        }],
    });
    let upstream = Upstream::answering(answer.to_string()).await;
    let sanitiser = "[[plugin]]\nid = \"secrets\"\ncomponent = \"secrets.wasm\"\n";
    let bench = Bench::new(&upstream, sanitiser).await;
    let text = bench.chat(HELLO).await.text().await.unwrap();
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert!(!text.contains("sk-proj-"), "{text}");
    assert!(answer["choices"][0]["message"]["content"].as_str().unwrap().starts_with("use "));
    assert_eq!(answer["choices"][0]["logprobs"], Value::Null);
}

fn tools(arguments: [&str; 2]) -> String {
    let call = |id: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": "refund", "arguments": arguments } });
    let calls = [call("call_1", arguments[0]), call("call_2", arguments[1])];
    let message = json!({ "role": "assistant", "content": null, "tool_calls": calls });
    completion(&message.to_string()).replace(r#""finish_reason":"stop""#, r#""finish_reason":"tool_calls""#)
}

#[tokio::test]
async fn calls_in_an_answer_are_decided_one_by_one() {
    let answer = tools([r#"{"amount": 10}"#, r#"{"amount": 999}"#]);
    let upstream = Upstream::answering(answer.clone()).await;
    let rules = r#"{ when = ["/amount", 999], then = { deny = "too much" } }, { when = ["/amount", 50], then = { edit = [["/amount", 40]] } }"#;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", rules)).await;
    let body: Value = serde_json::from_str(&bench.chat(HELLO).await.text().await.unwrap()).unwrap();
    let message = &body["choices"][0]["message"];
    assert_eq!(message["tool_calls"].as_array().unwrap().len(), 1);
    assert_eq!(message["tool_calls"][0]["function"]["arguments"], r#"{"amount": 10}"#);
    assert_eq!(body["choices"][0]["finish_reason"], "tool_calls");
    let decided = bench.decided();
    assert_eq!(decided[2..], ["tool-call tool:app/refund allow", "tool-call tool:app/refund deny"]);
    let records = bench.records();
    assert_eq!(records[3].event.cause.as_deref(), Some(records[1].event.id.as_str()));

    // An edited one is changed, to the text that was decided; where none is left the answer says why.
    let upstream = Upstream::answering(tools([r#"{"amount":50}"#, r#"{"amount":999}"#])).await;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", rules)).await;
    let body: Value = serde_json::from_str(&bench.chat(HELLO).await.text().await.unwrap()).unwrap();
    let calls = &body["choices"][0]["message"]["tool_calls"];
    assert_eq!(calls[0]["function"]["arguments"], r#"{"amount":40}"#);

    let upstream = Upstream::answering(tools([r#"{"amount":999}"#, r#"{"amount":1,"amount":2}"#])).await;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", rules)).await;
    let body: Value = serde_json::from_str(&bench.chat(HELLO).await.text().await.unwrap()).unwrap();
    let choice = &body["choices"][0];
    assert_eq!(choice["message"].get("tool_calls"), None);
    assert_eq!(choice["message"]["content"], "Action blocked by governance policy.");
    assert_eq!(choice["finish_reason"], "stop");
}

#[tokio::test]
async fn offered_tools_and_results_are_decided_before_the_whole_request() {
    let answer = tools([r#"{"amount":10}"#, r#"{"amount":11}"#]);
    let upstream = Upstream::answering(answer).await;
    let rules = r#"{ when = ["/note", "secret"], then = { edit = [["/note", "removed"]] } }"#;
    let bench = Bench::new(&upstream, &policy("\"tool-result\"", rules)).await;
    bench.chat(HELLO).await;
    let request = json!({
        "model": "m",
        "tools": [{ "type": "function", "function": { "name": "refund", "parameters": {} } }],
        "messages": [
            { "role": "assistant", "tool_calls": [{ "id": "call_1", "type": "function", "function": { "name": "refund", "arguments": "{}" } }] },
            { "role": "tool", "tool_call_id": "call_1", "content": r#"{"note":"secret","id":12345678901234567890}"# },
            { "role": "tool", "tool_call_id": "call_9", "content": "plain" },
        ],
    });
    let response = bench.chat(&request.to_string()).await;
    assert_eq!(response.status(), 200);
    let sent: Value = serde_json::from_str(&upstream.asked()[1].text()).unwrap();
    assert_eq!(sent["messages"][1]["content"], r#"{"note":"removed","id":12345678901234567890}"#);
    assert_eq!(sent["messages"][2]["content"], "plain");
    assert_eq!(
        bench.decided()[4..8],
        [
            "tool-definition tool:app/refund allow",
            "tool-result tool:app/refund modify",
            "tool-result tool:app/unknown allow",
            "model-request tool:app/generate allow",
        ]
    );
    // The result is linked to the call that the answer before asked for.
    let records = bench.records();
    assert_eq!(records[5].event.cause.as_deref(), Some(records[2].event.id.as_str()));
}

#[tokio::test]
async fn the_responses_api_is_governed_in_its_own_form() {
    let answer = json!({ "id": "r", "output": [
        { "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "refund", "arguments": "{\"amount\":999}" },
        { "type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "refund", "arguments": "{\"amount\":1}" },
    ]});
    let upstream = Upstream::answering(answer.to_string()).await;
    let rules = r#"{ when = ["/amount", 999], then = { deny = "too much" } }"#;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", rules)).await;
    let request = json!({ "model": "m", "tools": [{ "type": "function", "name": "refund" }], "input": [
        { "type": "function_call_output", "call_id": "call_0", "output": "done" },
    ]});
    let response = bench.post("/v1/responses", request.to_string()).send().await.unwrap();
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(body["output"][0]["type"], "message");
    assert_eq!(body["output"][0]["content"][0]["text"], "Action blocked by governance policy.");
    assert_eq!(body["output"][1], answer["output"][1]);
    assert_eq!(
        bench.decided(),
        [
            "tool-definition tool:app/refund allow",
            "tool-result tool:app/unknown allow",
            "model-request tool:app/respond allow",
            "model-response tool:app/respond allow",
            "tool-call tool:app/refund deny",
            "tool-call tool:app/refund allow",
        ]
    );
}

#[tokio::test]
async fn what_is_no_request_is_refused_with_a_clear_error() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let deep = format!("{{\"messages\":{}", "[".repeat(100_000));
    for (body, part) in [
        ("", "not valid JSON"),
        ("[]", "not a JSON object"),
        (r#"{"model":"a","model":"b"}"#, "`model`"),
        (r#"{"model":"a","mod\u0065l":"b"}"#, "`model`"),
        (r#"{"model":"\ud800"}"#, "not valid JSON"),
        (r#"{"model":"a"} {}"#, "not valid JSON"),
        ("\u{feff}{}", "not valid JSON"),
        (&deep, "not valid JSON"),
        (r#"{"messages":{}}"#, "`/messages` is not a list"),
        (r#"{"tools":[{"type":"function","function":{"name":"../x"}}]}"#, "`/tools/0` has no valid name"),
    ] {
        let response = bench.chat(body).await;
        assert_eq!(response.status(), 400, "{body}");
        let error = error(response).await;
        assert!(error["message"].as_str().unwrap().contains(part), "{body}: {error}");
        assert_eq!(error["type"], "invalid_request_error");
    }
    let response = bench.post("/v1/chat/completions", vec![0xff, 0xfe]).send().await.unwrap();
    assert_eq!(response.status(), 400);
    let response = bench.post("/v1/chat/completions", HELLO).header("content-encoding", "gzip").send().await.unwrap();
    assert_eq!(response.status(), 415);
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn errors_of_the_provider_reach_the_caller_as_they_are() {
    let upstream = Upstream::start(|_| {
        let mut answer = json_answer(r#"{"error":{"message":"slow down","type":"rate","param":null,"code":"rl"}}"#);
        *answer.status_mut() = axum::http::StatusCode::TOO_MANY_REQUESTS;
        answer.headers_mut().insert("retry-after", "7".parse().unwrap());
        answer
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let response = bench.chat(HELLO).await;
    assert_eq!((response.status().as_u16(), header(&response, "retry-after")), (429, "7"));
    assert_eq!(error(response).await["message"], "slow down");

    let bench = Bench::with("http://127.0.0.1:1", "", "").await;
    let response = bench.chat(HELLO).await;
    assert_eq!(response.status(), 502);
    assert_eq!(error(response).await["code"], "upstream_unavailable");
}

#[tokio::test]
async fn an_answer_that_can_not_be_decided_is_withheld() {
    for (kind, body) in [("application/json", r#"{"a":1,"a":2}"#), ("text/html", "<html>"), ("application/json", "{")] {
        let upstream = Upstream::start(move |_| {
            let mut answer = json_answer(body);
            answer.headers_mut().insert("content-type", kind.parse().unwrap());
            answer
        })
        .await;
        let bench = Bench::new(&upstream, "").await;
        let response = bench.chat(HELLO).await;
        assert_eq!(response.status(), 502, "{body}");
        assert_eq!(error(response).await["code"], "invalid_answer", "{body}");
    }
}
