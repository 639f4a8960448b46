use futures_util::StreamExt;
use portcullis_openai::{ClientError, Outcome, SecureClient, Session, ToolAdapter, govern::RefusalKind};
use portcullis_tests::upstream::{Upstream, json_answer, stream_answer};
use serde_json::{Value, json};

use crate::support::{answer, asking, chunk, gate, policy, records, user};

#[tokio::test]
async fn models_and_tools_are_called_by_resource_and_user_app_and_agent_are_on_record() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = gate("");
    let tools = ToolAdapter::new(
        gate.clone(),
        Session::new("app", portcullis::event::Subject::new("x", portcullis::event::SubjectKind::User)).unwrap(),
    )
    .register(
        "double",
        |arguments: Value| async move { json!({ "twice": arguments["n"].as_i64().unwrap() * 2 }) },
        None,
        None,
    )
    .unwrap()
    .register("break", |_: Value| async { Err::<Value, _>("it broke") }, None, None)
    .unwrap();
    let client = asking(SecureClient::builder(gate), &upstream).tools(tools).build().await.unwrap();
    let alice = client.bind_to_user(user("alice")).unwrap().through_agent("planner");

    let result = alice.invoke_tool("tool:app/generate", json!({ "model": "m", "messages": [] })).await.unwrap();
    assert_eq!(result["choices"][0]["message"]["content"], "hello");
    assert_eq!(alice.invoke_tool("double", json!({ "n": 21 })).await.unwrap(), json!({ "twice": 42 }));
    assert!(matches!(alice.invoke_tool("break", json!({})).await, Err(ClientError::Tool(Outcome::Failed))));
    for unknown in ["tool:other/generate", "tool:app/nothing", "", "tool:app"] {
        assert!(matches!(alice.invoke_tool(unknown, json!({})).await, Err(ClientError::NoResource(_))), "{unknown}");
    }

    let records = records(&log);
    let phases: Vec<_> =
        records.iter().map(|record| format!("{} {}", record.event.phase, record.event.target)).collect();
    assert_eq!(
        phases,
        [
            "model-request tool:app/generate",
            "model-response tool:app/generate",
            "tool-call tool:app/double",
            "tool-result tool:app/double",
            "tool-call tool:app/break",
        ]
    );
    for record in records {
        assert_eq!(record.event.subject.id, "alice");
        assert_eq!(record.event.subject.via, ["app", "planner"], "outermost first");
    }
}

#[tokio::test]
async fn a_denied_call_is_a_refusal_for_models_and_tools_alike() {
    let upstream = Upstream::answering(answer("hello")).await;
    let deny = policy(r#"{ then = { deny = "no" } }"#).replace("\"model-request\"", "\"model-request\", \"tool-call\"");
    let (gate, _) = gate(&deny);
    let session =
        Session::new("app", portcullis::event::Subject::new("x", portcullis::event::SubjectKind::User)).unwrap();
    let tools = ToolAdapter::new(gate.clone(), session).register("tool", |_: Value| async { json!({}) }, None, None);
    let client = asking(SecureClient::builder(gate), &upstream).tools(tools.unwrap()).build().await.unwrap();
    for resource in ["generate", "tool"] {
        match client.invoke_tool(resource, json!({ "messages": [] })).await {
            Err(ClientError::Refused(refusal)) => {
                assert_eq!(refusal.kind, RefusalKind::Denied);
                assert!(refusal.record.is_some());
            }
            other => panic!("{resource}: {other:?}"),
        }
    }
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn a_streamed_call_gives_json_piece_by_piece_and_typed_ends() {
    let events = chunk("Hel") + &chunk("lo") + "data: [DONE]\n\n";
    let upstream = Upstream::start(move |asked| {
        assert!(asked.text().contains("\"stream\":true"));
        stream_answer(&events, 5)
    })
    .await;
    let (open, _) = gate("");
    let client = asking(SecureClient::builder(open), &upstream).build().await.unwrap();
    let ask = json!({ "model": "m", "messages": [] });
    let pieces: Vec<_> = client.invoke_tool_stream("generate", ask.clone()).await.unwrap().collect().await;
    let text: String =
        pieces.iter().filter_map(|piece| piece.as_ref().unwrap()["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(text, "Hello");

    let judge = policy(r#"{ then = { deny = "not-that" } }"#).replace("model-request", "model-response");
    let (strict, _) = gate(&judge);
    let client = asking(SecureClient::builder(strict), &upstream).build().await.unwrap();
    let pieces: Vec<_> = client.invoke_tool_stream("generate", ask).await.unwrap().collect().await;
    match pieces.last().unwrap() {
        Err(ClientError::Refused(refusal)) => assert_eq!(refusal.kind, RefusalKind::Denied),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_providers_error_is_its_own() {
    let upstream = Upstream::start(|_| {
        let mut reply = json_answer(r#"{"error":{"message":"slow down","type":"t","param":null,"code":"c"}}"#);
        *reply.status_mut() = axum::http::StatusCode::BAD_REQUEST;
        reply
    })
    .await;
    let (gate, _) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    match client.invoke_tool("generate", json!({ "messages": [] })).await {
        Err(ClientError::OpenAI(error)) => assert!(error.to_string().contains("slow down"), "{error}"),
        other => panic!("{other:?}"),
    }
}
