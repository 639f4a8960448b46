//! Checksums that some formats end with.

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How a format can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checksum {
    /// The last six characters are the CRC-32 of what stands between the last underscore and them, in base 62.
    Base62,
    /// The last eight characters are the CRC-32 of all before the underscore in front of them, in hexadecimal, lowest
    /// byte first.
    Hex,
}

impl Checksum {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "base62" => Some(Self::Base62),
            "hex" => Some(Self::Hex),
            _ => None,
        }
    }

    /// Whether a token passes.
    pub(crate) fn passes(self, token: &[u8]) -> bool {
        self.of(token).is_some_and(|sum| token.ends_with(&sum))
    }

    /// What a token would have to end with.
    pub(crate) fn of(self, token: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Base62 => {
                let from = token.iter().rposition(|byte| *byte == b'_')? + 1;
                let body = token.get(from..token.len().checked_sub(6)?)?;
                let mut rest = crc32(body) as usize;
                let mut sum = vec![b'0'; 6];
                for digit in sum.iter_mut().rev() {
                    *digit = BASE62.get(rest % 62).copied().unwrap_or(b'0');
                    rest /= 62;
                }
                Some(sum)
            }
            Self::Hex => {
                let body = token.get(..token.len().checked_sub(9)?)?;
                Some(crc32(body).to_le_bytes().iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect())
            }
        }
    }
}

/// CRC-32 as in gzip.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
