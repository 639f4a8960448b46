//! Somebody who issues tokens, with a key of its own, made for one test.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use portcullis_identity::signing::SigningKey;
use serde_json::{Value, json};

/// The issuer's name.
pub const ISSUER: &str = "https://id.example";
/// Whom its tokens are for.
pub const AUDIENCE: &str = "portcullis";

/// Issues tokens.
pub struct Issuer {
    key: SigningKey,
    kid: String,
}

impl Issuer {
    /// One with a new key, of this name.
    ///
    /// # Panics
    /// Where there is no randomness.
    #[must_use]
    pub fn new(kid: &str) -> Self {
        Self { key: SigningKey::generate().expect("randomness"), kid: kid.to_owned() }
    }

    /// Its key, as it publishes it.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let public = self.key.public().to_string();
        let x = public.strip_prefix("ed25519:").unwrap_or_default();
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": self.kid, "use": "sig", "x": x })
    }

    /// A set with its key alone.
    #[must_use]
    pub fn jwks(&self) -> String {
        json!({ "keys": [self.jwk()] }).to_string()
    }

    /// A token with these claims, beside `iss`, `aud` and, a minute from now, `exp`, unless they are among them.
    #[must_use]
    pub fn token(&self, claims: &Value) -> String {
        let mut all = json!({ "iss": ISSUER, "aud": AUDIENCE, "exp": now() + 60 });
        for (name, value) in claims.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        self.signed(&json!({ "alg": "EdDSA", "kid": self.kid, "typ": "JWT" }), &all)
    }

    /// A token with exactly these parts.
    #[must_use]
    pub fn signed(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", B64.encode(header.to_string()), B64.encode(claims.to_string()));
        format!("{signed}.{}", B64.encode(self.key.sign(signed.as_bytes())))
    }
}

/// The time in seconds since 1970-01-01T00:00:00Z.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
