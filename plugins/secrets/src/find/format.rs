//! Tokens that speak for themselves.

use portcullis_guest::Severity;

use crate::class::Class;
use crate::found::Found;
use crate::pattern::Pattern;
use crate::placeholder;
use crate::rules::Rule;
use crate::text::Text;

/// What a rule's pattern finds where one of its triples stands.
pub(crate) fn find(text: &Text, triple: usize, pattern: &Pattern, rule: &Rule) -> Option<Found> {
    let longer = pattern.tail().with(Class::WORD);
    // Where the length is fixed the byte behind it may tell at once: in rows of what looks like a token's beginning it does.
    let behind = pattern.end_of(triple).and_then(|end| text.bytes().get(end));
    if behind.is_some_and(|byte| *byte != b'.' && longer.has(*byte)) {
        return None;
    }
    let found = pattern.match_at(text, triple, begins_word)?;
    let end = found.end;
    let goes_on = |at: usize| text.at(at).is_some_and(|byte| longer.has(byte));
    let full_stop = text.at(end) == Some(b'.') && !goes_on(end + 1);
    if goes_on(end) && !full_stop {
        return None;
    }
    let end = if text.slice(found.value..end).ends_with(b".") { end - 1 } else { end };
    let value = text.slice(found.value..end);
    if placeholder::is_made_up(value, rule.plain) {
        return None;
    }
    Some(Found::certain(found.value..end, rule, severity(rule, text.slice(found.start..end))))
}

/// A token whose checksum fails is made up, or mistyped. It could still be most of a real one.
pub(crate) fn severity(rule: &Rule, token: &[u8]) -> Severity {
    match rule.checksum {
        Some(checksum) if !checksum.passes(token) => Severity::Low,
        _ => rule.severity,
    }
}

/// Whether no letter or digit stands before a place, or only one that belongs to an escape: `\n`, `%3D`, a colour.
pub(crate) fn begins_word(text: &Text, at: usize) -> bool {
    let Some(last) = text.before(at) else { return true };
    if !Class::WORD.has(last) {
        return true;
    }
    let back = |steps: usize| at.checked_sub(steps).and_then(|place| text.before(place));
    let hex = |steps| back(steps).is_some_and(|byte| byte.is_ascii_hexdigit());
    match last {
        b'n' | b'r' | b't' if back(1) == Some(b'\\') => true,
        b'm' => (1..3).any(|digits| {
            (1..=digits).all(|step| back(step).is_some_and(|byte| byte.is_ascii_digit()))
                && matches!(back(digits + 1), None | Some(b'['))
        }),
        _ if last.is_ascii_hexdigit() && hex(1) => {
            back(2) == Some(b'%')
                || back(2) == Some(b'x') && back(3) == Some(b'\\')
                || hex(2) && hex(3) && back(4) == Some(b'u') && back(5) == Some(b'\\')
        }
        _ => false,
    }
}
