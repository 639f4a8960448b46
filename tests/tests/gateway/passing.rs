use axum::{body::Body, http::Response};
use portcullis_tests::upstream::{Upstream, json_answer};

use crate::support::{Bench, error, header};

#[tokio::test]
async fn other_families_pass_to_the_byte_in_both_directions() {
    let binary: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let answer = binary.clone();
    let upstream = Upstream::start(move |_| {
        let answer_of =
            Response::builder().status(201).header("content-type", "audio/mpeg").header("x-request-id", "r1");
        answer_of.header("set-cookie", "a=b").body(Body::from(answer.clone())).unwrap()
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let body: Vec<u8> = binary.iter().rev().copied().collect();
    let request = bench.http.post(bench.url("/v1/audio/speech?a=1&b=%20")).bearer_auth(bench.key.reveal());
    let request = request.header("content-type", "multipart/form-data; boundary=x").header("x-portcullis-session", "s");
    let request = request.header("openai-organization", "theirs").header("x-stainless-lang", "js").body(body.clone());
    let response = request.send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "content-type")), (201, "audio/mpeg"));
    assert_eq!((header(&response, "x-request-id"), header(&response, "set-cookie")), ("r1", ""));
    let record = header(&response, "x-portcullis-record").to_owned();
    assert_eq!(response.bytes().await.unwrap(), binary);
    let asked = upstream.asked().remove(0);
    assert_eq!(asked.body, body);
    assert_eq!(asked.uri.to_string(), "/v1/audio/speech?a=1&b=%20");
    assert_eq!(asked.headers["content-type"], "multipart/form-data; boundary=x");
    assert_eq!(asked.headers["content-length"], "100000");
    assert_eq!(asked.headers["x-stainless-lang"], "js");
    assert_eq!(asked.headers["authorization"], "Bearer of-the-gateway");
    let ours: Vec<_> = asked
        .headers
        .keys()
        .map(|name| name.as_str())
        .filter(|name| name.contains("portcullis") || name.starts_with("openai"))
        .collect();
    assert!(ours.is_empty(), "{ours:?}");
    let records = bench.records();
    assert_eq!(records[0].id, record);
    assert_eq!(bench.decided(), ["model-request tool:app/audio allow"]);
    assert_eq!(records[0].payload.content.as_deref(), Some(r#"{"method":"POST","path":"/audio/speech"}"#));
}

#[tokio::test]
async fn each_family_is_handled_as_the_operator_wants() {
    let upstream = Upstream::answering("{}").await;
    let families = "families = { models = \"pass\", batches = \"deny\" }";
    let bench = Bench::with(&upstream.base(), "", families).await;
    let get = async |path: &str| bench.http.get(bench.url(path)).bearer_auth(bench.key.reveal()).send().await.unwrap();
    assert_eq!(get("/v1/models").await.status(), 200);
    assert!(bench.records().is_empty());
    let denied = get("/v1/batches").await;
    assert_eq!(denied.status(), 403);
    assert_eq!(error(denied).await["message"], "batches are not available here.");
    assert_eq!(get("/files/file-1/content").await.status(), 200);
    let unknown = get("/v1/organization/admin_api_keys").await;
    assert_eq!(unknown.status(), 403);
    assert_eq!(
        bench.decided(),
        [
            "model-request tool:app/batches deny",
            "model-request tool:app/files allow",
            "model-request tool:app/other deny",
        ]
    );
    let paths: Vec<_> = upstream.asked().iter().map(|asked| asked.uri.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/models", "/v1/files/file-1/content"]);
}

#[tokio::test]
async fn a_redirect_of_the_provider_is_not_followed() {
    let upstream = Upstream::start(|_| {
        let mut answer = json_answer("{}");
        *answer.status_mut() = axum::http::StatusCode::TEMPORARY_REDIRECT;
        answer.headers_mut().insert("location", "http://127.0.0.1:1/".parse().unwrap());
        answer
    })
    .await;
    let bench = Bench::new(&upstream, "").await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let response = http.get(bench.url("/v1/models")).bearer_auth(bench.key.reveal()).send().await.unwrap();
    assert_eq!(response.status(), 307);
}
