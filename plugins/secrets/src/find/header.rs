//! `Authorization: Basic …` and `Bearer …`.

use portcullis_guest::Severity;

use crate::base64;
use crate::find::format;
use crate::found::Found;
use crate::placeholder;
use crate::random;
use crate::text::Text;
use crate::value;

const LONGEST: usize = 2048;

/// `word` in lower case and a blank, or what stands for one in an address.
fn value_behind(text: &Text, at: usize, word: &[u8]) -> Option<(usize, usize)> {
    if !text.has_in_any_case(at, word) || !format::begins_word(text, at) {
        return None;
    }
    let end = at + word.len();
    let start = if text.has(end, b"%20") {
        end + 3
    } else {
        text.run(end, 4, |byte| matches!(byte, b' ' | b'\t' | b':' | b'='))
    };
    (start > end)
        .then(|| (start, text.run(start, LONGEST, |byte| byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(&byte))))
}

/// A name and a password in base64.
pub(crate) fn basic(text: &Text, at: usize) -> Option<Found> {
    let (start, end) = value_behind(text, at, b"basic")?;
    let pair = base64::decode(text.slice(start..end)).filter(|pair| value::is_pair(pair))?;
    let password = pair.split(|byte| *byte == b':').nth(1).unwrap_or_default();
    let known = placeholder::is_placeholder(password) && password.len() < 12;
    (end - start >= 8 && !known).then(|| Found::new(start..end, "basic-auth", Severity::High).sure())
}

/// `Authorization: token …`, whatever the scheme.
pub(crate) fn authorization(text: &Text, at: usize) -> Option<Found> {
    if !text.has_in_any_case(at, b"authorization") {
        return None;
    }
    let between = |byte: u8| matches!(byte, b'"' | b'\'' | b'\\' | b':' | b'=' | b' ' | b',');
    let from = text.run(at + 13, 12, between);
    let scheme = text.run(from, 16, |byte| byte.is_ascii_alphabetic() || byte == b'-');
    let start = if text.at(scheme) == Some(b' ') { scheme + 1 } else { from };
    let end = text.run(start, LONGEST, |byte| byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(&byte));
    let token = text.slice(start..end);
    // What a name and a password are is judged as such.
    let pair = || base64::decode(token).is_some_and(|pair| value::is_pair(&pair));
    let telling = from > at + 13 && value::is_token(token, 16) && !placeholder::is_placeholder(token) && !pair();
    telling.then(|| Found::new(start..end, "authorization", Severity::High))
}

/// A token of any format.
pub(crate) fn bearer(text: &Text, at: usize) -> Option<Found> {
    let (start, end) = value_behind(text, at, b"bearer")?;
    let end = if text.slice(start..end).ends_with(b".") { end - 1 } else { end };
    let token = text.slice(start..end);
    let telling = end - start >= 16
        && random::is_random(token)
        && !placeholder::is_placeholder(token)
        && !placeholder::is_made_up(token, true);
    telling.then(|| Found::new(start..end, "bearer-token", Severity::High))
}
