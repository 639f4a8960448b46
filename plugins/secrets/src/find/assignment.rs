//! Values of names that are secret: in code, settings, logs, addresses and sentences.

use std::ops::Range;

use portcullis_guest::Severity;

use crate::find::format;
use crate::found::Found;
use crate::lengths::Lengths;
use crate::name::{self, Keyword, Kind};
use crate::rules::Rule;
use crate::seen::{Memory, Seen};
use crate::text::Text;
use crate::value;
use crate::vocabulary::Vocabulary;

const LONGEST_NAME: usize = 48;
const LONGEST_VALUE: usize = 512;
/// So far behind a name in a sentence may its value stand: `the password for the database is`.
const LONGEST_DETOUR: usize = 48;

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) range: Range<usize>,
    pub(crate) quoted: bool,
    /// In a sentence much looks like a value.
    pub(crate) prose: bool,
}

/// What names and values are compared with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'k> {
    pub(crate) rules: &'k [Rule],
    pub(crate) vocabulary: &'k Vocabulary,
    pub(crate) lengths: &'k Lengths,
}

/// What stands behind the name in which a keyword stands.
pub(crate) fn find<'t>(
    text: &Text<'t>,
    at: usize,
    keyword: &Keyword,
    known: &Known<'_>,
    memory: &mut Memory<'t>,
) -> Option<Found> {
    if !text.has_in_any_case(at, keyword.text.as_bytes()) || !name::may_end(text, at + keyword.text.len(), keyword) {
        return None;
    }
    let keyword_end = at + keyword.text.len();
    let closed = keyword.text.ends_with([':', '=']);
    let mut end = if closed { keyword_end - 1 } else { text.run(keyword_end, LONGEST_NAME, is_name) };
    // No name is so long, and every keyword in such a row asks.
    if end == keyword_end + LONGEST_NAME {
        return None;
    }
    let mut start = at;
    while at - start < LONGEST_NAME && text.before(start).is_some_and(is_name) {
        start -= 1;
    }
    // `arn:…:123456789012:secret:name`
    if text.before(start) == Some(b':') && text.before(start - 1).is_some_and(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if text.before(start) == Some(b'\\') && matches!(text.slice(start..start + 1), b"n" | b"r" | b"t") && start < at {
        start += 1;
    }
    // `-Dname=value`
    if text.slice(start..at).starts_with(b"-D") {
        start += 2;
    }
    while end > keyword_end && matches!(text.slice(end - 1..end), b"." | b"-") {
        end -= 1;
    }
    let name = text.slice(start..end);
    let dashed = name.starts_with(b"-");
    // Another keyword of the same name has found all of the value: what this one finds would be dropped.
    if let Some(reached_end) = memory.is_found(start, (end, dashed)) {
        if reached_end {
            text.reach_end();
        }
        return None;
    }
    let kind = name::judge(name, at - start, keyword, known.vocabulary)?;
    let read = || {
        let value = behind(text, end, dashed, known.vocabulary);
        (value.map(|value| Seen::new(text.slice(value.range.clone()), value)), text.reached_end())
    };
    let (value, reached_end) = memory.value((end, dashed), read);
    if reached_end {
        text.reach_end();
    }
    let value = value?;
    let found = judge(name, kind, value, known)?;
    if found.range == value.how.range {
        memory.found(start);
    }
    Some(found)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether a value is a secret one, and which.
pub(crate) fn judge<'t>(name: &'t [u8], kind: Kind, value: &Seen<'t>, known: &Known<'_>) -> Option<Found> {
    let range = &value.how.range;
    if let Some(rule) = value.format(name, known) {
        return Some(Found::certain(range.clone(), rule, format::severity(rule, value.bytes)));
    }
    let range = value::secret_part(value, kind).map(|part| range.start + part.start..range.start + part.end)?;
    let (id, severity) = match kind {
        Kind::Password => ("password", Severity::Medium),
        Kind::Secret => ("generic-secret", Severity::Medium),
        Kind::Token => ("generic-token", Severity::Medium),
        Kind::Key => ("generic-key", Severity::Medium),
        Kind::Credentials => ("credentials", Severity::Medium),
    };
    Some(Found::new(range, id, severity))
}

/// The value behind a name that ends at `end`.
fn behind(text: &Text, end: usize, dashed: bool, vocabulary: &Vocabulary) -> Option<Value> {
    // What closes the name: `"name":`, `["name"] =`, `**name**:`, `\"name\":`.
    let mut at = text.run(end, 6, |byte| matches!(byte, b'\\' | b'"' | b'\'' | b'`' | b']' | b'*' | b')'));
    if text.has(at, b"&quot;") {
        at += 6;
    }
    let quote_closed = text.slice(end..at).iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let blank = text.skip_blanks(at, 40);
    match (text.at(blank)?, text.at(blank + 1)) {
        // XML and JSX: `<name>value<`
        (b'>', _) if blank == end => read(text, blank + 1, false),
        // `=>`, `->`
        (b'=' | b'-', Some(b'>')) => read(text, blank + 2, false).or_else(|| below(text, blank + 2, true)),
        (b'=', _) => read(text, text.run(blank, 3, |byte| byte == b'='), false),
        (b'?', Some(b'=')) | (b':', Some(b'=')) => read(text, blank + 2, false),
        (b':', _) => {
            let colon = text.run(blank, 2, |byte| byte == b':');
            read(text, colon, false).or_else(|| below(text, colon, false))
        }
        (0xef, _) if text.has(blank, "：".as_bytes()) => read(text, blank + 3, false),
        (b'|', _) => read(text, blank + 1, true),
        (b'%', _) if text.has(blank, b"%3D") || text.has(blank, b"%3A") => read(text, blank + 3, false),
        (b'\\', Some(b'u')) if text.has(blank, b"\\u003d") => read(text, blank + 6, false),
        // `setPassword("value")`, `password("value")`
        (b'(', _) => read_quoted(text, text.skip_blanks(blank + 1, 4)),
        // `put("password", "value")`, `"name": "PASSWORD", "value": "…"`
        (b',', _) if quote_closed => {
            pair(text, blank + 1).or_else(|| read_quoted(text, text.skip_blanks(blank + 1, 8)))
        }
        (b'\n' | b'\r', _) => pair(text, blank),
        // `<add key="password" value="…"`
        (_, _) if quote_closed && text.has(blank, b"value=") => read(text, blank + 6, false),
        (b'"' | b'\'', _) if blank > at => read_quoted(text, blank),
        (_, _) if dashed && blank > at => read(text, blank, false),
        (_, _) if blank > at => sentence(text, blank, vocabulary).or_else(|| bare(text, blank)),
        _ => None,
    }
}

/// The value in `name: X, value: Y`, from behind the `X`.
fn pair(text: &Text, from: usize) -> Option<Value> {
    let at = text.run(from, 64, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'\\'));
    if !text.has_in_any_case(at, b"value") {
        return None;
    }
    let at = text.run(at + 5, 4, |byte| matches!(byte, b'"' | b'\'' | b'\\'));
    let at = text.skip_blanks(at, 8);
    if matches!(text.at(at), Some(b':' | b'=')) { read(text, at + 1, false) } else { None }
}

