//! Encoded runs: base64, hexadecimal, numbers of characters, Morse.

use super::{LONGEST_RUN, eight};

/// A shorter run says nothing.
const SHORTEST: usize = 20;
/// What so many characters stand for tells most runs that are no text.
const HEAD: usize = 24;
/// Programs that wrap a run make lines of so many characters.
const SHORTEST_LINE: usize = 32;
const LONGEST_LINE: usize = 128;
/// A query with so many blanks in it says something.
const BLANKS: usize = 3;

/// The text of a run of base64 or hexadecimal that begins at the start of `bytes`, and the run's length in any case.
pub(super) fn run(bytes: &[u8]) -> (usize, Option<String>) {
    let run = digits(bytes, LONGEST_RUN);
    (run.len(), if run.len() < SHORTEST { None } else { decoded(run) })
}

/// The digits of base64, of either alphabet, at the beginning, up to `most` of them.
fn digits(bytes: &[u8], most: usize) -> &[u8] {
    let mut length = 0;
    loop {
        length += eight::row(bytes.get(length..).unwrap_or_default(), most - length);
        if length == most || !matches!(bytes.get(length), Some(b'+' | b'/' | b'=' | b'-' | b'_')) {
            return bytes.get(..length).unwrap_or_default();
        }
        length += 1;
    }
}

fn decoded(run: &[u8]) -> Option<String> {
    let hexadecimal = run.iter().all(u8::is_ascii_hexdigit).then(|| pairs(run)).flatten();
    let base64 = || if begins_as_text(run) { base64(run) } else { None };
    hexadecimal.or_else(base64).and_then(text).or_else(|| base32(run).and_then(text))
}

/// Whether the first bytes of a run of base64 may be those of a text: nearly no row of letters is one.
fn begins_as_text(run: &[u8]) -> bool {
    let head = base64(run.get(..HEAD).unwrap_or(run)).unwrap_or_default();
    // A character that is cut is no fault, at the end of a run neither.
    std::str::from_utf8(&head)
        .map_or_else(|error| error.error_len().is_none() || head.len() < error.valid_up_to() + 4, |_| true)
}

/// The same where the run goes on in further lines, as programs wrap it: all but the last one have one length. Each must
/// say something, so that nothing else is taken for a part of it, and nothing is read again.
pub(super) fn wrapped(bytes: &[u8]) -> Option<(usize, Option<String>)> {
    let line = |at: usize| digits(bytes.get(at..).unwrap_or_default(), LONGEST_LINE + 1);
    let (first, mut at) = (line(0), line(0).len());
    let is_wrapped = (SHORTEST_LINE..=LONGEST_LINE).contains(&at) && matches!(bytes.get(at), Some(b'\r' | b'\n'));
    if !is_wrapped {
        return None;
    }
    let Some(text) = decoded(first) else { return Some((at, None)) };
    let mut run = first.to_vec();
    while run.len() < LONGEST_RUN {
        let rest = bytes.get(at..).unwrap_or_default();
        let begins = at + usize::from(rest.starts_with(b"\r")) + 1;
        let next = line(begins);
        let ends = next.len() < first.len();
        let says = if ends { is_plain(next) } else { next.len() == first.len() && decoded(next).is_some() };
        if !says {
            break;
        }
        run.extend_from_slice(next);
        at = begins + next.len();
        if ends || !matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            break;
        }
    }
    Some((at, if run.len() == first.len() { Some(text) } else { decoded(&run) }))
}

/// Whether the end of a run is plain text.
fn is_plain(run: &[u8]) -> bool {
    let is_plain = |bytes: Vec<u8>| {
        !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
    };
    base64(run).is_some_and(is_plain) || pairs(run).is_some_and(is_plain) || base32(run).is_some_and(is_plain)
}

