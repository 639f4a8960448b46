use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

const PREFIX: &str = "sha256:";
const HEX_DIGITS: usize = 64;

/// A SHA-256 digest, written `sha256:` and 64 lower-case hexadecimal digits.
///
/// ```
/// use portcullis_audit::Digest;
///
/// let digest = Digest::of(b"abc");
/// let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// assert_eq!(digest.to_string(), text);
/// assert_eq!(text.parse(), Ok(digest));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// All zeros: what stands for "nothing before" in the first record of a log.
    pub const ZERO: Self = Self([0; 32]);

    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Hasher::new().with(bytes).digest()
    }

    /// A digest that was computed elsewhere.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The text, as ASCII.
    pub(crate) fn digits(&self) -> [u8; PREFIX.len() + HEX_DIGITS] {
        let mut text = [0; PREFIX.len() + HEX_DIGITS];
        let (prefix, digits) = text.split_at_mut(PREFIX.len());
        prefix.copy_from_slice(PREFIX.as_bytes());
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        text
    }
}

const fn digit(half: u8) -> u8 {
    if half < 10 { b'0' + half } else { b'a' + half - 10 }
}

/// A digest in the making.
#[derive(Debug, Clone)]
pub(crate) struct Hasher(Sha256);

impl Hasher {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// The same, after some more bytes.
    pub(crate) fn with(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    pub(crate) fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

fn as_text(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Records have many digests: digit by digit through the formatter, they would take most of a record's time.
        formatter.write_str(as_text(&self.digits()))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Digest {
    type Err = DigestParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(PREFIX).ok_or(DigestParseError::Prefix)?.as_bytes();
        if digits.len() != HEX_DIGITS {
            return Err(DigestParseError::Length { found: digits.len() });
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair
                .iter()
                .try_fold(0, |value, digit| Ok(value << 4 | nibble(*digit).ok_or(DigestParseError::Digit)?))?;
        }
        Ok(Self(bytes))
    }
}

/// Lower case only: a digest has one spelling, so that equal digests are equal texts.
const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(as_text(&self.digits()))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Digest;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`sha256:` and 64 lower-case hexadecimal digits")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digest, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

/// Why a text is not a [`Digest`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestParseError {
    /// The algorithm is missing, or another one.
    #[error("a digest starts with `sha256:`")]
    Prefix,
    /// Too few or too many digits.
    #[error("a digest has 64 hexadecimal digits, found {found} bytes")]
    Length {
        /// Bytes behind the prefix.
        found: usize,
    },
    /// Something else than `0` to `9` and `a` to `f`.
    #[error("the digits of a digest are `0` to `9` and lower-case `a` to `f`")]
    Digit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_value_survives_text_and_json() {
        let digest = Digest::from_bytes(std::array::from_fn(|index| index as u8 * 8 + 7));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        let json = serde_json::to_string(&digest).unwrap();
        assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), digest);
    }

    #[test]
    fn other_spellings_are_refused() {
        let zeros = |count| "0".repeat(count);
        for (spelling, problem) in [
            (format!("sha512:{}", zeros(64)), DigestParseError::Prefix),
            (format!("SHA256:{}", zeros(64)), DigestParseError::Prefix),
            (zeros(64), DigestParseError::Prefix),
            (format!("sha256:{}", zeros(63)), DigestParseError::Length { found: 63 }),
            (format!("sha256:{}", zeros(65)), DigestParseError::Length { found: 65 }),
            (format!("sha256:{}A", zeros(63)), DigestParseError::Digit),
            (format!("sha256:g{}", zeros(63)), DigestParseError::Digit),
            (format!("sha256:{}é", zeros(62)), DigestParseError::Digit),
            (format!("sha256:+{}", zeros(63)), DigestParseError::Digit),
        ] {
            assert_eq!(spelling.parse::<Digest>(), Err(problem), "{spelling}");
        }
    }
}
