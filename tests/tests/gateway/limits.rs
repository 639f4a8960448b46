use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::{Arc, Barrier},
    time::Duration,
};

use portcullis_tests::upstream::{Upstream, json_answer};

use crate::support::{Bench, completion, error};

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::with(&upstream.base(), "", "limits = { body-bytes = 1000, upload-bytes = 2000 }").await;
    let response = bench.chat(&format!(r#"{{"model":"{}"}}"#, "x".repeat(1000))).await;
    assert_eq!(response.status(), 413);
    assert_eq!(error(response).await["code"], "request_too_large");
    let response = bench.post("/v1/files", vec![0; 2001]).send().await.unwrap();
    assert_eq!(response.status(), 413);
    // One that does not say how long it is.
    let pieces = futures_util::stream::iter((0..3).map(|_| Ok::<_, std::io::Error>(vec![0; 1000])));
    let response = bench.post("/v1/files", reqwest::Body::wrap_stream(pieces)).send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert!(upstream.asked().iter().all(|asked| asked.body.is_empty()), "never as if it were whole");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_withheld() {
    let long = completion(&format!(r#"{{"role":"assistant","content":"{}"}}"#, "x".repeat(5000)));
    let upstream = Upstream::answering(long).await;
    let bench = Bench::with(&upstream.base(), "", "limits = { answer-bytes = 4096 }").await;
    let response = bench.chat(r#"{"model":"m"}"#).await;
    assert_eq!(response.status(), 502);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_when_there_are_enough_is_told_to_come_again() {
    let (entered, leave) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let script = (Arc::clone(&entered), Arc::clone(&leave));
    let upstream = Upstream::start(move |_| {
        script.0.wait();
        script.1.wait();
        json_answer("{}")
    })
    .await;
    let bench = Arc::new(Bench::with(&upstream.base(), "", "limits = { requests = 1 }").await);
    let first = tokio::spawn({
        let bench = Arc::clone(&bench);
        async move { bench.chat(r#"{"model":"m"}"#).await.status() }
    });
    tokio::task::spawn_blocking(move || entered.wait()).await.unwrap();
    let second = bench.chat(r#"{"model":"m"}"#).await;
    assert_eq!(second.status(), 503);
    assert_eq!(second.headers()["retry-after"], "1");
    tokio::task::spawn_blocking(move || leave.wait()).await.unwrap();
    assert_eq!(first.await.unwrap(), 200);
}

/// Speaks to the gateway without a client that would not say such things.
fn raw(bench: &Bench, request: &str) -> String {
    let mut stream = TcpStream::connect(bench.running.address()).unwrap();
    // It may have closed before all was sent.
    let _ = stream.write_all(request.as_bytes());
    // A gateway that waits for more has taken the request for a good one.
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_protocol_is_spoken() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let answer = raw(&bench, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    let upgrade = bench.http.get(bench.url("/v1/realtime")).bearer_auth(bench.key.reveal());
    let upgrade = upgrade.header("connection", "upgrade").header("upgrade", "websocket").send().await.unwrap();
    assert_eq!(upgrade.status(), 501);
    assert!(upstream.asked().is_empty());
}

/// Where a body says its length in two ways, one of them counts, and the provider is told that one alone.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_hides_behind_a_request() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let key = bench.key.reveal();
    let hidden = format!("GET /v1/models HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n\r\n");
    let request = format!(
        "POST /v1/files HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\
         content-length: {}\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n{hidden}",
        15 + hidden.len()
    );
    raw(&bench, &request);
    for asked in upstream.asked() {
        assert_eq!((asked.uri.path(), asked.text().as_str()), ("/v1/files", "hello"));
        assert!(!asked.headers.contains_key("content-length"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_whose_end_is_ambiguous_are_refused() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let key = bench.key.reveal();
    for head in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: +5\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 5\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "x: y\r\n z: folded\r\n",
    ] {
        let request = format!(
            "POST /v1/files HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\nconnection: close\r\n{head}\r\nhello"
        );
        let answer = raw(&bench, &request);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{head}: {answer}");
    }
    let long = format!("GET /v1/models HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "x".repeat(1 << 20));
    let answer = raw(&bench, &long);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(upstream.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_servers_read_differently_is_refused() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let key = bench.key.reveal();
    for path in ["/v1/models/%2e%2e/chat/completions", "/v1//chat/completions", "/v1/models/..%2fchat", "/v1/./models"]
    {
        let answer = raw(
            &bench,
            &format!("GET {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"),
        );
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
    assert!(upstream.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_finishes_what_is_under_way() {
    let (entered, leave) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let script = (Arc::clone(&entered), Arc::clone(&leave));
    let upstream = Upstream::start(move |_| {
        script.0.wait();
        script.1.wait();
        json_answer(r#"{"late":true}"#)
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let (request, running) = (bench.post("/v1/chat/completions", r#"{"model":"m"}"#), bench.running);
    let asked = tokio::spawn(async move { request.send().await.unwrap().text().await.unwrap() });
    tokio::task::spawn_blocking(move || entered.wait()).await.unwrap();
    let stopping = tokio::spawn(running.stop());
    tokio::task::spawn_blocking(move || leave.wait()).await.unwrap();
    assert_eq!(asked.await.unwrap(), r#"{"late":true}"#);
    stopping.await.unwrap();
}