/// The value in `name … is value` and `name …: value`.
fn sentence(text: &Text, from: usize, vocabulary: &Vocabulary) -> Option<Value> {
    let mut at = from;
    let mut word = from;
    while at < from + LONGEST_DETOUR {
        match text.at(at)? {
            b' ' => {
                let said = text.slice(word..at);
                if matches!(said, b"is" | b"was" | b"are" | b"to" | b"be" | b"as" | b"ist" | b"es" | b"est") {
                    let blank = text.skip_blanks(at, 4);
                    let is = text.run(blank, 4, |byte| matches!(byte, b':' | b'='));
                    return read(text, is, true).filter(|_| !name::is_harmless(text.slice(from..word), vocabulary));
                }
                word = at + 1;
            }
            b':' | b'=' => {
                return read(text, at + 1, true).filter(|_| !name::is_harmless(text.slice(from..at), vocabulary));
            }
            quote @ (b'`' | b'"' | b'\'') if word == at => {
                let harmless = name::is_harmless(text.slice(from..at), vocabulary);
                return if harmless || quote == b'\'' && at > from {
                    None
                } else {
                    read_quoted(text, at).map(|value| Value { prose: true, ..value })
                };
            }
            byte if byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'_' | b'.' | b'@' | b'/' | b'\'' | b'(' | b')') => {}
            _ => return None,
        }
        at += 1;
    }
    None
}

