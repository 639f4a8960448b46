use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use jsonwebtoken::{EncodingKey, Header};
use p256::{elliptic_curve::sec1::ToEncodedPoint, pkcs8::EncodePrivateKey};
use portcullis_identity::{Algorithm, ClaimMap, Jwks, TokenError, TokenOptions, Verifier};
use rsa::{pkcs1::EncodeRsaPrivateKey, traits::PublicKeyParts};
use serde_json::{Value, json};

const NOW: u64 = 1_767_225_600;

fn verifier(keys: &[Value], algorithms: &[Algorithm]) -> Verifier {
    let options = TokenOptions {
        issuer: "https://id.example".to_owned(),
        audience: vec!["us".to_owned()],
        algorithms: algorithms.to_vec(),
        max_age: None,
        required: vec![],
        claims: ClaimMap::default(),
    };
    Verifier::new(options, Jwks::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap())
}

fn token(algorithm: jsonwebtoken::Algorithm, kid: &str, key: &EncodingKey) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
    let claims = json!({ "iss": "https://id.example", "aud": "us", "sub": "alice", "exp": NOW + 60 });
    jsonwebtoken::encode(&header, &claims, key).unwrap()
}

struct Rsa {
    private: EncodingKey,
    jwk: Value,
    modulus: Vec<u8>,
}

fn rsa() -> Rsa {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
    let modulus = key.n().to_bytes_be();
    let jwk = json!({
        "kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256",
        "n": B64.encode(&modulus), "e": B64.encode(key.e().to_bytes_be()),
    });
    Rsa { private: EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes()), jwk, modulus }
}

fn ec() -> (EncodingKey, Value) {
    let key = p256::SecretKey::random(&mut rsa::rand_core::OsRng);
    let point = key.public_key().to_encoded_point(false);
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig",
        "x": B64.encode(point.x().unwrap()), "y": B64.encode(point.y().unwrap()),
    });
    (EncodingKey::from_ec_der(key.to_pkcs8_der().unwrap().as_bytes()), jwk)
}

#[test]
fn tokens_signed_by_rsa_and_by_curves_are_taken_by_their_own_keys() {
    let (rsa, (ec, ec_jwk)) = (rsa(), ec());
    let verifier = verifier(&[rsa.jwk.clone(), ec_jwk], &[Algorithm::RS256, Algorithm::ES256]);
    for token in
        [token(jsonwebtoken::Algorithm::RS256, "rsa", &rsa.private), token(jsonwebtoken::Algorithm::ES256, "ec", &ec)]
    {
        assert_eq!(verifier.verify(&token, NOW).unwrap().id, "alice");
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut bytes = B64.decode(signature).unwrap();
        bytes[20] ^= 1;
        let forged = format!("{signed}.{}", B64.encode(bytes));
        assert_eq!(verifier.verify(&forged, NOW), Err(TokenError::Signature));
    }
}

#[test]
fn an_algorithm_is_that_of_the_key_and_one_that_the_operator_named() {
    let (rsa, (ec, ec_jwk)) = (rsa(), ec());
    let both = verifier(&[rsa.jwk.clone(), ec_jwk.clone()], &[Algorithm::RS256, Algorithm::ES256]);
    // Of another family than the key that is named.
    assert!(both.verify(&token(jsonwebtoken::Algorithm::RS256, "ec", &rsa.private), NOW).is_err());
    assert!(both.verify(&token(jsonwebtoken::Algorithm::ES256, "rsa", &ec), NOW).is_err());
    // The public key, which everybody has, taken for a secret that both sides share.
    for secret in [rsa.modulus.as_slice(), rsa.jwk.to_string().as_bytes()] {
        let forged = token(jsonwebtoken::Algorithm::HS256, "rsa", &EncodingKey::from_secret(secret));
        assert_eq!(both.verify(&forged, NOW), Err(TokenError::Algorithm));
    }
    // Good, but not named.
    let only_ec = verifier(&[rsa.jwk, ec_jwk], &[Algorithm::ES256]);
    let good = token(jsonwebtoken::Algorithm::RS256, "rsa", &rsa.private);
    assert_eq!(only_ec.verify(&good, NOW), Err(TokenError::Algorithm));
}
