//! Addresses with a password or a token in them: `scheme://user:password@host`.

use portcullis_guest::Severity;

use crate::find::assignment::Value;
use crate::found::Found;
use crate::placeholder;
use crate::random;
use crate::text::Text;
use crate::value;

/// Passwords are not longer, nor are names.
const LONGEST: usize = 256;

/// Names and passwords that everybody has.
const EVERYBODY: &[&[u8]] =
    &[b"pass", b"password", b"pwd", b"passwd", b"secret", b"token", b"user", b"username", b"x-oauth-basic"];

/// `at` is the `://`.
pub(crate) fn find(text: &Text, at: usize) -> Option<Found> {
    let scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    text.before(at).filter(|byte| scheme(*byte))?;
    let start = at + 3;
    let mut user_end = None;
    let mut host = None;
    let mut place = start;
    while place < start + LONGEST {
        match text.at(place) {
            Some(b'@') => host = Some(place),
            Some(b':') if user_end.is_none() => user_end = Some(place),
            Some(b'/' | b'?' | b'#') if host.is_some() || user_end.is_none() => break,
            Some(b'"' | b'`' | b'<' | b'>' | b'\\' | b'|' | b' ') | None => break,
            Some(byte) if !byte.is_ascii_graphic() && byte.is_ascii() => break,
            Some(_) => {}
        }
        place += 1;
    }
    let host = host?;
    // A host must follow.
    text.at(host + 1)
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'[' | b'$' | b'{' | b'%' | b'<' | b'_'))?;
    let Some(colon) = user_end.filter(|colon| *colon < host) else {
        let token = text.slice(start..host);
        let how = Value { range: start..host, quoted: false, prose: false };
        let telling =
            token.len() >= 16 && value::is_token(token, 16) && !placeholder::is_placeholder(token) && !how.prose;
        let known = text.slice(host + 1..text.run(host + 1, 80, scheme));
        let public = known.windows(6).any(|window| window == b"sentry");
        return (telling && !public).then(|| Found::new(start..host, "url-token", Severity::High));
    };
    let (user, password) = (text.slice(start..colon), text.slice(colon + 1..host));
    // A path or a second address is no password.
    if password.is_empty()
        || user.contains(&b'/')
        || password.contains(&b'/') && password.windows(2).any(|window| window == b"//")
    {
        return None;
    }
    // A number and a path: `host:8080/@name`.
    let digits = password.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if password.get(digits) == Some(&b'/') {
        return None;
    }
    if user == password && password.len() < 12
        || EVERYBODY.iter().any(|word| password.eq_ignore_ascii_case(word))
        || is_stand_in(password)
    {
        return None;
    }
    Some(Found::new(colon + 1..host, "url-password", Severity::High).sure())
}

/// In an address nearly everything is a password, even a word.
fn is_stand_in(password: &[u8]) -> bool {
    let variable = password.first().is_some_and(|byte| matches!(byte, b'$' | b'{' | b'<' | b'%' | b'[' | b'*'))
        && !(password.starts_with(b"%")
            && password.get(1..3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit)))
        && !(password.len() > 5 && password.starts_with(b"$") && random::is_random(password));
    variable || password.len() < 3 || placeholder::is_placeholder(password)
}
