//! Tokens that somebody made to be taken for good ones.

use portcullis_identity::{ClaimMap, TokenError};
use serde_json::json;

use crate::support::{NOW, Signer};

const CLAIMS: &str = r#"{"iss":"https://id.example","aud":"us","exp":1767225660,"sub":"ada"}"#;

#[test]
fn what_a_header_says_of_keys_elsewhere_is_not_looked_at() {
    let (ours, theirs) = (Signer::new(), Signer::new());
    let verifier = ours.verifier(ClaimMap::default());
    for header in [
        json!({ "alg": "EdDSA", "jku": "http://127.0.0.1:1/jwks" }),
        json!({ "alg": "EdDSA", "x5u": "http://127.0.0.1:1/cert" }),
        json!({ "alg": "EdDSA", "x5c": ["AAAA"] }),
        json!({ "alg": "EdDSA", "jwk": { "kty": "OKP", "crv": "Ed25519", "x": "AAAA" } }),
    ] {
        assert_eq!(verifier.verify(&ours.signed(&header.to_string(), CLAIMS), NOW).unwrap().id, "ada", "{header}");
        assert!(verifier.verify(&theirs.signed(&header.to_string(), CLAIMS), NOW).is_err(), "{header}");
    }
}

#[test]
fn a_key_is_named_to_the_letter() {
    let signer = Signer::new();
    let verifier = signer.verifier(ClaimMap::default());
    for kid in ["../k", "k\0", "K", "k ", "", "/dev/null", "' OR 1=1 --"] {
        let token = signer.signed(&json!({ "alg": "EdDSA", "kid": kid }).to_string(), CLAIMS);
        assert_eq!(verifier.verify(&token, NOW), Err(TokenError::UnknownKey), "{kid:?}");
    }
}

#[test]
fn what_is_no_token_or_none_that_is_read_in_one_way_is_refused() {
    let signer = Signer::new();
    let verifier = signer.verifier(ClaimMap::default());
    let good = signer.signed(r#"{"alg":"EdDSA"}"#, CLAIMS);
    assert!(verifier.verify(&good, NOW).is_ok());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for token in [
        "",
        ".",
        "..",
        "a.b.c",
        signed,
        &format!("{signed}."),
        &format!("{good}."),
        &format!("{good}.x"),
        &format!("{good}="),
        &format!(" {good}"),
        &format!("{signed}.{signature}{signature}"),
        &signer.signed(r#"{"alg":"none"}"#, CLAIMS),
        &signer.signed(r#"{"alg":"eddsa"}"#, CLAIMS),
        &signer.signed(r#"{"alg":["EdDSA"]}"#, CLAIMS),
        &signer.signed(r#"{"alg":"EdDSA","alg":"none"}"#, CLAIMS),
        &signer.signed(r#"{"alg":"EdDSA","crit":["exp"]}"#, CLAIMS),
        &signer.signed(r#"{"alg":"EdDSA"}"#, "[]"),
        &signer.signed(r#"{"alg":"EdDSA"}"#, &"[".repeat(5_000)),
    ] {
        assert!(verifier.verify(token, NOW).is_err(), "{token}");
    }
}

#[test]
fn times_and_audiences_are_what_rfc_7519_says_they_are() {
    let signer = Signer::new();
    let verifier = signer.verifier(ClaimMap::default());
    let verify = |claims| verifier.verify(&signer.token(claims), NOW);
    assert!(
        verify(json!({ "sub": "ada", "aud": ["them", "us"], "nbf": NOW, "iat": NOW, "exp": 1_767_225_601.5 })).is_ok()
    );
    for (claims, expected) in [
        (json!({ "exp": NOW }), TokenError::Expired),
        (json!({ "exp": null }), TokenError::Claim { claim: "exp".to_owned() }),
        (json!({ "exp": -1 }), TokenError::Claim { claim: "exp".to_owned() }),
        (json!({ "exp": 1e300 }), TokenError::Claim { claim: "exp".to_owned() }),
        (json!({ "exp": "9999999999" }), TokenError::Claim { claim: "exp".to_owned() }),
        (json!({ "nbf": NOW + 31 }), TokenError::NotYet),
        (json!({ "iat": NOW + 31 }), TokenError::NotYet),
        (json!({ "aud": ["them"] }), TokenError::Audience),
        (json!({ "aud": "US" }), TokenError::Audience),
        (json!({ "iss": "https://id.example/" }), TokenError::Issuer),
        (json!({ "sub": "" }), TokenError::Claim { claim: "user".to_owned() }),
    ] {
        let mut all = json!({ "sub": "ada" });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        assert_eq!(verify(all), Err(expected), "{claims}");
    }
}
