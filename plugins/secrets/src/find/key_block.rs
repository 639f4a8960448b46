//! Private keys in blocks: PEM of all kinds, OpenSSH, PGP, and PuTTY's own format.
//!
//! The lines may be joined by escapes, blanks or quotes and commas, as they are in JSON, YAML and code. Once a block has
//! begun that has a key's looks, everything is part of it up to its `END`, or for [`LONGEST`] bytes.

use portcullis_guest::Severity;

use crate::found::Found;
use crate::random;
use crate::text::Text;

/// No key is longer: 16384 bits of RSA are 12.7 KB.
const LONGEST: usize = 32 * 1024;
/// The shortest keys have more base64 than this.
const SHORTEST: usize = 40;

/// `begin` is the `BEGIN` of `-----BEGIN RSA PRIVATE KEY-----`.
pub(crate) fn pem(text: &Text, begin: usize) -> Option<Found> {
    let start = begin.checked_sub(5).filter(|start| text.sees(*start) && text.has(*start, b"-----BEGIN "))?;
    let label = begin + 6;
    let dashes = text.run(label, 64, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
    let private = text.slice(label..dashes).windows(11).any(|window| window == b"PRIVATE KEY");
    if !private || !text.has(dashes, b"-----") {
        return None;
    }
    let limit = start + LONGEST;
    let body = walk(text, dashes + 5, limit);
    let end = match body.stop {
        Stop::End(end) => end,
        Stop::Strange(place) if body.letters >= SHORTEST => end_mark(text, place, limit).unwrap_or(body.last),
        Stop::Strange(_) | Stop::Limit => body.last,
    };
    if body.letters < SHORTEST || random::is_regular(text.slice(body.longest.0..body.longest.1)) {
        return None;
    }
    Some(Found::new(start..end, "private-key", Severity::Critical).sure())
}

/// `at` is the `Private-Lines` of a PuTTY key.
pub(crate) fn putty(text: &Text, at: usize) -> Option<Found> {
    if !text.has(at, b"Private-Lines: ") {
        return None;
    }
    let from = text.run(at + 15, 3, |byte| byte.is_ascii_digit());
    let start = text.run(from, 6, |byte| matches!(byte, b'\r' | b'\n' | b' '));
    let body = walk(text, start, at + LONGEST);
    (body.letters >= SHORTEST).then(|| Found::new(start..body.last, "private-key", Severity::Critical).sure())
}

/// What stands in a block.
struct Body {
    /// So many characters of base64, in pieces that no words are.
    letters: usize,
    /// Where the last of these pieces ends.
    last: usize,
    longest: (usize, usize),
    stop: Stop,
}

enum Stop {
    /// Behind the `END`.
    End(usize),
    /// At something that stands in no block.
    Strange(usize),
    Limit,
}

fn walk(text: &Text, from: usize, limit: usize) -> Body {
    let mut body = Body { letters: 0, last: from, longest: (from, from), stop: Stop::Limit };
    let mut at = from;
    while at < limit {
        let Some(byte) = text.at(at) else { return Body { stop: Stop::Strange(at), ..body } };
        match byte {
            // The `n` of `\n` is no base64.
            b'\\' => at += if matches!(text.at(at + 1), Some(b'n' | b'r' | b't')) { 2 } else { 1 },
            b'-' if text.has(at, b"-----END") => {
                let stop = end_mark(text, at, limit).map_or(Stop::Strange(at), Stop::End);
                return Body { stop, ..body };
            }
            _ if is_base64(byte) => {
                let end = text.run(at, limit - at, is_base64);
                if matches!(text.at(end), Some(b':' | b'-')) && text.at(end + 1) != Some(b'-') {
                    // A header: `Proc-Type: 4,ENCRYPTED`.
                    if text.has(at, b"Private-") {
                        return Body { stop: Stop::Strange(at), ..body };
                    }
                    at = text.run(end, 256, |byte| byte != b'\n' && byte != b'\\');
                    continue;
                }
                if end - at >= 16 || body.letters > 0 && end - at >= 2 {
                    body.letters += end - at;
                    body.last = end;
                    if end - at > body.longest.1 - body.longest.0 {
                        body.longest = (at, end);
                    }
                }
                at = end;
            }
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b',' | b'#' | b'>' | b'|' | b';' => at += 1,
            _ => return Body { stop: Stop::Strange(at), ..body },
        }
    }
    body
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Where the block's last line ends, which stands somewhere behind `from`.
fn end_mark(text: &Text, from: usize, limit: usize) -> Option<usize> {
    for at in from..limit {
        text.at(at)?;
        if text.at(at) == Some(b'-') && text.has(at, b"-----BEGIN") {
            return None;
        }
        if text.at(at) == Some(b'-') && text.has(at, b"-----END") {
            let label = text.run(at + 8, 64, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
            return Some(text.run(label, 5, |byte| byte == b'-'));
        }
    }
    None
}
