use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use portcullis_identity::{Algorithm, ClaimMap, Jwks, TokenOptions, Verifier, signing::SigningKey};
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_767_225_600;

/// An issuer with one key.
pub(crate) struct Signer(SigningKey);

impl Signer {
    pub(crate) fn new() -> Self {
        Self(SigningKey::generate().unwrap())
    }

    pub(crate) fn verifier(&self, claims: ClaimMap) -> Verifier {
        let public = self.0.public().to_string();
        let x = public.strip_prefix("ed25519:").unwrap();
        let keys = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "k", "x": x }] });
        let options = TokenOptions {
            issuer: "https://id.example".to_owned(),
            audience: vec!["us".to_owned()],
            algorithms: vec![Algorithm::EdDSA],
            max_age: None,
            required: vec![],
            claims,
        };
        Verifier::new(options, Jwks::parse(keys.to_string().as_bytes()).unwrap())
    }

    /// A good token with these claims.
    pub(crate) fn token(&self, claims: Value) -> String {
        let mut all = json!({ "iss": "https://id.example", "aud": ["them", "us"], "exp": NOW + 60 });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        self.signed(&json!({ "alg": "EdDSA", "kid": "k" }).to_string(), &all.to_string())
    }

    /// A token of exactly these texts.
    pub(crate) fn signed(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", B64.encode(header), B64.encode(claims));
        format!("{signed}.{}", B64.encode(self.0.sign(signed.as_bytes())))
    }
}
