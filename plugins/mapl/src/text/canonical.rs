//! One spelling for what others would take for one name or one path: percent-encoding, compatibility forms, look-alikes,
//! invisible characters, doubled slashes, `.` and `..`, and for names the case too.
//!
//! A denial looks at this form beside the one that was written. A permission must hold for both.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::look_alike;

/// Encodings of encodings: nobody nests deeper who means well.
const MAX_ROUNDS: usize = 8;

/// The name of a resource, `<domain>:<owner>/<operation>`, without case. None where it is encoded too many times over.
pub(crate) fn resource(text: &str) -> Option<Cow<'_, str>> {
    if is_plain(text) {
        return Some(lower(text));
    }
    let text = decoded(text)?.to_lowercase();
    let (domain, path) = match text.split_once(':') {
        Some((domain, path)) if !domain.contains('/') => (Some(domain.trim()), path),
        _ => (None, text.as_str()),
    };
    let path = resolved(path);
    Some(Cow::Owned(domain.map_or_else(|| path.clone(), |domain| format!("{domain}:{path}"))))
}

/// A name without a path in it, such as an argument's or a team's, without case.
pub(crate) fn name(text: &str) -> Option<Cow<'_, str>> {
    if text.bytes().all(is_folded) {
        return Some(Cow::Borrowed(text));
    }
    if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'%' && byte != b'\\') {
        return Some(lower(text));
    }
    Some(Cow::Owned(decoded(text)?.to_lowercase().trim().to_owned()))
}

/// Whether a byte stands for itself in a name, whatever stands beside it: what is seen, but for capitals, `%` and `\`.
fn is_folded(byte: u8) -> bool {
    /// Looked up: every event has several names.
    #[expect(clippy::indexing_slicing, reason = "worked out at compile time, where an index out of range is an error")]
    const FOLDED: [bool; 256] = {
        let mut folded = [false; 256];
        let mut byte = b'!';
        while byte <= b'~' {
            folded[byte as usize] = !byte.is_ascii_uppercase() && byte != b'%' && byte != b'\\';
            byte += 1;
        }
        folded
    };
    FOLDED.get(usize::from(byte)).copied().unwrap_or_default()
}

/// ASCII without its case; most names have none.
fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The forms of a value, besides the one that was written, that a tool may make of it: decoded, and as a path. Empty where
/// all are the same; none where it is encoded too many times over.
pub(crate) fn values(text: &str) -> Option<Vec<String>> {
    if is_plain(text) {
        return Some(Vec::new());
    }
    let decoded = decoded(text)?;
    let path = led(&decoded);
    let mut forms = Vec::new();
    for form in [decoded, path] {
        if form != text && !forms.contains(&form) {
            forms.push(form);
        }
    }
    Some(forms)
}

/// What a path with `..`, doubled slashes, backslashes or percent-encoding leads to; none where the value has no such
/// thing in it, and so is what it seems.
pub(crate) fn path(text: &str) -> Option<Result<String, ()>> {
    let slashes = text.contains(['/', '\\', '%']);
    let steps = text.contains("..") || text.contains('%') || text.contains("//") || text.contains("/./");
    if !slashes || !steps {
        return None;
    }
    let Some(decoded) = decoded(text) else { return Some(Err(())) };
    Some(Ok(led(&decoded)))
}

/// Where a path leads, from the root where it starts there.
fn led(path: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", resolved(path))
}

/// ASCII in which nothing can stand for anything else.
fn is_plain(text: &str) -> bool {
    let mut before = b'/';
    for byte in text.bytes() {
        if !byte.is_ascii() || byte < b' ' || byte == 0x7f || byte == b'%' || byte == b'\\' {
            return false;
        }
        // Doubled and leading slashes, blanks and dots at either end of a segment, blanks beside a colon.
        let edge = |byte| matches!(byte, b'/' | b':');
        if edge(before) && matches!(byte, b'/' | b' ' | b'.') || edge(byte) && matches!(before, b' ' | b'.') {
            return false;
        }
        before = byte;
    }
    !matches!(before, b'/' | b' ' | b'.') || text.is_empty()
}

/// Without percent-encoding, compatibility forms, look-alikes and invisible characters; backslashes are slashes.
fn decoded(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let plain = percent_decoded(&text);
        let next = if plain.is_ascii() { visible(plain.chars()) } else { visible(plain.nfkc()) };
        if next == text {
            return Some(text);
        }
        text = next;
    }
    None
}

fn visible(characters: impl Iterator<Item = char>) -> String {
    let seen = characters.filter(|character| !look_alike::is_invisible(*character)).map(look_alike::ascii);
    seen.map(|character| if character == '\\' { '/' } else { character }).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if let (b'%', [high, low, after @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Where a path leads: without empty segments, `.` and `..`, and without blanks and dots that file systems drop.
fn resolved(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment.trim() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment.trim_end_matches(['.', ' '])),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_or_lead_alike_are_one() {
        for alike in [
            "tool:app/delete",
            "TOOL:App/Delete",
            "tool:app//delete",
            "tool:app/./delete",
            "tool:app/x/../delete",
            "tool:app/x/../../app/delete",
            "tool:../app/delete",
            "tool:%61pp/delete",
            "tool:%2561pp/d%65lete",
            "tool:app%2fdelete",
            "tool:app\\delete",
            "tool:app/dеlete",
            "tool:app/ｄｅｌｅｔｅ",
            "tool:app/𝐝𝐞𝐥𝐞𝐭𝐞",
            "tool:app/de\u{200b}lete",
            "tool:app/delete ",
            "tool : app/delete",
            "tool:.//app/delete",
            "tool:app/delete.",
            "tool:app∕delete",
            "tool:app/\u{202e}delete",
            "\u{feff}tool:app/delete/",
        ] {
            assert_eq!(resource(alike).unwrap(), "tool:app/delete", "{alike:?}");
        }
        for other in ["tool:app/deleted", "tool:app2/delete", "tool:/delete", "tool:app", "data:app/delete"] {
            assert_ne!(resource(other).unwrap(), "tool:app/delete", "{other:?}");
        }
    }

    #[test]
    fn what_is_encoded_without_end_has_no_form() {
        let nested = format!("tool:%{}61pp", "25".repeat(40));
        assert_eq!(resource(&nested), None);
        assert_eq!(values(&nested), None);
    }

    #[test]
    fn the_usual_name_is_not_copied() {
        assert!(matches!(resource("tool:secure-openai-app/generate"), Some(Cow::Borrowed(_))));
        assert!(matches!(name("max_tokens"), Some(Cow::Borrowed(_))));
    }

    #[test]
    fn values_keep_their_case_and_have_a_form_for_each_reading() {
        assert_eq!(values("SELECT name FROM users"), Some(vec![]));
        assert_eq!(
            values("/safe/%2e%2e/Etc/passwd"),
            Some(vec!["/safe/../Etc/passwd".to_owned(), "/Etc/passwd".to_owned()])
        );
        assert_eq!(values("DR%4FP TABLE x"), Some(vec!["DROP TABLE x".to_owned()]));
    }

    #[test]
    fn a_path_leads_where_it_leads() {
        assert_eq!(path("/safe/../etc/passwd"), Some(Ok("/etc/passwd".to_owned())));
        assert_eq!(path("safe/%2e%2e/etc"), Some(Ok("etc".to_owned())));
        assert_eq!(path("/safe/report.txt"), None);
        assert_eq!(path("100 percent... and more"), None);
    }
}
