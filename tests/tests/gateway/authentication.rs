use std::{
    fs,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use portcullis_tests::{
    issuer::{AUDIENCE, ISSUER, Issuer, now},
    upstream::{Upstream, json_answer},
};
use serde_json::{Value, json};

use crate::support::{Bench, completion, error};

const HELLO: &str = r#"{"model":"m","messages":[]}"#;

#[tokio::test]
async fn without_a_key_that_is_known_nobody_gets_in() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    for path in ["/v1/chat/completions", "/v1/models", "/nowhere", "/access/v1/evaluation"] {
        for authorization in [None, Some("Bearer pc_wrong"), Some("Basic YTpi"), Some("Bearer "), Some("Bearer a.b.c")]
        {
            let request = bench.http.post(bench.url(path)).body(HELLO);
            let request =
                authorization.into_iter().fold(request, |request, value| request.header("authorization", value));
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 401, "{path} {authorization:?}");
            assert_eq!(error(response).await["code"], "invalid_api_key");
        }
    }
    assert!(upstream.asked().is_empty() && bench.records().is_empty());
}

#[tokio::test]
async fn a_token_says_who_its_bearer_is() {
    let issuer = Issuer::new("k1");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    fs::write(&file, issuer.jwks()).unwrap();
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let jwt = jwt(&format!("{{ file = {file:?} }}")) + "claims = { preset = \"keycloak\" }\n";
    let bench = Bench::with(&upstream.base(), "", &jwt).await;
    let header = json!({ "alg": "EdDSA", "kid": "k1", "typ": "JWT" });
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "exp": now() + 60, "sub": "u-1", "preferred_username": "bob",
        "realm_access": { "roles": ["analyst"] }, "organization": "FinTech", "scope": "read write",
    });
    let ask = async |token: &str| {
        let request = bench.http.post(bench.url("/v1/chat/completions")).bearer_auth(token).body(HELLO);
        request.send().await.unwrap()
    };
    assert_eq!(ask(&issuer.signed(&header, &claims)).await.status(), 200);
    let subject = bench.records()[0].event.subject.clone();
    assert_eq!(
        (subject.id.as_str(), subject.roles, subject.scopes),
        ("bob", vec!["analyst".to_owned()], vec!["read".to_owned(), "write".to_owned()])
    );
    assert_eq!(subject.via, ["app"]);

    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let stranger = Issuer::new("k1");
    let none = {
        let header = json!({ "alg": "none" });
        format!("{}.{}.", B64.encode(header.to_string()), B64.encode(claims.to_string()))
    };
    for (what, token) in [
        ("expired", issuer.signed(&header, &with("exp", json!(now() - 1)))),
        ("not yet", issuer.signed(&header, &with("nbf", json!(now() + 600)))),
        ("issuer", issuer.signed(&header, &with("iss", json!("https://id.example/")))),
        ("audience", issuer.signed(&header, &with("aud", json!(["other"])))),
        ("exp as text", issuer.signed(&header, &with("exp", json!("9999999999")))),
        ("no user", issuer.signed(&header, &with("preferred_username", Value::Null))),
        ("another key", stranger.signed(&header, &claims)),
        ("unknown kid", issuer.signed(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims)),
        ("secret instead of a key", issuer.signed(&json!({ "alg": "HS256", "kid": "k1" }), &claims)),
        ("another family", issuer.signed(&json!({ "alg": "RS256", "kid": "k1" }), &claims)),
        ("critical", issuer.signed(&json!({ "alg": "EdDSA", "kid": "k1", "crit": ["x"], "x": 1 }), &claims)),
        ("own key", stranger.signed(&json!({ "alg": "EdDSA", "jwk": stranger.jwk() }), &claims)),
        ("none", none),
        ("long", format!("{}.{}.x", "a".repeat(20_000), "b")),
    ] {
        assert_eq!(ask(&token).await.status(), 401, "{what}");
    }
    assert_eq!(upstream.asked().len(), 1);
}

fn jwt(keys: &str) -> String {
    format!("[jwt]\nkeys = {keys}\n[jwt.token]\nissuer = \"{ISSUER}\"\naudience = [\"{AUDIENCE}\"]\n")
}

#[tokio::test]
async fn new_keys_of_the_issuer_are_fetched_when_a_token_names_one_but_not_for_each_such_token() {
    let issuers = ["k1", "k2", "k3"].map(Issuer::new);
    let published = Arc::new(Mutex::new(issuers[0].jwks()));
    let keys = {
        let published = Arc::clone(&published);
        Upstream::start(move |_| json_answer(&published.lock().unwrap())).await
    };
    let upstream = Upstream::answering(completion(r#"{"role":"assistant","content":"ok"}"#)).await;
    let bench = Bench::with(&upstream.base(), "", &jwt(&format!("{{ url = \"{}/jwks\" }}", keys.base()))).await;
    let ask = async |issuer: &Issuer| {
        let token = issuer.token(&json!({ "sub": "alice" }));
        let request = bench.http.post(bench.url("/v1/chat/completions")).bearer_auth(token).body(HELLO);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(ask(&issuers[0]).await, 200);
    assert_eq!(keys.asked().len(), 1, "at the start");

    *published.lock().unwrap() = issuers[1].jwks();
    assert_eq!(ask(&issuers[1]).await, 200, "the new key");
    assert_eq!(ask(&issuers[0]).await, 401, "the old one is withdrawn");
    for _ in 0..5 {
        assert_eq!(ask(&issuers[2]).await, 401);
    }
    assert_eq!(keys.asked().len(), 2, "strangers can't have them fetched again and again");
    assert!(keys.asked().iter().all(|asked| !asked.headers.contains_key("authorization")));
}
