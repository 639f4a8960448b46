use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const PREFIX: &str = "pc_";
const BYTES: usize = 32;
const HASH_PREFIX: &str = "sha256:";

/// A secret that a client proves itself by: `pc_` and 43 characters, which carry 256 random bits.
///
/// ```
/// use portcullis_identity::ClientKey;
///
/// let key = ClientKey::generate()?;
/// let kept = key.hash();
/// assert!(kept.matches(key.reveal()));
/// assert!(!kept.matches("pc_something-else"));
/// # Ok::<(), portcullis_identity::ClientKeyError>(())
/// ```
#[derive(Clone)]
pub struct ClientKey(String);

impl ClientKey {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn generate() -> Result<Self, ClientKeyError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|_| ClientKeyError::Random)?;
        Ok(Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }

    /// Its text, to be handed to the client, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientKey(…)")
    }
}

/// The SHA-256 of a client's key, written `sha256:` and 64 hexadecimal digits. A key has too many random bits for anybody to
/// find it by trying, so a fast hash without salt gives nothing away.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of a key's text.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }

    /// Whether it is the hash of this text. Takes the same time whatever the text.
    #[must_use]
    pub fn matches(&self, key: &str) -> bool {
        self.0.ct_eq(&Self::of(key).0).into()
    }
}

impl fmt::Display for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HASH_PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyHash {
    type Err = ClientKeyError;

    fn from_str(text: &str) -> Result<Self, ClientKeyError> {
        let digits = text.strip_prefix(HASH_PREFIX).ok_or(ClientKeyError::Hash)?;
        let mut bytes = [0; 32];
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(ClientKeyError::Hash);
        }
        for (index, byte) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * index..2 * index + 2).unwrap_or_default();
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ClientKeyError::Hash)?;
        }
        Ok(Self(bytes))
    }
}

/// What is wrong with a client's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientKeyError {
    /// There is no randomness to make one of.
    #[error("the system has no randomness for a key")]
    Random,
    /// A text is no hash of a key.
    #[error("the hash of a key is `sha256:` and 64 hexadecimal digits; `portcullis keys client` prints one")]
    Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_and_are_known_by_their_hashes_only() {
        let (one, other) = (ClientKey::generate().unwrap(), ClientKey::generate().unwrap());
        assert!(one.hash().matches(one.reveal()));
        assert!(!one.hash().matches(other.reveal()));
        assert_eq!(one.hash().to_string().parse(), Ok(one.hash()));
        assert!(!format!("{one:?}").contains(one.reveal()));
        for text in
            ["", "sha256:", "sha512:00", &format!("sha256:{}", "g".repeat(64)), &format!("sha256:{}", "é".repeat(32))]
        {
            assert_eq!(text.parse::<KeyHash>(), Err(ClientKeyError::Hash), "{text}");
        }
    }
}
