//! Markup inside a word: `ig**nore**`, `<b>ig</b>nore`, `ig<!-- -->nore`, `"ig" + "nore"`.

/// No tag inside a word is longer, and no comment.
const LONGEST: usize = 32;
/// So many pieces of markup stand side by side at most.
const MOST: usize = 3;

/// Where the markup ends that begins at `at`, which is `at` if there is none.
#[inline]
pub(super) fn glue(bytes: &[u8], at: usize) -> usize {
    if may_begin(bytes, at) { (0..MOST).fold(at, |at, _| one(bytes, at)) } else { at }
}

/// Whether markup may begin here. A single sign is none: pieces may have one between them anyway.
#[inline]
pub(super) fn may_begin(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b' ') | None => false,
        Some(b'<') => true,
        Some(sign @ (b'*' | b'_' | b'~')) => bytes.get(at + 1) == Some(sign),
        Some(b'"' | b'\'') => matches!(bytes.get(at + 1), Some(b' ' | b'+' | b'.')),
        Some(_) => false,
    }
}

fn one(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = rest.get(..LONGEST).unwrap_or(rest);
    let length = match rest {
        [b'<', b'!', b'-', b'-', ..] => rest.array_windows().position(|end| end == b"-->").map_or(0, |end| end + 3),
        [b'<', b'/' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
            rest.iter().position(|byte| *byte == b'>').map_or(0, |end| end + 1)
        }
        [sign @ (b'*' | b'_' | b'~'), ..] => rest.iter().take_while(|byte| *byte == sign).count().min(MOST),
        [quote @ (b'"' | b'\''), rest @ ..] => sum(rest, *quote).map_or(0, |length| length + 1),
        _ => 0,
    };
    at + length
}

/// The length of ` + "`.
fn sum(rest: &[u8], quote: u8) -> Option<usize> {
    let blanks = |rest: &[u8]| rest.iter().take(LONGEST).take_while(|byte| byte.is_ascii_whitespace()).count();
    let plus = blanks(rest);
    let behind = rest.get(plus..)?.strip_prefix(b"+").or_else(|| rest.get(plus..)?.strip_prefix(b"."))?;
    let open = blanks(behind);
    (behind.get(open) == Some(&quote)).then_some(plus + open + 2)
}
