use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    http::{Response, Version, header},
};
use futures_util::{StreamExt, future::join_all, stream};
use portcullis_tests::{
    certificate::Certificate,
    issuer::{AUDIENCE, ISSUER, Issuer},
    upstream::{Upstream, json_answer},
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{Bench, completion};

const HELLO: &str = r#"{"model":"m","messages":[]}"#;

#[tokio::test]
async fn connections_are_encrypted_where_there_is_a_certificate() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let folder = tempfile::tempdir().unwrap();
    let Certificate { file, key, pem } = Certificate::in_folder(folder.path());
    let tls = format!("[tls]\ncertificate = {file:?}\nkey = {key:?}\n");
    let bench = Bench::with(&upstream.base(), "", &tls).await;
    assert!(bench.running.url().starts_with("https://"));
    let url = format!("https://localhost:{}/v1/chat/completions", bench.running.address().port());
    let trusting = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(pem.as_bytes()).unwrap()])
        .resolve("localhost", bench.running.address())
        .build()
        .unwrap();
    let answer = trusting.post(&url).bearer_auth(bench.key.reveal()).body(HELLO).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_11));
    assert!(reqwest::get(url.replace("https", "http")).await.is_err(), "nothing is said in the clear");
}

#[tokio::test]
async fn the_operator_sees_health_readiness_and_figures_elsewhere() {
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let bench = Bench::with(&upstream.base(), "", "[admin]\nlisten = \"127.0.0.1:0\"\n").await;
    let admin = bench.running.admin().unwrap();
    let get = async |path: &str| {
        let answer = bench.http.get(format!("http://{admin}{path}")).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/health").await.0, 200);
    assert_eq!(get("/ready").await, (200, "ready\n".to_owned()));
    assert_eq!(bench.chat(HELLO).await.status(), 200);
    assert_eq!(bench.chat("{").await.status(), 400);
    let (_, figures) = get("/metrics").await;
    for line in [
        "portcullis_requests_total{operation=\"generate\",status=\"200\"} 1",
        "portcullis_requests_total{operation=\"generate\",status=\"400\"} 1",
        "portcullis_requests_under_way 0",
    ] {
        assert!(figures.lines().any(|found| found == line), "`{line}` is missing in\n{figures}");
    }
    for path in ["/metrics", "/health", "/ready"] {
        assert_eq!(bench.http.get(bench.url(path)).send().await.unwrap().status(), 401, "not where clients are");
    }
}

/// Reads until the gateway closes.
fn rest(mut stream: TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_take_too_long_to_ask_are_not_waited_for() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::with(&upstream.base(), "", "limits = { header-s = 1, body-s = 1 }").await;
    let head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n";
    let asked = |text: String| {
        let mut stream = TcpStream::connect(bench.running.address()).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        tokio::task::spawn_blocking(move || rest(stream))
    };
    let headers = asked(head.to_owned()).await.unwrap();
    assert!(headers.is_empty() || headers.starts_with("HTTP/1.1 408"), "{headers}");
    let body = format!("{head}authorization: Bearer {}\r\ncontent-length: 100\r\n\r\n{{", bench.key.reveal());
    let body = asked(body).await.unwrap();
    assert!(body.starts_with("HTTP/1.1 408") && body.contains("request_timeout"), "{body}");
    let upload = format!(
        "POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 100\r\n\r\nhalf",
        bench.key.reveal()
    );
    let upload = asked(upload).await.unwrap();
    assert!(upload.starts_with("HTTP/1.1 408") && upload.contains("request_timeout"), "{upload}");
    assert!(upstream.asked().iter().all(|asked| asked.body.is_empty()), "never as if it were whole");
}

/// Tells when it is dropped.
struct Told(Arc<Notify>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_take_its_answer_is_given_up() {
    let given_up = Arc::new(Notify::new());
    let told = Arc::clone(&given_up);
    let upstream = Upstream::start(move |_| {
        let told = Told(Arc::clone(&told));
        let endless = stream::repeat(vec![b'x'; 60_000]).map(move |piece| {
            let _ = &told;
            Ok::<_, std::io::Error>(piece)
        });
        Response::new(Body::from_stream(endless))
    })
    .await;
    let bench = Bench::with(&upstream.base(), "", "limits = { write-s = 1 }").await;
    let mut client = TcpStream::connect(bench.running.address()).unwrap();
    let request =
        format!("GET /v1/files/f/content HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", bench.key.reveal());
    client.write_all(request.as_bytes()).unwrap();
    given_up.notified().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_not_read_for() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&made);
    let upstream = Upstream::start(move |asked| {
        if asked.uri.path() != "/v1/chat/completions" {
            return json_answer("{}");
        }
        let counted = Arc::clone(&counted);
        let chunk = json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{ "index": 0, "delta": { "content": "x".repeat(60_000) }, "finish_reason": null }] });
        let piece = format!("data: {chunk}\n\n");
        let pieces = stream::iter(0..2000).map(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(piece.clone())
        });
        Response::builder().header(header::CONTENT_TYPE, "text/event-stream").body(Body::from_stream(pieces)).unwrap()
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let mut answer = bench.chat(r#"{"model":"m","stream":true,"messages":[]}"#).await;
    assert!(answer.chunk().await.unwrap().is_some());
    // Others are served meanwhile; were the stream taken in, it would have been by now.
    for _ in 0..50 {
        assert_eq!(
            bench.http.get(bench.url("/v1/models")).bearer_auth(bench.key.reveal()).send().await.unwrap().status(),
            200
        );
    }
    let taken = made.load(Ordering::SeqCst);
    assert!(taken < 600, "{taken} of 2000 pieces were taken in for somebody who does not read");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_users_at_once_have_each_their_own_rights() {
    let users = 50;
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let issuer = Issuer::new("k1");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    fs::write(&file, issuer.jwks()).unwrap();
    let document = |user: usize| {
        format!(
            "{{ policy_id = \"user:u{user}\", resources = [\"tool:app/generate\"], constraints = {{ parameters = {{ \"tool:app/generate\" = {{ max_tokens = {{ type = \"integer\", max = {} }} }} }} }} }}",
            100 + user
        )
    };
    // The last ones have no rights at all.
    let documents: Vec<_> = (0..users - 5).map(document).collect();
    let entry = format!(
        "[[plugin]]\nid = \"mapl\"\ncomponent = \"mapl.wasm\"\nphases = [\"model-request\"]\ngrants = {{ state = [\"mapl/\"] }}\nconfig = {{ documents = [{}] }}\n",
        documents.join(", ")
    );
    let jwt = format!(
        "[jwt]\nkeys = {{ file = {file:?} }}\n[jwt.token]\nissuer = \"{ISSUER}\"\naudience = [\"{AUDIENCE}\"]\n"
    );
    let bench = Bench::with(&upstream.base(), &entry, &jwt).await;
    let ask = async |user: usize| {
        let token = issuer.token(&json!({ "sub": format!("u{user}") }));
        let body = json!({ "model": "m", "messages": [], "max_tokens": 9000, "user": format!("u{user}") });
        let request = bench.http.post(bench.url("/v1/chat/completions")).bearer_auth(token).body(body.to_string());
        (user, request.send().await.unwrap().status().as_u16())
    };
    for (user, status) in join_all((0..users).chain(0..users).map(ask)).await {
        assert_eq!(status, if user < users - 5 { 200 } else { 403 }, "u{user}");
    }
    let asked = upstream.asked();
    assert_eq!(asked.len(), 2 * (users - 5));
    for asked in asked {
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        let user: usize = body["user"].as_str().unwrap()[1..].parse().unwrap();
        assert_eq!(body["max_tokens"], 100 + user);
    }
    let requests = bench.records().into_iter().filter(|record| record.event.phase == "model-request");
    let subjects: std::collections::BTreeSet<_> = requests.map(|record| record.event.subject.id).collect();
    assert_eq!(subjects.len(), users);
}
