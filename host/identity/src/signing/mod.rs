//! Signatures by apps and gateways: Ed25519 over statements of what was asked, and over HTTP messages (RFC 9421).

mod key;
mod message;
mod prompts;
mod replay;
mod statement;

pub use key::{KeyError, PublicKey, SigningKey};
pub use message::{Answer, MessageError, Request, Signed, Verified};
pub use prompts::{PromptChain, PromptLink};
pub use replay::{ReplayError, ReplayGuard};
pub use statement::{EvidenceError, Statement, Who, verify};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Something that is said once: 22 characters, which carry 128 random bits.
///
/// # Errors
/// The system has no randomness.
pub fn nonce() -> Result<String, KeyError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
