//! A text, read by symbols: what looks like an ASCII character is read as one.

/// Stands for a letter that is not ASCII, of a script that writes with spaces.
pub(crate) const LETTER: u8 = 1;
/// Stands for every other character that is not ASCII.
pub(crate) const OTHER: u8 = 2;

/// A longer run without a space, a quote or a bracket is not text: nothing is found in it.
pub(crate) const LONGEST_RUN: usize = 128;

/// Classes of bytes, as bits.
pub(crate) const DIGIT: u8 = 1;
pub(crate) const SMALL: u8 = 1 << 1;
pub(crate) const CAPITAL: u8 = 1 << 2;
/// A byte of a character that is not ASCII.
pub(crate) const HIGH: u8 = 1 << 3;
/// What may end the words before a value: a digit, the end of a sentence, a line, an address.
pub(crate) const STOP: u8 = 1 << 4;

pub(crate) const LETTERS: u8 = SMALL | CAPITAL;
const WORD: u8 = DIGIT | LETTERS;

#[expect(clippy::indexing_slicing, reason = "a constant: an index out of range does not compile")]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT | STOP,
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'.' | b'!' | b'?' | b'@' | b'\n' => STOP,
            0xef => HIGH | STOP,
            0x80.. => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// The classes that a byte is in.
#[inline]
pub(crate) fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Where a run of bytes of some classes ends that begins at `at`.
#[inline]
pub(crate) fn run(bytes: &[u8], at: usize, classes: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    // Behind the end `at` stays where it is.
    at + rest.iter().position(|byte| class(*byte) & classes == 0).unwrap_or(rest.len())
}

/// A text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'t>(pub(crate) &'t str);

impl<'t> Text<'t> {
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    pub(crate) fn bytes(self) -> &'t [u8] {
        self.0.as_bytes()
    }

    /// The byte at an index; 0 behind the end.
    #[inline]
    pub(crate) fn byte(self, at: usize) -> u8 {
        self.bytes().get(at).copied().unwrap_or(0)
    }

    /// The symbol at an index and its length; `(0, 0)` behind the end.
    #[inline]
    pub(crate) fn symbol(self, at: usize) -> (u8, usize) {
        match self.bytes().get(at) {
            Some(byte) if byte.is_ascii() => (*byte, 1),
            Some(_) => self
                .0
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or((OTHER, 1), |character| (fold(character), character.len_utf8())),
            None => (0, 0),
        }
    }

    /// The symbol that ends at an index, and its length; `(0, 0)` at the start.
    #[inline]
    pub(crate) fn before(self, at: usize) -> (u8, usize) {
        match at.checked_sub(1).and_then(|index| self.bytes().get(index)) {
            Some(byte) if byte.is_ascii() => (*byte, 1),
            Some(_) => self
                .0
                .get(..at)
                .and_then(|rest| rest.chars().next_back())
                .map_or((OTHER, 1), |character| (fold(character), character.len_utf8())),
            None => (0, 0),
        }
    }

    /// Where the letters and digits begin that end at an index, at most `most` back.
    pub(crate) fn word_start(self, mut at: usize, floor: usize, most: usize) -> usize {
        let least = at.saturating_sub(most).max(floor);
        loop {
            while at > least && class(self.byte(at - 1)) & WORD != 0 {
                at -= 1;
            }
            let (symbol, length) = self.before(at);
            if !symbol.is_ascii_alphanumeric() || at < least + length {
                return at;
            }
            at -= length;
        }
    }

    /// Where the letters and digits end that begin at an index, at most `most` on.
    pub(crate) fn word_end(self, mut at: usize, most: usize) -> usize {
        let last = at.saturating_add(most);
        loop {
            at = run(self.bytes().get(..last.min(self.len())).unwrap_or_default(), at, WORD);
            let (symbol, length) = self.symbol(at);
            if !symbol.is_ascii_alphanumeric() || at >= last {
                return at;
            }
            at += length;
        }
    }

    /// Whether what stands at `start..end` is a part of a run that is too long for text.
    pub(crate) fn in_blob(self, start: usize, end: usize) -> bool {
        let (mut left, mut right) = (start, end);
        while start - left <= LONGEST_RUN {
            match self.before(left) {
                (symbol, length) if in_run(symbol) => left -= length,
                _ => break,
            }
        }
        while right - left <= LONGEST_RUN {
            match self.symbol(right) {
                (symbol, length) if in_run(symbol) => right += length,
                _ => return false,
            }
        }
        true
    }
}

/// Whether it does not end a run: everything that words, addresses, paths and base64 are made of.
pub(crate) fn in_run(symbol: u8) -> bool {
    symbol.is_ascii_alphanumeric()
        || matches!(symbol, b'.' | b'_' | b'%' | b'+' | b'-' | b'/' | b':' | b'@' | b'~' | LETTER)
}

/// The ASCII character that it is a form of.
fn fold(character: char) -> u8 {
    match character {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => b' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => b'-',
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(u32::from(character) - 0xfee0).unwrap_or(OTHER),
        _ if character < '\u{e00}' && character.is_alphanumeric() => LETTER,
        _ => OTHER,
    }
}