fn base32(run: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(run.len() * 5 / 8), 0_u32, 0);
    for byte in run {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// What a query of an address says, where it says several words.
pub(super) fn question(query: &[u8]) -> Option<String> {
    let blanks =
        query.iter().filter(|byte| **byte == b'+').count() + query.array_windows().filter(|at| *at == b"%20").count();
    let is_text = blanks >= BLANKS && !query.iter().any(|byte| matches!(byte, b'{' | b'['));
    let text = || {
        let query = std::str::from_utf8(query).ok()?;
        Some(query.replace(['+', '=', '&', '?'], " "))
    };
    if is_text { text() } else { None }
}

fn pairs(run: &[u8]) -> Option<Vec<u8>> {
    run.chunks_exact(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn base64(run: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in run {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Numbers of characters with blanks or commas between them: pairs of hexadecimal digits, decimal, or eight bits each.
pub(super) fn numbers(bytes: &[u8]) -> Option<(usize, String)> {
    if let Some(rest) = bytes.strip_prefix(b"0x") {
        let pair = rest.iter().take(3).take_while(|byte| byte.is_ascii_hexdigit()).count() == 2;
        return if pair { numbers_of(bytes, 16) } else { None };
    }
    let first = bytes.iter().take(9).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let radix = match first {
        8 => 2,
        2 | 3 => 0,
        _ => return None,
    };
    // A number alone, as most are.
    let mut behind = bytes.get(first..)?.iter().take(4);
    if !behind.next().is_some_and(is_gap) || !behind.find(|byte| !is_gap(byte)).is_some_and(u8::is_ascii_hexdigit) {
        return None;
    }
    // Two digits may be either: what is readable decides.
    let radixes: &[u32] = if radix == 2 { &[2] } else { &[16, 10] };
    radixes.iter().find_map(|radix| numbers_of(bytes, *radix))
}

fn is_gap(byte: &u8) -> bool {
    matches!(byte, b' ' | b',' | b'\n')
}

fn numbers_of(bytes: &[u8], radix: u32) -> Option<(usize, String)> {
    let (mut at, mut end, mut values) = (0, 0, Vec::new());
    while at < LONGEST_RUN {
        let mark = if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"0x")) { 2 } else { 0 };
        at += mark;
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest.iter().take(9).take_while(|byte| char::from(**byte).is_digit(radix)).count();
        let fits = matches!((radix, length), (2, 8) | (16, 2) | (10, 2 | 3));
        let digits = rest.get(..length).filter(|_| fits).and_then(|digits| std::str::from_utf8(digits).ok());
        let Some(value) = digits.and_then(|digits| u8::from_str_radix(digits, radix).ok()) else { break };
        if !(value.is_ascii_graphic() || value == b' ' || value == b'\n') {
            break;
        }
        values.push(value);
        at += length;
        end = at;
        let gap = bytes.get(at..).unwrap_or_default().iter().take(3).take_while(|byte| is_gap(byte)).count();
        if gap == 0 {
            break;
        }
        at += gap;
    }
    if values.len() < 8 { None } else { text(values).map(|text| (end, text)) }
}

/// Morse: letters of dots and dashes with blanks between them, words with a slash.
pub(super) fn morse(bytes: &[u8]) -> Option<(usize, String)> {
    let is_part = |byte: &&u8| matches!(byte, b'.' | b'-' | b' ' | b'/' | b'|');
    // Rows of dots and lines of dashes are many: what does not begin like Morse is not read to its end.
    let head = bytes.get(..SHORTEST)?;
    let is_code =
        |group: &[u8]| std::str::from_utf8(group).is_ok_and(|group| "/|".contains(group) || letter(group).is_some());
    let mut groups = head.split(|byte| *byte == b' ').rev();
    // The last one may go on.
    groups.next()?;
    if !head.iter().all(|byte| is_part(&byte)) || !head.contains(&b'-') || !groups.all(is_code) {
        return None;
    }
    let length = bytes.iter().take(LONGEST_RUN).take_while(is_part).count();
    let run = std::str::from_utf8(bytes.get(..length)?).ok()?;
    if length < SHORTEST || !run.contains('-') || !run.contains(' ') {
        return None;
    }
    let mut text = String::new();
    for group in run.split(' ') {
        match group {
            "" => {}
            "/" | "|" | "//" => text.push(' '),
            _ => text.push(letter(group)?),
        }
    }
    if text.len() < 6 { None } else { Some((length, text)) }
}

fn letter(group: &str) -> Option<char> {
    const LETTERS: [&str; 26] = [
        ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--", "-.", "---",
        ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--", "--..",
    ];
    let at = LETTERS.iter().position(|code| *code == group);
    match at {
        Some(at) => char::from_u32(u32::from('a') + u32::try_from(at).ok()?),
        // Digits and punctuation carry no word.
        None => (group.len() >= 5).then_some(' '),
    }
}

/// Bytes that are text for people: nearly all of it letters and blanks.
fn text(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).or_else(|error| {
        // The run may be cut inside a character.
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let whole = bytes.len() - valid < 4;
        String::from_utf8(bytes.into_iter().take(if whole { valid } else { 0 }).collect())
    });
    let text = text.ok()?;
    let (mut all, mut readable) = (0, 0);
    for character in text.chars() {
        all += 1;
        readable +=
            usize::from(character.is_alphanumeric() || character.is_whitespace() || character.is_ascii_punctuation());
    }
    (all >= 8 && readable * 20 >= all * 19).then_some(text)
}
