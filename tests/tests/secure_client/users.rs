use portcullis::event::SubjectKind;
use portcullis_identity::{ClaimMap, Identity, Jwks, TokenOptions, Verifier};
use portcullis_openai::{BindError, BuildError, ClientError, SecureClient};
use portcullis_tests::{
    issuer::{AUDIENCE, ISSUER, Issuer, now},
    upstream::Upstream,
};
use serde_json::{Value, json};

use crate::support::{answer, asking, fintech, gate, question, records, user};

#[tokio::test]
async fn each_users_own_rights_decide_through_one_app() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = fintech().await;
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    for (name, tokens, model) in [("alice", 500, "gpt-3.5-turbo"), ("bob", 2000, "gpt-4"), ("carol", 4000, "gpt-4")] {
        let bound = client.bind_to_user(user(name)).unwrap();
        let mut request = question("gpt-4");
        #[expect(deprecated, reason = "the policies are about this field")]
        {
            request.max_tokens = Some(10_000);
        }
        bound.chat().create(request).await.unwrap();
        let sent: Value = serde_json::from_slice(&upstream.asked().pop().unwrap().body).unwrap();
        assert_eq!((&sent["model"], &sent["max_tokens"]), (&json!(model), &json!(tokens)), "{name}");
        let subject = records(&log).pop().unwrap().event.subject;
        assert_eq!((subject.id.as_str(), subject.kind, subject.via), (name, SubjectKind::User, vec!["app".to_owned()]));
    }
    let nobody = client.chat().create(question("gpt-4")).await.unwrap_err();
    assert!(ClientError::of(&nobody).is_some(), "the app itself has no rights in this pack: {nobody:?}");
}

#[tokio::test]
async fn a_bound_client_ends_with_its_binding_clones_too() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    let bound = client.bind_to_user(user("alice")).unwrap();
    let (clone, agent) = (bound.clone(), bound.through_agent("planner"));
    assert!(bound.is_bound() && clone.is_bound() && agent.is_bound() && !client.is_bound());
    assert!(bound.unbind());
    assert!(!bound.unbind(), "once");
    for client in [&bound, &clone, &agent] {
        let error = client.chat().create(question("m")).await.unwrap_err();
        assert!(matches!(ClientError::of(&error), Some(ClientError::Unbound)), "{error:?}");
        let error = client.models().list().await.unwrap_err();
        assert!(matches!(ClientError::of(&error), Some(ClientError::Unbound)), "{error:?}");
        assert!(matches!(client.invoke_tool("generate", json!({})).await, Err(ClientError::Unbound)));
    }
    assert!(upstream.asked().is_empty() && records(&log).is_empty());
    assert!(client.chat().create(question("m")).await.is_ok(), "the app's own client goes on");
    assert_eq!(agent.bind_to_user(user("bob")).err(), Some(BindError::ForUser("alice".to_owned())));
}

#[tokio::test]
async fn a_token_is_looked_at_at_each_use() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, _) = gate("");
    let client = asking(SecureClient::builder(gate), &upstream).build().await.unwrap();
    let until = |at: u64| Identity { expires_at: Some(at), ..user("alice") };
    assert!(matches!(client.bind_to_user(until(now() - 1)), Err(BindError::Expired(_))));
    // Bound while it holds; asked when it does not any more.
    let (soon, bound) = loop {
        let soon = now() + 1;
        if let Ok(bound) = client.bind_to_user(until(soon)) {
            break (soon, bound);
        }
    };
    while now() < soon {
        tokio::task::yield_now().await;
    }
    let error = bound.chat().create(question("m")).await.unwrap_err();
    assert!(matches!(ClientError::of(&error), Some(ClientError::Expired(_))), "{error:?}");
    assert!(upstream.asked().is_empty());
}

#[tokio::test]
async fn an_app_for_one_user_takes_a_good_token_of_that_user_only() {
    let (upstream, issuer) = (Upstream::answering(answer("hello")).await, Issuer::new("k1"));
    let options = TokenOptions {
        issuer: ISSUER.to_owned(),
        audience: vec![AUDIENCE.to_owned()],
        algorithms: vec![portcullis_identity::Algorithm::EdDSA],
        max_age: None,
        required: vec![],
        claims: ClaimMap::default(),
    };
    let verifier = Verifier::new(options, Jwks::parse(issuer.jwks().as_bytes()).unwrap());
    let (gate, log) = gate("");
    let builder = || asking(SecureClient::builder(gate.clone()), &upstream);
    let token = issuer.token(&json!({ "sub": "alice", "roles": ["analyst"] }));

    let client = builder().token(&verifier, &token).unwrap().user_name("alice").build().await.unwrap();
    client.chat().create(question("m")).await.unwrap();
    let subject = &records(&log)[0].event.subject;
    assert_eq!((subject.id.as_str(), subject.roles.as_slice()), ("alice", &["analyst".to_owned()][..]));
    assert!(client.bind_to_user(user("bob")).is_err(), "users are bound to an app, not to a user");

    let other = builder().token(&verifier, &token).unwrap().user_name("bob").build().await;
    assert!(matches!(other.err(), Some(BuildError::OtherUser { .. })));
    let forged = Issuer::new("k1").token(&json!({ "sub": "alice" }));
    assert!(matches!(builder().token(&verifier, &forged).err(), Some(BuildError::Token(_))));
}
