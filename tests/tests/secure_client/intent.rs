use portcullis_openai::{BuildError, ClientError, SecureClient};
use portcullis_tests::{guest, upstream::Upstream};
use serde_json::json;

use crate::support::{answer, asking, fintech, gate, question, records, user};

#[tokio::test]
async fn what_the_app_says_it_is_for_narrows_what_its_users_may() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = fintech().await;
    let pack = gate.pack().digest();
    let intent = json!({
        "policy_id": "purpose", "version": "1", "resources": ["tool:app/generate"],
        "constraints": { "parameters": { "tool:app/generate": {
            "model": { "allowed_values": ["gpt-3.5-turbo"], "on_violation": "deny" },
        } } },
    });
    let client = asking(SecureClient::builder(gate), &upstream).intent(guest("mapl"), intent).build().await.unwrap();
    let carol = client.bind_to_user(user("carol")).unwrap();
    carol.chat().create(question("gpt-3.5-turbo")).await.unwrap();
    let error = carol.chat().create(question("gpt-4")).await.unwrap_err();
    assert!(matches!(ClientError::of(&error), Some(ClientError::Refused(_))), "{error:?}");
    let record = records(&log).pop().unwrap();
    assert_eq!(record.reason.unwrap().plugin.as_deref(), Some("intent"));
    assert_ne!(record.pack.digest, pack, "what decides is another pack");
    assert_eq!(upstream.asked().len(), 1);
}

#[tokio::test]
async fn an_intent_that_is_no_policy_is_no_client() {
    let upstream = Upstream::answering("{}").await;
    for (intent, document) in [(json!({}), true), (json!({ "policy_id": "p", "resorces": [] }), false)] {
        let (gate, _) = gate("");
        let built = asking(SecureClient::builder(gate), &upstream).intent(guest("mapl"), intent).build().await;
        match built.err() {
            Some(BuildError::IntentDocument) => assert!(document),
            Some(BuildError::Intent(error)) => assert!(!document && error.to_string().contains("resorces"), "{error}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_intent_covers_nothing_that_the_pack_leaves_uncovered() {
    let upstream = Upstream::answering(answer("hello")).await;
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"idle\"\ncomponent = \"scripted.wasm\"\nphases = [\"agent-plan\"]\n";
    let pack = portcullis_tests::PackFolder::new(manifest, &["scripted"]).load().unwrap();
    let gate = portcullis::gate::Gate::new(pack, portcullis::audit::Log::in_memory());
    let intent = json!({ "policy_id": "purpose", "version": "1", "resources": ["**"] });
    let client = asking(SecureClient::builder(gate), &upstream).intent(guest("mapl"), intent).build().await.unwrap();
    assert!(client.chat().create(question("m")).await.is_err());
    assert!(upstream.asked().is_empty());
}
