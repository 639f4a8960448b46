//! Values that may pass.

use portcullis_guest::prelude::*;
use sha2::{Digest, Sha256};

/// Values that may pass: test keys, and keys that are public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// These values.
    #[serde(default)]
    pub values: Vec<String>,
    /// All values that begin so.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// The values with these SHA-256 digests, in lower-case hexadecimal: a list that gives nothing away.
    #[serde(default)]
    pub sha256: Vec<String>,
}

impl Allow {
    /// What is wrong with it.
    pub(crate) fn check(&self, errors: &mut ConfigErrors) {
        for (index, prefix) in self.prefixes.iter().enumerate() {
            if prefix.len() < 4 {
                errors.add(format!("/allow/prefixes/{index}"), "the prefix is shorter than 4 bytes");
            }
        }
        for (index, digest) in self.sha256.iter().enumerate() {
            let hex = digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if digest.len() != 64 || !hex {
                errors.add(format!("/allow/sha256/{index}"), "the digest is not 64 digits of lower-case hexadecimal");
            }
        }
    }

    /// Whether a value may pass.
    pub(crate) fn has(&self, value: &str) -> bool {
        self.values.iter().any(|allowed| allowed == value)
            || self.prefixes.iter().any(|prefix| value.starts_with(prefix.as_str()))
            || !self.sha256.is_empty() && self.sha256.contains(&hex(&Sha256::digest(value)))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
