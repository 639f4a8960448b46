//! Numbers that are nobody's, told by a few bytes around them: most of those in JSON, logs, code and prose. Whatever is not told so
//! is looked at closely, so this only has to be right where it says yes.

use crate::detect::date::is_month;
use crate::text::{CAPITAL, DIGIT, HIGH, LETTERS, SMALL, Text, class, run};

/// Without a label fewer digits are nothing: a card's code has three.
const SHORTEST: usize = 3;
/// With more digits a number may be one of an account or a telephone.
const LONGEST: usize = 5;
/// A plate's or a passport's number has no fraction behind so few digits.
const LONGEST_WHOLE: usize = 3;
/// A longer word behind a day is a month, or the day is none.
const LONGEST_PARTICLE: usize = 2;

/// A number that is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) end: usize,
    /// Unless one of the words before it says whose it is.
    pub(crate) unless_labelled: bool,
}

/// The number whose first digits are `start..end`, if it is alone: a few digits, perhaps with a fraction, that no sign ties to anything.
pub(crate) fn number(text: Text<'_>, start: usize, end: usize, floor: usize) -> Option<Plain> {
    let bytes = text.bytes();
    let digits = end - start;
    if digits > LONGEST || run(bytes, start, DIGIT) != end || !is_free_before(text, start, digits, floor) {
        return None;
    }
    if text.byte(end) == b'.' && digits <= LONGEST_WHOLE {
        let last = run(bytes, end + 1, DIGIT);
        let all = digits + last - end - 1;
        return (last > end + 1 && all <= LONGEST && is_free_after(text, last, all))
            .then_some(Plain { end: last, unless_labelled: false });
    }
    is_free_after(text, end, digits).then_some(Plain { end, unless_labelled: may_be_labelled(text, start, digits) })
}

/// Whether `start..end` are one or two digits at a colon, as in a time, once it is ruled out that they belong to an address.
pub(crate) fn is_at_colon(text: Text<'_>, start: usize, end: usize, floor: usize) -> bool {
    let digits = end - start;
    let (before, after) = (text.byte(start.wrapping_sub(1)) == b':', text.byte(end) == b':');
    digits < SHORTEST
        && (before || after)
        && run(text.bytes(), start, DIGIT) == end
        && (before || is_free_before(text, start, digits, floor))
        && (after || is_free_after(text, end, digits))
}

/// Whether no sign before it, and no month, belongs to it.
fn is_free_before(text: Text<'_>, start: usize, digits: usize, floor: usize) -> bool {
    let before = |back: usize| text.byte(start.wrapping_sub(back));
    let outer = before(2);
    match before(1) {
        b'(' | b'+' | b'.' => false,
        // A part of a plate, or the last group of an address.
        b'-' => class(outer) & (CAPITAL | DIGIT | HIGH) == 0 && (digits != 2 || before(4) != b'-'),
        // A group of an address.
        b':' => !outer.is_ascii_hexdigit() && !matches!(outer, b':' | b'.'),
        b' ' => match class(outer) {
            // A plate has capitals and digits before it.
            SMALL => digits >= SHORTEST || !is_month(text, text.word_start(start - 1, floor, 12), start - 1),
            found => found & (LETTERS | DIGIT | HIGH) == 0 && !matches!(outer, b' ' | b'.'),
        },
        left => class(left) & (LETTERS | DIGIT | HIGH) == 0,
    }
}

/// Whether a label before it may mean it: not what is a part of a name or a path.
fn may_be_labelled(text: Text<'_>, start: usize, digits: usize) -> bool {
    digits >= SHORTEST && !matches!(text.byte(start.wrapping_sub(1)), b'-' | b'/' | b'_' | b'#' | b'$' | b'@')
}

/// Whether nothing behind it belongs to it.
fn is_free_after(text: Text<'_>, end: usize, digits: usize) -> bool {
    match text.byte(end) {
        b'-' | b'.' | b'/' | b'(' | b':' | b'_' | b'%' | b'@' | b'+' => false,
        b' ' if class(text.byte(end + 1)) != SMALL => false,
        b' ' => {
            let last = run(text.bytes(), end + 1, LETTERS);
            let is_day = digits < SHORTEST
                && (last - end - 1 <= LONGEST_PARTICLE || !text.byte(last).is_ascii() || is_month(text, end + 1, last));
            !is_day
        }
        right => class(right) & (LETTERS | DIGIT | HIGH) == 0,
    }
}
