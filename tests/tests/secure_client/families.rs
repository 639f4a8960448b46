use portcullis_openai::{
    ClientError, SecureClient,
    govern::{Family, Handling, RefusalKind},
};
use portcullis_tests::upstream::Upstream;
use serde_json::json;

use crate::support::{asking, gate, records};

async fn models(handling: Option<Handling>) -> (Result<(), async_openai::error::OpenAIError>, usize, Vec<String>) {
    let upstream = Upstream::answering(json!({ "object": "list", "data": [] }).to_string()).await;
    let (gate, log) = gate("");
    let builder = asking(SecureClient::builder(gate), &upstream);
    let builder = handling.into_iter().fold(builder, |builder, handling| builder.family(Family::Models, handling));
    let client = builder.build().await.unwrap();
    let asked = client.models().list().await.map(drop);
    let targets =
        records(&log).into_iter().map(|record| format!("{} {:?}", record.event.target, record.effect).to_lowercase());
    (asked, upstream.asked().len(), targets.collect())
}

#[tokio::test]
async fn what_is_not_governed_passes_and_is_recorded_unless_the_operator_wants_it_otherwise() {
    let (passed, asked, recorded) = models(None).await;
    assert!(passed.is_ok());
    assert_eq!((asked, recorded), (1, vec!["tool:app/models allow".to_owned()]));

    let (passed, asked, recorded) = models(Some(Handling::Pass)).await;
    assert!(passed.is_ok());
    assert_eq!((asked, recorded.len()), (1, 0));

    let (denied, asked, recorded) = models(Some(Handling::Deny)).await;
    let denied = denied.unwrap_err();
    let Some(ClientError::Refused(refusal)) = ClientError::of(&denied) else { panic!("{denied:?}") };
    assert_eq!(refusal.kind, RefusalKind::Denied);
    assert_eq!((asked, recorded), (0, vec!["tool:app/models deny".to_owned()]));
}
