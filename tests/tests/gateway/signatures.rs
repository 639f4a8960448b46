use portcullis::audit::EvidenceForm;
use portcullis_identity::signing::{Answer, Request, SigningKey, verify};
use portcullis_openai::{ClientError, SecureClient};
use portcullis_tests::{issuer::now, upstream::Upstream};
use reqwest::{Response, header::HeaderMap};

use crate::support::{Bench, completion, error, header, policy};

const PATH: &str = "/v1/chat/completions";
const HELLO: &str = r#"{"model":"m","messages":[]}"#;

struct Signing {
    bench: Bench,
    app: SigningKey,
    gateway: SigningKey,
    _folder: tempfile::TempDir,
}

async fn signing(upstream: &Upstream, entries: &str) -> Signing {
    let folder = tempfile::tempdir().unwrap();
    let (app, gateway) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let file = folder.path().join("gateway.pem");
    gateway.write(&file).unwrap();
    let more = format!("[signing]\nkey = {{ file = {file:?} }}\n");
    let client = format!("public-key = \"{}\"\n", app.public());
    let bench = Bench::made(&upstream.base(), entries, &more, &client).await;
    Signing { bench, app, gateway, _folder: folder }
}

fn signed(key: &SigningKey, body: &str, at: u64) -> HeaderMap {
    Request { method: "POST", path: PATH, query: None, body: body.as_bytes() }.sign(key, at).unwrap().headers
}

impl Signing {
    async fn ask(&self, headers: &HeaderMap, body: &str) -> Response {
        self.bench.post(PATH, body.to_owned()).headers(headers.clone()).send().await.unwrap()
    }
}

#[tokio::test]
async fn a_signed_request_is_taken_once_and_its_signature_is_in_the_record() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let signing = signing(&upstream, "").await;
    let headers = signed(&signing.app, HELLO, now());
    let response = signing.ask(&headers, HELLO).await;
    assert_eq!(response.status(), 200);

    let record = signing.bench.records().into_iter().find(|record| record.event.phase == "model-request").unwrap();
    assert_eq!(record.evidence.as_ref().unwrap().form, EvidenceForm::HttpMessage);
    assert_eq!(verify(&record, &[signing.app.public()]), Ok(()));
    for name in ["signature", "signature-input", "content-digest"] {
        assert!(!upstream.asked()[0].headers.contains_key(name), "`{name}` is not the provider's business");
    }

    let (status, answered) = (response.status().as_u16(), response.headers().clone());
    let record = header(&response, "x-portcullis-record").to_owned();
    let body = response.bytes().await.unwrap();
    let answer = Answer { status, record: Some(&record), body: Some(&body) };
    assert!(answer.verify(&answered, &headers, &[signing.gateway.public()]).is_ok());

    let again = signing.ask(&headers, HELLO).await;
    assert_eq!(again.status(), 401);
    assert_eq!(error(again).await["code"], "invalid_signature");
    assert_eq!(upstream.asked().len(), 1);
}

#[tokio::test]
async fn what_is_not_signed_or_not_so_or_not_now_is_refused() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let signing = signing(&upstream, "").await;
    let stranger = SigningKey::generate().unwrap();
    for (what, headers) in [
        ("unsigned", HeaderMap::new()),
        ("of another body", signed(&signing.app, "{}", now())),
        ("by a stranger", signed(&stranger, HELLO, now())),
        ("long ago", signed(&signing.app, HELLO, now() - 600)),
        ("ahead of time", signed(&signing.app, HELLO, now() + 600)),
    ] {
        let response = signing.ask(&headers, HELLO).await;
        assert_eq!(response.status(), 401, "{what}");
        assert_eq!(error(response).await["code"], "invalid_signature", "{what}");
    }
    assert!(upstream.asked().is_empty() && signing.bench.records().is_empty());
}

#[tokio::test]
async fn a_client_and_a_gateway_know_each_other_by_their_keys() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok","refusal":null}"#)).await;
    let deny = policy("\"model-request\"", r#"{ when = ["/model", "no"], then = { deny = "no-such-model" } }"#);
    let signing = signing(&upstream, &deny).await;
    let client = async |key: portcullis_identity::signing::PublicKey| {
        let (gate, _) = portcullis_tests::scripted(&[("local", "{ rules = [] }", "")]);
        let builder = SecureClient::builder(gate).app("desk").api_key(signing.bench.key.reveal());
        let builder = builder.base_url(signing.bench.url("/v1")).signing(signing.app.clone()).gateway([key]);
        builder.build().await.unwrap()
    };
    let ask = serde_json::json!({ "model": "m", "messages": [] });
    let known = client(signing.gateway.public()).await;
    let answer = known.invoke_tool("generate", ask.clone()).await.unwrap();
    assert_eq!(answer["choices"][0]["message"]["content"], "ok");
    // The gateway's refusal is signed as well, and is the provider's answer from where the client stands.
    let denied = known.invoke_tool("generate", serde_json::json!({ "model": "no", "messages": [] })).await;
    assert!(
        matches!(&denied, Err(ClientError::OpenAI(error)) if error.to_string().contains("policy_denied")),
        "{denied:?}"
    );

    let stranger = client(SigningKey::generate().unwrap().public()).await;
    let refused = stranger.invoke_tool("generate", ask).await;
    assert!(matches!(refused, Err(ClientError::Peer { status: 200, .. })), "{refused:?}");
}

#[tokio::test]
async fn the_gateway_signs_what_others_ask_it_with_its_own_key() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
    let file = folder.path().join("gateway.pem");
    key.write(&file).unwrap();
    let bench = Bench::with(&upstream.base(), "", &format!("[signing]\nkey = {{ file = {file:?} }}\n")).await;
    assert_eq!(bench.chat(HELLO).await.status(), 200);
    let record = bench.records().remove(0);
    assert_eq!(record.evidence.as_ref().unwrap().form, EvidenceForm::Statement);
    assert_eq!(verify(&record, &[key.public()]), Ok(()));
}
