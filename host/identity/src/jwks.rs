use jsonwebtoken::{
    DecodingKey,
    jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse},
};

use crate::Algorithm;

/// More keys than anybody publishes.
const MAX_KEYS: usize = 100;

/// The keys that an issuer publishes: a JSON Web Key Set (RFC 7517).
#[derive(Clone)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

/// Why a text is no set of keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JwksError {
    /// It is not the JSON that it should be.
    #[error("it is no JSON Web Key Set")]
    Json(#[from] serde_json::Error),
    /// It has more keys than anybody publishes.
    #[error("it has {found} keys, more than {MAX_KEYS}")]
    TooMany {
        /// How many.
        found: usize,
    },
    /// Nothing in it can check a signature.
    #[error("it has no key for signatures: RSA, EC or OKP keys are needed")]
    NoKey,
}

impl Jwks {
    /// Reads a set of keys. Keys that are not for signatures, or that are secrets, are passed over.
    ///
    /// # Errors
    /// A text that is no set, or has no key that can be used.
    pub fn parse(text: &[u8]) -> Result<Self, JwksError> {
        let set: JwkSet = serde_json::from_slice(text)?;
        let found = set.keys.len();
        if found > MAX_KEYS {
            return Err(JwksError::TooMany { found });
        }
        let for_signatures = |key: &Jwk| {
            let secret = matches!(key.algorithm, AlgorithmParameters::OctetKey(_));
            !secret && !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption))
        };
        let keys: Vec<_> = set.keys.into_iter().filter(for_signatures).collect();
        if keys.is_empty() { Err(JwksError::NoKey) } else { Ok(Self { keys }) }
    }

    /// The key that a token names; where it names none, the only one there is.
    pub(crate) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let fits = |key: &&Jwk| {
            let named = key.common.key_algorithm.is_none_or(|named| named.to_string() == algorithm.name());
            named && algorithm.takes(&key.algorithm)
        };
        let mut keys = self.keys.iter().filter(fits);
        let key = match id {
            Some(id) => keys.find(|key| key.common.key_id.as_deref() == Some(id))?,
            None => {
                let key = keys.next()?;
                if keys.next().is_some() {
                    return None;
                }
                key
            }
        };
        DecodingKey::from_jwk(key).ok()
    }
}
