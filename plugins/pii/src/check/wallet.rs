//! Check sums of wallets' addresses.

use sha2::{Digest, Sha256};

/// Base58Check of Bitcoin and its like: 25 bytes, the last four of which are of a hash.
pub(crate) fn base58(address: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0_u8; 25];
    for symbol in address {
        let Some(mut carry) = ALPHABET.iter().position(|letter| letter == symbol) else { return false };
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).unwrap_or(0);
            carry /= 256;
        }
        if carry > 0 {
            return false;
        }
    }
    let (body, check) = bytes.split_at(21);
    Sha256::digest(Sha256::digest(body)).starts_with(check)
}

/// Bech32 and Bech32m, in small letters: `bc1…`.
pub(crate) fn bech32(address: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let step = |check: u32, value: u32| {
        let bits = GENERATOR.iter().enumerate().filter(|(bit, _)| check >> 25 >> bit & 1 == 1);
        bits.fold((check & 0x01ff_ffff) << 5 ^ value, |check, (_, polynomial)| check ^ polynomial)
    };
    let Some(one) = address.iter().rposition(|byte| *byte == b'1') else { return false };
    let (human, data) = address.split_at(one);
    let mut check = human.iter().fold(1, |check, byte| step(check, u32::from(byte >> 5)));
    check = step(check, 0);
    check = human.iter().fold(check, |check, byte| step(check, u32::from(byte & 31)));
    for symbol in data.iter().skip(1) {
        let Some(value) = ALPHABET.iter().position(|letter| letter == symbol) else { return false };
        check = step(check, u32::try_from(value).unwrap_or(0));
    }
    data.len() > 7 && (check == 1 || check == 0x2bc8_30a3)
}
