use portcullis::{
    audit::{Digest, EvidenceForm},
    document::Document,
};
use portcullis_identity::signing::{EvidenceError, SigningKey, Statement, verify};
use portcullis_openai::{BuildError, SecureClient};
use portcullis_tests::upstream::Upstream;

use crate::support::{answer, asking, gate, question, records, user};

#[tokio::test]
async fn each_governed_request_is_signed_and_its_prompts_are_chained_over_the_session() {
    let upstream = Upstream::answering(answer("hello")).await;
    let (gate, log) = gate("");
    let (key, pack) = (SigningKey::generate().unwrap(), gate.pack().digest());
    let client = asking(SecureClient::builder(gate), &upstream).signing(key.clone()).build().await.unwrap();
    let alice = client.bind_to_user(user("alice")).unwrap().in_session("chat-7");
    alice.chat().create(question("m")).await.unwrap();
    alice.chat().create(question("n")).await.unwrap();
    client.in_session("other").chat().create(question("m")).await.unwrap();

    let requests: Vec<_> = records(&log).into_iter().filter(|record| record.event.phase == "model-request").collect();
    let said: Vec<Statement> = requests
        .iter()
        .map(|record| {
            assert_eq!(verify(record, &[key.public()]), Ok(()));
            let stranger = SigningKey::generate().unwrap().public();
            assert!(matches!(verify(record, &[stranger]), Err(EvidenceError::Unknown { .. })));
            let evidence = record.evidence.as_ref().unwrap();
            assert_eq!(evidence.form, EvidenceForm::Statement);
            serde_json::from_str(&evidence.text).unwrap()
        })
        .collect();
    assert_eq!(said[0].policy, pack);
    assert_eq!((said[0].subject.id.as_str(), said[0].subject.via.as_slice()), ("alice", &["app".to_owned()][..]));
    let prompts: Vec<_> = said.iter().map(|said| &said.prompts[0]).collect();
    assert_eq!((prompts[0].field.as_str(), prompts[0].previous), ("messages", None));
    let sent = Document::parse(upstream.asked()[0].text()).unwrap();
    assert_eq!(prompts[0].digest, Digest::of(sent.get("/messages").unwrap().raw().as_bytes()));
    assert_eq!(prompts[1].previous, Some(prompts[0].link), "the second turn is chained to the first");
    assert_eq!(prompts[2].previous, None, "another session begins anew");
    assert_ne!(said[0].nonce, said[1].nonce);
    // What answers is not asked by anybody.
    assert!(
        records(&log)
            .iter()
            .filter(|record| record.event.phase == "model-response")
            .all(|record| record.evidence.is_none())
    );
}

#[tokio::test]
async fn a_gateways_answers_can_only_be_checked_where_requests_are_signed() {
    let upstream = Upstream::answering("{}").await;
    let (gate, _) = gate("");
    let key = SigningKey::generate().unwrap().public();
    let built = asking(SecureClient::builder(gate), &upstream).gateway([key]).build().await;
    assert!(matches!(built.err(), Some(BuildError::Unsigned)));
}
