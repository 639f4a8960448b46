use async_openai::types::{
    completions::CreateCompletionRequestArgs, embeddings::CreateEmbeddingRequestArgs, responses::CreateResponseArgs,
};
use axum::http::StatusCode;
use futures_util::StreamExt;
use portcullis_openai::{ClientError, SecureClient, govern::RefusalKind};
use portcullis_tests::upstream::{Upstream, json_answer, stream_answer};
use serde_json::{Value, json};

use crate::support::{answer, asking, chunk, gate, policy, question, records};

#[tokio::test]
async fn each_governed_method_is_decided_as_its_own_operation() {
    let upstream = Upstream::start(|asked| {
        json_answer(&match asked.uri.path() {
            "/v1/chat/completions" => answer("hello"),
            "/v1/completions" => {
                json!({ "id": "t", "object": "text_completion", "created": 1, "model": "m", "choices": [] }).to_string()
            }
            "/v1/embeddings" => {
                json!({ "object": "list", "model": "m", "data": [], "usage": { "prompt_tokens": 1, "total_tokens": 1 } })
                    .to_string()
            }
            _ => json!({ "id": "r", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": [] })
                .to_string(),
        })
    })
    .await;
    let (gate, log) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    let answer = client.chat().create(question("m")).await.unwrap();
    assert_eq!(answer.choices[0].message.content.as_deref(), Some("hello"));
    let request = CreateCompletionRequestArgs::default().model("m").prompt("p").build().unwrap();
    client.completions().create(request).await.unwrap();
    let request = CreateEmbeddingRequestArgs::default().model("m").input("i").build().unwrap();
    client.embeddings().create(request).await.unwrap();
    let request = CreateResponseArgs::default().model("m").input("i").build().unwrap();
    client.responses().create(request).await.unwrap();

    let requests: Vec<_> = records(&log).into_iter().filter(|record| record.event.phase == "model-request").collect();
    let targets: Vec<_> = requests.iter().map(|record| record.event.target.as_str()).collect();
    assert_eq!(targets, ["tool:app/generate", "tool:app/complete", "tool:app/embed", "tool:app/respond"]);
    for (record, asked) in requests.iter().zip(upstream.asked()) {
        assert_eq!(
            record.payload.after,
            Some(portcullis::audit::Digest::of(&asked.body)),
            "what was sent was recorded"
        );
        assert_eq!(asked.headers["authorization"], "Bearer of-the-app");
        assert_eq!((record.event.subject.id.as_str(), record.event.subject.via.len()), ("app", 0));
    }
}

#[tokio::test]
async fn a_denial_is_typed_has_its_record_and_sends_nothing() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = gate(&policy(r#"{ when = ["/model", "forbidden"], then = { deny = "no-such-model" } }"#));
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    let denied = client.chat().create(question("forbidden")).await.unwrap_err();
    let Some(ClientError::Refused(refusal)) = ClientError::of(&denied) else { panic!("{denied:?}") };
    assert_eq!(refusal.kind, RefusalKind::Denied);
    assert_eq!(refusal.record.as_ref(), Some(&records(&log)[0].id));
    assert!(ClientError::of(&client.chat().create_stream(question("forbidden")).await.err().unwrap()).is_some());
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn what_a_policy_edits_is_what_is_sent_and_both_are_on_record() {
    let upstream = Upstream::answering(answer("hello")).await;
    let edit = r#"{ when = ["/model", "big"], then = { edit = [["/model", "small"], ["/max_tokens", 100]] } }"#;
    let (gate, log) = gate(&policy(edit));
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    client.chat().create(question("big")).await.unwrap();
    let sent: Value = serde_json::from_slice(&upstream.asked()[0].body).unwrap();
    assert_eq!((&sent["model"], &sent["max_tokens"]), (&json!("small"), &json!(100)));
    let record = records(&log).remove(0);
    assert_ne!(Some(record.payload.before), record.payload.after);
    assert_eq!(record.payload.after, Some(portcullis::audit::Digest::of(&upstream.asked()[0].body)));
}

#[tokio::test]
async fn a_stream_passes_and_ends_with_a_typed_error_where_its_text_is_denied() {
    let events = chunk("Hel") + &chunk("lo") + "data: [DONE]\n\n";
    let upstream = Upstream::start(move |_| stream_answer(&events, 7)).await;
    let (open, _) = gate("");
    let client = asking(SecureClient::builder(open), &upstream).build().await.unwrap();
    let mut stream = client.chat().create_stream(question("m")).await.unwrap();
    let mut text = String::new();
    while let Some(chunk) = stream.next().await {
        text.push_str(chunk.unwrap().choices[0].delta.content.as_deref().unwrap_or_default());
    }
    assert_eq!(text, "Hello");

    let judge = policy(r#"{ then = { deny = "not-that" } }"#).replace("model-request", "model-response");
    let (strict, _) = gate(&judge);
    let client = asking(SecureClient::builder(strict), &upstream).build().await.unwrap();
    let stream = client.chat().create_stream(question("m")).await.unwrap();
    let ended: Vec<_> = stream.collect().await;
    let refusal = ClientError::of_stream(ended.last().unwrap().as_ref().unwrap_err()).unwrap();
    assert_eq!(refusal.kind, RefusalKind::Denied);
    let before = ended.iter().filter_map(|chunk| chunk.as_ref().ok());
    let shown: String = before.filter_map(|chunk| chunk.choices.first()?.delta.content.clone()).collect();
    assert_eq!(shown, "", "what is denied as a whole is not shown in part");
}

#[tokio::test]
async fn a_busy_provider_is_asked_again_what_was_decided_once() {
    let busy = std::sync::atomic::AtomicBool::new(true);
    let upstream = Upstream::start(move |_| {
        let mut reply = json_answer(&answer("hello"));
        if busy.swap(false, std::sync::atomic::Ordering::SeqCst) {
            *reply.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        }
        reply
    })
    .await;
    let (gate, log) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    client.chat().create(question("m")).await.unwrap();
    assert_eq!(upstream.asked().len(), 2);
    assert_eq!(upstream.asked()[0].body, upstream.asked()[1].body);
    assert_eq!(records(&log).iter().filter(|record| record.event.phase == "model-request").count(), 1);
}

#[tokio::test]
async fn a_providers_own_error_comes_as_async_openai_has_it() {
    let upstream = Upstream::start(|_| {
        let error = json!({ "error": { "message": "no such model", "type": "invalid_request_error", "code": "model_not_found" } });
        let mut reply = json_answer(&error.to_string());
        *reply.status_mut() = StatusCode::NOT_FOUND;
        reply
    })
    .await;
    let (gate, _) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    let error = client.chat().create(question("m")).await.unwrap_err();
    assert!(ClientError::of(&error).is_none());
    assert!(error.to_string().contains("no such model"), "{error}");
}