/// The value in `ENV NAME value` and the like: nothing but a blank says that it is one, so it has to look like one.
fn bare(text: &Text, from: usize) -> Option<Value> {
    read(text, from, true).filter(|value| !value.quoted && value::is_strong(text.slice(value.range.clone())))
}

/// The value alone in the next line, further to the right than its name. Behind a colon it has to look like one, since a
/// list may follow there. `sure`: none may.
fn below(text: &Text, from: usize, sure: bool) -> Option<Value> {
    let end = text.skip_blanks(from, 4);
    let start = text.run(end, 2, |byte| matches!(byte, b'\r' | b'\n'));
    let at = text.skip_blanks(start, 40);
    let value = if start > end && at > start { read(text, at, false)? } else { return None };
    let behind = value.range.end + usize::from(value.quoted);
    let alone = text.at(text.skip_blanks(behind, 4)).is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
    (alone && (sure || value.quoted || value::is_strong(text.slice(value.range.clone())))).then_some(value)
}

/// A value, quoted or not, behind blanks.
fn read(text: &Text, from: usize, prose: bool) -> Option<Value> {
    let mut at = text.skip_blanks(from, 40);
    // `**Password:** value`
    at = text.run(at, 2, |byte| byte == b'*');
    at = text.skip_blanks(at, 4);
    if text.has(at, b"&quot;") {
        at += 6;
    }
    if text.has(at, b"%22") || text.has(at, b"%27") {
        at += 3;
    }
    if let Some(value) = read_quoted(text, at) {
        return Some(Value { prose, ..value });
    }
    let end = text.run(at, LONGEST_VALUE, |byte| {
        (byte.is_ascii_graphic() || !byte.is_ascii())
            && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b',' | b';' | b'|')
    });
    // The name of a type stands between the name and its value: `password: str = "…"`.
    if end > at
        && text
            .slice(at..end)
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'?' | b'[' | b']' | b'.' | b'&'))
    {
        let equals = text.skip_blanks(end, 4);
        if equals > end && text.at(equals) == Some(b'=') && text.at(equals + 1) != Some(b'=') {
            return read_quoted(text, text.skip_blanks(equals + 1, 8));
        }
    }
    let end = trimmed(text, at, end);
    // Longer than what is looked at, it is something else.
    if end == at || end - at >= LONGEST_VALUE { None } else { Some(Value { range: at..end, quoted: false, prose }) }
}

/// The end of an unquoted value without what belongs to the text around it.
fn trimmed(text: &Text, start: usize, end: usize) -> usize {
    let mut end = end;
    // The next parameter of an address.
    if let Some(next) = text.slice(start..end).iter().position(|byte| *byte == b'&') {
        let rest = text.slice(start + next + 1..end);
        let name = rest.iter().position(|byte| *byte == b'=');
        if name.is_some_and(|name| rest.iter().take(name).all(|byte| is_name(*byte))) {
            end = start + next;
        }
    }
    loop {
        let value = text.slice(start..end);
        let has = |byte: u8| value.contains(&byte);
        match value.last() {
            Some(b'.' | b':' | b'?') => {}
            Some(b')') if !has(b'(') => {}
            Some(b'}') if !has(b'{') => {}
            Some(b']') if !has(b'[') => {}
            Some(b'*') if value.ends_with(b"**") && !value.starts_with(b"*") => {}
            _ => return end,
        }
        end -= 1;
    }
}

/// A value in quotes: `"…"`, `\"…\"`, `b'…'`.
fn read_quoted(text: &Text, from: usize) -> Option<Value> {
    let mut at = text.run(from, 2, |byte| matches!(byte, b'b' | b'r' | b'f' | b'u' | b'B' | b'R' | b'@' | b'$' | b'L'));
    let escapes = text.run(at, 8, |byte| byte == b'\\') - at;
    at += escapes;
    let quote = text.at(at).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let triple = text.has(at, &[quote; 3]) && text.at(at + 3).is_some_and(|byte| byte != quote);
    let start = at + if triple { 3 } else { 1 };
    let mut end = start;
    let mut slashes = 0;
    loop {
        match text.at(end)? {
            b'\n' | b'\r' => return None,
            b'\\' => slashes += 1,
            byte if byte == quote && slashes <= escapes => break,
            _ => slashes = 0,
        }
        end += 1;
        if end - start > LONGEST_VALUE {
            return None;
        }
    }
    let end = end - slashes.min(escapes);
    (end > start).then_some(Value { range: start..end, quoted: true, prose: false })
}
