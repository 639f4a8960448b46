//! Values that are assigned to secret names.

use std::ops::Range;

use crate::base64;
use crate::find::assignment::Value;
use crate::name::Kind;
use crate::placeholder;
use crate::random;
use crate::seen::Seen;

/// Whether a value has the looks of a token of some service.
pub(crate) fn may_be_token(value: &[u8]) -> bool {
    value.len() >= 8 && value.iter().all(u8::is_ascii_graphic) && !placeholder::is_made_up(value, true)
}

/// The part of a value that is secret, if it is.
pub(crate) fn secret_part(seen: &Seen<'_>, kind: Kind) -> Option<Range<usize>> {
    let (value, how) = (seen.bytes, &seen.how);
    if seen.is_placeholder() || how.prose && value.len() < 6 {
        return None;
    }
    let whole = 0..value.len();
    match kind {
        Kind::Password => seen.is_password().then_some(whole),
        Kind::Credentials => credentials(seen),
        // A person may have made it up.
        Kind::Secret => (seen.is_token(8) || value.len() >= 8 && seen.is_password()).then_some(whole),
        Kind::Key => seen.is_token(if how.prose { 12 } else { 10 }).then_some(whole),
        Kind::Token => {
            let uuid = is_uuid(value);
            (!uuid && seen.is_token(16) || uuid && how.quoted).then_some(whole)
        }
    }
}

/// `name:password`, or that in base64.
fn credentials(seen: &Seen<'_>) -> Option<Range<usize>> {
    let value = seen.bytes;
    if base64::decode(value).is_some_and(|text| is_pair(&text)) {
        return Some(0..value.len());
    }
    if let Some(colon) = value.iter().position(|byte| *byte == b':') {
        let secret = value.get(colon + 1..)?;
        let plain = is_password(secret, &seen.how) && !placeholder::is_placeholder(secret) && secret.len() >= 6;
        return plain.then_some(colon + 1..value.len());
    }
    (seen.is_token(16) && !is_uuid(value)).then_some(0..value.len())
}

/// Whether it is a name and a password with a colon between them.
pub(crate) fn is_pair(text: &[u8]) -> bool {
    let colon = text.iter().position(|byte| *byte == b':');
    let printable = text.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    printable && colon.is_some_and(|colon| colon + 1 < text.len())
}

/// Whether a person, or a machine, may have chosen it as a password: not a word, not a number.
pub(crate) fn is_password(value: &[u8], how: &Value) -> bool {
    is_password_if(value, how, || random::is_random(value))
}

/// The same where it is known whether it is random.
pub(crate) fn is_password_if(value: &[u8], how: &Value, is_random: impl FnOnce() -> bool) -> bool {
    let (mut letters, mut digits, mut blanks, mut marks) = (0, 0, 0, 0);
    for byte in value {
        match byte {
            b'0'..=b'9' => digits += 1,
            b' ' => blanks += 1,
            b'_' | b'-' | b'.' | b'/' | b':' | b',' => {}
            _ if byte.is_ascii_alphabetic() || !byte.is_ascii() => letters += 1,
            _ => marks += 1,
        }
    }
    if !(5..=128).contains(&value.len())
        || blanks > 0
            && (!how.quoted
                || digits + marks == 0
                || blanks > 4
                || value.iter().any(|byte| b"<>=()[]{}*,;".contains(byte)))
        || looks_like_data(value)
        || is_identifier(value)
    {
        return false;
    }
    if letters == 0 {
        return digits >= 6 && marks == 0 && digits == value.len() && !how.prose || digits >= 4 && marks >= 2;
    }
    let mixed = digits > 0 || marks > 0;
    let made_up = letters >= 8 && is_random();
    match how.quoted && !how.prose {
        true => mixed || made_up,
        false => (digits > 0 && value.len() >= 6 || marks > 0 && value.len() >= 6) && !is_shell(value) || made_up,
    }
}

