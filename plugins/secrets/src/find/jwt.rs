//! JSON Web Tokens: three or five parts of base64, of which the first is a JSON object that names an algorithm.

use portcullis_guest::Severity;

use crate::base64;
use crate::find::format;
use crate::found::Found;
use crate::text::Text;

/// What their first part begins with: `{"`, `{ `, `{\n`.
pub(crate) const STARTS: &[[u8; 3]] = &[*b"eyJ", *b"eyA", *b"ewo"];

/// A token of this many bytes is one in a header of a request that no server would take.
const LONGEST: usize = 8192;

pub(crate) fn find(text: &Text, start: usize) -> Option<Found> {
    if !format::begins_word(text, start) {
        return None;
    }
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let header = text.run(start, 1024, part);
    let algorithm = |json: Vec<u8>| json.windows(5).any(|window| window == b"\"alg\"");
    if text.at(header) != Some(b'.') || !base64::decode(text.slice(start..header)).is_some_and(algorithm) {
        return None;
    }
    let mut end = header;
    let mut parts = 1;
    while parts < 5 && text.at(end) == Some(b'.') {
        let next = text.run(end + 1, LONGEST, part);
        // Encrypted ones have an empty part; an unsigned one ends with one.
        if next == end + 1 && !(parts == 1 || parts == 2) {
            break;
        }
        end = next;
        parts += 1;
    }
    if parts < 3 || end - header < 12 {
        return None;
    }
    Some(Found::new(start..end, "jwt", Severity::High).sure())
}
