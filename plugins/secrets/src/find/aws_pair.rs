//! The secret half of an AWS key, which has no form of its own but stands behind its id.

use portcullis_guest::Severity;

use crate::class::Class;
use crate::find::format;
use crate::found::Found;
use crate::random;
use crate::text::Text;

/// So far behind the id is it looked for.
const NEAR: usize = 80;

/// `at` is the `AKIA` or `ASIA` of the id.
pub(crate) fn find(text: &Text, at: usize) -> Option<Found> {
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if !format::begins_word(text, at) || text.at(at + 3) != Some(b'A') || text.run(at, 21, upper) != at + 20 {
        return None;
    }
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut place = at + 20;
    while place < at + 20 + NEAR {
        let end = text.run(place, 41, base64);
        let value = text.slice(place..end);
        let mixed = [u8::is_ascii_lowercase as fn(&u8) -> bool, u8::is_ascii_uppercase, u8::is_ascii_digit];
        if value.len() == 40 && mixed.iter().all(|fits| value.iter().any(fits)) && random::is_random(value) {
            let goes_on = text.at(end).is_some_and(|byte| Class::WORD.has(byte) || byte == b'=');
            return (!goes_on).then(|| Found::new(place..end, "aws-secret-key", Severity::Critical).sure());
        }
        place = if end > place { end } else { place + 1 };
        text.at(place)?;
    }
    None
}
