//! Characters that are written as escapes: `&#105;`, `%69`, `\u0069`, `\x69`, `\151`.

/// Escapes inside escapes are followed this far.
const DEPTH: usize = 3;

/// The character that an escape at `at` stands for, and the escape's length.
pub(super) fn escape(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = bytes.get(at..)?;
    match rest.first()? {
        b'&' => entity(rest),
        b'%' => percent(rest),
        b'\\' => backslash(rest),
        _ => None,
    }
}

/// `&#105;`, `&#x69;`, `&lt;`; also `&amp;#105;`, escaped again.
fn entity(rest: &[u8]) -> Option<(char, usize)> {
    let mut at = 1;
    for _ in 1..DEPTH {
        let again = rest.get(at..).filter(|rest| rest.starts_with(b"amp;"));
        let Some([next, ..]) = again.and_then(|again| again.get(4..)) else { break };
        if *next != b'#' && !next.is_ascii_alphabetic() {
            break;
        }
        at += 4;
    }
    let body = rest.get(at..)?;
    if body.first() != Some(&b'#') {
        const NAMED: [(&[u8], char); 10] = [
            (b"lt;", '<'),
            (b"gt;", '>'),
            (b"amp;", '&'),
            (b"quot;", '"'),
            (b"apos;", '\''),
            (b"nbsp;", ' '),
            (b"shy;", '\u{ad}'),
            (b"zwnj;", '\u{200c}'),
            (b"lsqb;", '['),
            (b"NewLine;", '\n'),
        ];
        let (name, character) = NAMED.iter().find(|(name, _)| body.starts_with(name))?;
        return Some((*character, at + name.len()));
    }
    let (radix, digits) = match body.get(1) {
        Some(b'x' | b'X') => (16, 2),
        _ => (10, 1),
    };
    let (code, length) = number(body.get(digits..)?, radix, 7)?;
    let length = at + digits + length;
    let semicolon = usize::from(rest.get(length) == Some(&b';'));
    Some((char::from_u32(code)?, length + semicolon))
}

/// `%69`; also `%2569`, escaped again, and characters of several bytes.
fn percent(rest: &[u8]) -> Option<(char, usize)> {
    let (first, mut at) = percent_byte(rest)?;
    if first.is_ascii() {
        return Some((char::from(first), at));
    }
    let mut bytes = vec![first];
    while bytes.len() < 4 && std::str::from_utf8(&bytes).is_err() {
        let (byte, length) = percent_byte(rest.get(at..)?)?;
        bytes.push(byte);
        at += length;
    }
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, at))
}

fn percent_byte(rest: &[u8]) -> Option<(u8, usize)> {
    if rest.first() != Some(&b'%') {
        return None;
    }
    let mut at = 1;
    for _ in 1..DEPTH {
        let again = rest.get(at..).is_some_and(|rest| rest.starts_with(b"25"));
        if !again || number(rest.get(at + 2..)?, 16, 2).is_none_or(|(_, length)| length < 2) {
            break;
        }
        at += 2;
    }
    let (code, length) = number(rest.get(at..)?, 16, 2)?;
    if length < 2 { None } else { Some((u8::try_from(code).ok()?, at + 2)) }
}

/// `\n`, `\u0069`, `\u{69}`, `\x69`, with any number of backslashes up to three.
fn backslash(rest: &[u8]) -> Option<(char, usize)> {
    let slashes = rest.iter().take(DEPTH).take_while(|byte| **byte == b'\\').count();
    let digits = slashes + 1;
    let (code, length, least) = match rest.get(slashes)? {
        b'n' | b'r' if !rest.get(digits).is_some_and(|next| next.is_ascii_lowercase()) => return Some(('\n', digits)),
        b'n' => return Some(('\n', digits)),
        b't' => return Some((' ', digits)),
        b'"' => return Some(('"', digits)),
        b'x' => number(rest.get(digits..)?, 16, 2).map(|(code, length)| (code, length, 2))?,
        b'u' if rest.get(digits) == Some(&b'{') => {
            let (code, length) = number(rest.get(digits + 1..)?, 16, 6)?;
            let closed = rest.get(digits + 1 + length) == Some(&b'}');
            return if closed { Some((char::from_u32(code)?, digits + length + 2)) } else { None };
        }
        b'u' => number(rest.get(digits..)?, 16, 4).map(|(code, length)| (code, length, 4))?,
        // Digits of a character's number, and no reference to a group.
        b'0' | b'1' => return octal(rest.get(slashes..)?).map(|character| (character, slashes + 3)),
        _ => return None,
    };
    if length < least {
        return None;
    }
    // A character outside the first plane is two of them in JSON.
    if let (0xd800..=0xdbff, Some(second)) = (code, rest.get(digits + length..)) {
        let low = second.strip_prefix(b"\\u").and_then(|second| number(second, 16, 4));
        let (low, more) = low.filter(|(low, more)| *more == 4 && (0xdc00..=0xdfff).contains(low))?;
        let code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        return Some((char::from_u32(code)?, digits + length + 2 + more));
    }
    Some((char::from_u32(code)?, digits + length))
}

/// `\151`
fn octal(rest: &[u8]) -> Option<char> {
    let (code, length) = number(rest, 8, 3)?;
    char::from_u32(code).filter(|character| length == 3 && !character.is_control())
}

/// A number of at most `most` digits, and how many there are.
fn number(rest: &[u8], radix: u32, most: usize) -> Option<(u32, usize)> {
    let (mut value, mut length) = (0_u32, 0);
    while let Some(digit) =
        rest.get(length).filter(|_| length < most).and_then(|byte| char::from(*byte).to_digit(radix))
    {
        value = value * radix + digit;
        length += 1;
    }
    if length == 0 { None } else { Some((value, length)) }
}
