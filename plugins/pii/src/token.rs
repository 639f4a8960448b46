//! Pseudonyms that can be taken back: the token holds the value, encrypted.
//!
//! AES-SIV (RFC 5297) without a nonce: the same value gives the same token, and a token that was altered, or made
//! without the key, for another kind or by another tenant, opens to nothing. What a token tells without the key is its
//! kind, the length of the value, and which other tokens hold the same one.

use std::fmt;

use aes_siv::KeyInit;
use aes_siv::siv::Aes256Siv;
use hmac::{Hmac, Mac};
use sha2::Sha512;

use crate::kind::Kind;

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The longest value that a token holds, in bytes. A longer one gets a label.
const LONGEST: usize = 320;

/// Makes tokens and opens them.
pub(crate) struct Tokens {
    key: [u8; 64],
    tenant: String,
}

/// The key is in no log.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// A token in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    pub(crate) value: String,
}

impl Tokens {
    /// What every token begins with.
    pub(crate) const PREFIX: &str = "pii_";

    /// From a key of any length; none where it cannot be used.
    pub(crate) fn new(key: &[u8], tenant: &str) -> Option<Self> {
        let mut derive: Hmac<Sha512> = Mac::new_from_slice(key).ok()?;
        derive.update(b"portcullis pii token 1");
        Some(Self { key: derive.finalize().into_bytes().into(), tenant: tenant.to_owned() })
    }

    /// The token of a value; none where it is too long.
    pub(crate) fn seal(&self, kind: Kind, value: &str) -> Option<String> {
        if value.len() > LONGEST {
            return None;
        }
        let sealed = Aes256Siv::new(&self.key.into()).encrypt(self.headers(kind), value.as_bytes()).ok()?;
        Some(format!("{}{}_{}", Self::PREFIX, kind.word(), base32(&sealed)))
    }

    fn open(&self, kind: Kind, sealed: &[u8]) -> Option<String> {
        let value = Aes256Siv::new(&self.key.into()).decrypt(self.headers(kind), sealed).ok()?;
        String::from_utf8(value).ok()
    }

    fn headers(&self, kind: Kind) -> [&[u8]; 2] {
        [kind.name().as_bytes(), self.tenant.as_bytes()]
    }

    /// The tokens in a text that this key opens. What does not open is no token.
    pub(crate) fn find(&self, text: &str) -> Vec<Token> {
        let places = text.match_indices(Self::PREFIX).filter_map(|(start, _)| {
            let rest = text.get(start + Self::PREFIX.len()..)?;
            let (word, body) = rest.split_at_checked(rest.find('_').filter(|at| *at < 32)?)?;
            let kind = Kind::ALL.iter().copied().find(|kind| kind.word() == word)?;
            let body = body.get(1..)?;
            let length =
                body.bytes().take((LONGEST + 16) * 8 / 5 + 1).take_while(|byte| ALPHABET.contains(byte)).count();
            let value = self.open(kind, &from_base32(body.get(..length)?)?)?;
            Some(Token { start, end: start + Self::PREFIX.len() + word.len() + 1 + length, kind, value })
        });
        places.collect()
    }
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in bytes {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol(buffer >> bits));
        }
    }
    if bits > 0 {
        text.push(symbol(buffer << (5 - bits)));
    }
    text
}

fn symbol(value: u32) -> char {
    ALPHABET.get((value & 31) as usize).copied().map_or('a', char::from)
}

/// None where no bytes are written so.
fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'a'..=b'z' => byte - b'a',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        buffer = (buffer << 5 | u32::from(value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    // The one way in which these bytes are written.
    (bits < 5 && buffer & ((1 << bits) - 1) == 0).then_some(bytes)
}
