//! E-mail addresses, and such as people write them so that no machine reads them.

use crate::kind::Certainty::{self, High, Medium};
use crate::text::{LETTER, OTHER, Text};

/// The most that stands before the `@`, in bytes.
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 253;

/// The address around an `@`.
pub(crate) fn find(text: Text<'_>, at: usize, length: usize, floor: usize) -> Option<(usize, usize)> {
    let start = local(text, at, floor)?;
    let end = domain(text, at + length)?;
    let last = text.0.get(at + length..end)?.rsplit('.').next()?.to_ascii_lowercase();
    if matches!(last.as_str(), "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "css" | "js" | "ts" | "json" | "html")
    {
        return None;
    }
    Some((start, end))
}

/// Where the part before the `@` begins.
fn local(text: Text<'_>, at: usize, floor: usize) -> Option<usize> {
    let least = at.saturating_sub(LONGEST_LOCAL).max(floor);
    let mut start = at;
    if text.byte(at.checked_sub(1)?) == b'"' {
        // Quoted: up to the other quote.
        let quoted = text.bytes().get(least..at - 1)?;
        let open = least + quoted.iter().rposition(|byte| *byte == b'"' || byte.is_ascii_whitespace())?;
        return (text.byte(open) == b'"' && open + 2 < at).then_some(open);
    }
    loop {
        let (symbol, length) = text.before(start);
        if length == 0 || start < least + length || !is_local(symbol) {
            break;
        }
        start -= length;
    }
    // Longer than any address: not one.
    let (outside, length) = text.before(start);
    if length > 0 && is_local(outside) && start > floor {
        return None;
    }
    if outside == b'\\' && matches!(text.byte(start), b'n' | b'r' | b't') {
        start += 1;
    }
    while matches!(text.byte(start), b'.' | b'-' | b'\'' | b'%' | b'&') && start < at {
        start += 1;
    }
    // A password in a URL.
    let (outside, _) = text.before(start);
    if matches!(outside, b':' | b'/') && in_url(text, start) {
        return None;
    }
    (start < at && text.byte(at - 1) != b'.').then_some(start)
}

fn is_local(symbol: u8) -> bool {
    symbol.is_ascii_alphanumeric() || matches!(symbol, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'&' | LETTER)
}

/// Whether `//` stands before, in the same run.
fn in_url(text: Text<'_>, at: usize) -> bool {
    let least = at.saturating_sub(LONGEST_LOCAL);
    let before = text.bytes().get(least..at).unwrap_or_default();
    let run = before
        .iter()
        .rposition(|byte| byte.is_ascii_whitespace())
        .map_or(before, |space| before.get(space..).unwrap_or_default());
    run.windows(2).any(|two| two == b"//")
}

/// Where the domain ends that begins at `from`.
fn domain(text: Text<'_>, from: usize) -> Option<usize> {
    let (mut at, mut label, mut labels, mut end) = (from, from, 0, None);
    let mut letters = true;
    loop {
        let (symbol, length) = text.symbol(at);
        let inside =
            symbol.is_ascii_alphanumeric() || symbol == LETTER || symbol == b'-' || is_letter(text, at, symbol);
        if inside && at - from < LONGEST_DOMAIN {
            letters &= !symbol.is_ascii_digit();
            at += length;
            continue;
        }
        if at == label || text.byte(label) == b'-' {
            break;
        }
        labels += 1;
        let name = text.0.get(label..at)?;
        let top = (letters && name.chars().count() >= 2 && !name.contains('-')) || name.starts_with("xn--");
        if labels >= 2 && top {
            end = Some(at);
        } else if labels >= 2 && symbol != b'.' {
            end = None;
        }
        if symbol != b'.' || at - from >= LONGEST_DOMAIN {
            break;
        }
        at += length;
        label = at;
        letters = true;
    }
    end.filter(|end| !matches!(text.symbol(*end).0, b'_' | b'@'))
}

/// A letter of a script that writes without spaces: in a domain, between the `@` and a dot.
fn is_letter(text: Text<'_>, at: usize, symbol: u8) -> bool {
    symbol == OTHER && text.0.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}

/// The address around the word `dot` at `at`: `name at host dot com`, `name [at] host [dot] com`.
pub(crate) fn spelt(text: Text<'_>, at: usize, floor: usize) -> Option<(usize, usize, Certainty)> {
    let word = |from: usize, to: usize, word: &[u8]| {
        text.bytes().get(from..to).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    if !word(at, at + 3, b"dot") || text.byte(at + 3).is_ascii_alphanumeric() || at == floor {
        return None;
    }
    let host_end = gap_before(text, at, floor)?;
    let host = run_before(text, host_end, floor)?;
    let before = gap_before(text, host, floor)?;
    let bracketed = text.byte(host - 1) != b' ' || text.byte(at - 1) != b' ';
    let (at_word, plain) = match text.byte(before - 1) {
        b'@' => (before - 1, false),
        _ if before >= floor + 2 && word(before - 2, before, b"at") => (before - 2, true),
        _ => return None,
    };
    if plain && text.before(at_word).0.is_ascii_alphanumeric() {
        return None;
    }
    let name_end =
        if plain || text.byte(at_word.checked_sub(1)?) == b' ' { gap_before(text, at_word, floor)? } else { at_word };
    let name = run_before(text, name_end, floor)?;
    // The top level, and further `dot`s.
    let mut end = at;
    for _ in 0..3 {
        if !word(end, end + 3, b"dot") {
            break;
        }
        let label = gap_after(text, end + 3)?;
        let label_end = text.word_end(label, 24);
        let body = text.bytes().get(label..label_end)?;
        if body.len() < 2 || !body.iter().all(u8::is_ascii_alphabetic) {
            return None;
        }
        end = label_end;
        match gap_after(text, label_end) {
            Some(next) if word(next, next + 3, b"dot") => end = next,
            _ => break,
        }
    }
    let top = text.0.get(end.saturating_sub(4)..end)?.to_ascii_lowercase();
    let known = [
        "com", "org", "net", "edu", "gov", " de", " fr", " uk", " io", " eu", " es", " it", " nl", " ca", " au", " us",
        "info", " co", " dev", " ch", " at", " be", " pl", " br",
    ];
    // In plain words it may be a sentence about dots.
    let sure = bracketed || known.iter().any(|known| top.ends_with(known));
    (sure && end > at).then_some((name, end, Medium))
}

/// Where a gap of a space or a bracket begins that ends at `at`.
fn gap_before(text: Text<'_>, at: usize, floor: usize) -> Option<usize> {
    let gap = (floor..at)
        .rev()
        .take(3)
        .take_while(|at| matches!(text.byte(*at), b' ' | b'[' | b'(' | b'{' | b']' | b')' | b'}'))
        .count();
    (gap > 0 && at - gap > floor).then_some(at - gap)
}

fn gap_after(text: Text<'_>, at: usize) -> Option<usize> {
    let gap = (at..text.len())
        .take(3)
        .take_while(|at| matches!(text.byte(*at), b' ' | b'[' | b'(' | b'{' | b']' | b')' | b'}'))
        .count();
    (gap > 0).then_some(at + gap)
}

fn run_before(text: Text<'_>, end: usize, floor: usize) -> Option<usize> {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+');
    let run = (floor..end).rev().take(40).take_while(|at| part(text.byte(*at))).count();
    (1..40).contains(&run).then_some(end - run)
}

/// How sure an address is.
pub(crate) const CERTAINTY: Certainty = High;