/// Whether it can hardly be anything but a secret, whatever stands before it.
pub(crate) fn is_strong(value: &[u8]) -> bool {
    let has = |fits: fn(&u8) -> bool| value.iter().any(fits);
    let marks = has(|byte| b"!@#$%^&*+=?~".contains(byte));
    let cases = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let begins = value.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"!@#$%^*+~".contains(byte));
    value.len() >= 8
        && begins
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && (marks || cases || value.len() >= 20)
        && !value.contains(&b'(')
        && random::is_random(value)
}

/// Whether a machine made it up.
pub(crate) fn is_token(value: &[u8], least: usize) -> bool {
    is_token_if(value, least, || random::is_random(value))
}

/// The same where it is known whether it is random.
pub(crate) fn is_token_if(value: &[u8], least: usize, is_random: impl FnOnce() -> bool) -> bool {
    let mark = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-.~:!@#$%^&*|?".contains(byte);
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let digits = value.iter().any(u8::is_ascii_digit);
    value.len() >= least
        && value.iter().all(mark)
        && letters
        && (digits || value.len() >= 20)
        && is_random()
        && !looks_like_data(value)
}

/// Versions, dates, times, addresses, sizes.
fn looks_like_data(value: &[u8]) -> bool {
    let numeric = value
        .iter()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'/' | b'T' | b'Z' | b'+' | b','));
    let marked = value.iter().any(|byte| !byte.is_ascii_digit());
    if numeric && marked {
        return true;
    }
    // `v1.2.3-beta`, `1.2.3rc1`
    let version = value.strip_prefix(b"v").unwrap_or(value);
    let mut parts = version.split(|byte| *byte == b'.');
    let number = |part: Option<&[u8]>| {
        part.is_some_and(|part| !part.is_empty() && part.len() < 5 && part.iter().all(u8::is_ascii_digit))
    };
    if number(parts.next()) && number(parts.next()) && value.len() < 24 {
        return true;
    }
    // `name@host.example`
    let mut sides = value.split(|byte| *byte == b'@');
    let (user, host, more) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default(), sides.next());
    let host_like =
        host.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) && host.contains(&b'.');
    if more.is_none()
        && !user.is_empty()
        && host_like
        && host
            .split(|byte| *byte == b'.')
            .next_back()
            .is_some_and(|last| last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic))
    {
        return true;
    }
    // `0x00a9`, but no longer key
    if value.len() <= 18 && value.strip_prefix(b"0x").is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
        return true;
    }
    // `16px`, `30s`, `100MB`, `8-64`
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0
        && value.len() - digits <= 3
        && digits < 6
        && value.get(digits..).is_some_and(|unit| unit.iter().all(u8::is_ascii_alphabetic))
}

/// Words, and numbers of up to three digits, with dashes or the like between them: `db-credentials-2`.
fn is_identifier(value: &[u8]) -> bool {
    let parts = || value.split(|byte| matches!(byte, b'_' | b'-' | b'.' | b'/' | b':'));
    let word = |part: &[u8]| {
        let letters = part.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        part.len() - letters <= 3
            && part.iter().skip(letters).all(u8::is_ascii_digit)
            && part.get(..letters).is_some_and(|letters| random::percent(letters) < 40)
    };
    parts().count() > 1 && parts().all(word)
}

/// Whether it is code: comparisons, calls, members.
fn is_shell(value: &[u8]) -> bool {
    let has = |mark: &[u8]| value.windows(mark.len()).any(|window| window == mark);
    let brackets = value.contains(&b'(') && value.contains(&b')') || value.contains(&b'[') && value.contains(&b']');
    has(b"&&")
        || has(b"||")
        || has(b"==")
        || has(b"!=")
        || has(b"()")
        || brackets && random::percent(value) < 50
        || value.starts_with(b"(")
        || value.starts_with(b"{")
        || value.starts_with(b"@") && random::percent(value) < 40
        || value.starts_with(b"!")
            && value.len() > 1
            && random::percent(value) < 30
            && !value.iter().any(u8::is_ascii_digit)
        || value.starts_with(b"&")
        || value.ends_with(b"(")
        || value.ends_with(b"{")
        || value.ends_with(b"[")
}

/// 8-4-4-4-12.
pub(crate) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
