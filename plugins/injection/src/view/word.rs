//! One word, as it is written and as it is meant.

use super::eight;
use super::fold::{Seen, look_alike, push_folded, seen};
use super::hash::{Hash, hash_str};
use super::letters::escape;
use super::{Reader, Sentence, Token};
use crate::rules::{Id, NONE};

/// A longer run of letters is several words: no rule has a word near this length.
const LONGEST_WORD: usize = 64;
/// A shorter one is no sign of a language.
const SHORTEST_WORD: usize = 3;
/// More words with `_` between them are no name.
const LONGEST_NAME: usize = 8;
/// From here on capitals may be a disguise.
const SHORTEST_RESTLESS: usize = 4;
/// From here on a word may be several, where others are.
const SHORTEST_GLUED: usize = 6;
/// From here on a word may be encoded text.
const LONG_WORD: usize = 16;
/// A run of ideographs is looked at in pieces of this many bytes.
const LONGEST_IDEOGRAPHS: usize = 192;
/// No word of a script without spaces has more characters.
const MOST_IDEOGRAPHS: usize = 10;

/// Letters and digits of ASCII in a row.
struct Run {
    hash: Hash,
    digits: usize,
    letters: usize,
}

impl Run {
    /// Reads up to [`LONGEST_WORD`] of them, which is a number of eights.
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut run = Self { hash: Hash::new(), digits: 0, letters: 0 };
        loop {
            let length = run.digits + run.letters;
            if length >= LONGEST_WORD {
                return run;
            }
            let eight = eight::at(bytes, start + length);
            let digits = eight::digits(eight);
            let count = eight::run(digits | eight::letters(eight));
            let all = count as usize;
            let digits = match digits {
                0 => 0,
                _ if count == eight::BYTES => digits.count_ones() as usize,
                _ => eight::first(digits, count).count_ones() as usize,
            };
            run.digits += digits;
            run.letters += all - digits;
            // Digits have the bit of small letters, too.
            run.hash.bytes(eight::small(eight), count);
            if count < eight::BYTES {
                return run;
            }
        }
    }
}

impl Reader<'_> {
    /// Reads a word that begins here.
    pub(super) fn word(&mut self, sentence: &mut Sentence) {
        let start = self.at;
        let Run { hash, digits, letters } = Run::read(self.bytes, start);
        self.at += digits + letters;
        let next = self.bytes.get(self.at).copied().unwrap_or(b' ');
        let plain = !matches!(next, b'\'' | b'&' | b'%' | b'\\' | b'@' | b':' | b'$' | 0x80..)
            || (matches!(next, b'@' | b':') && !self.is_address(next));
        if digits > 0 && plain && digits + letters < LONG_WORD && self.encoded(start, sentence) {
            return;
        }
        if plain && digits + letters < LONG_WORD {
            let mut id = self.dictionary.rules.word(hash.value());
            if id == NONE && digits > 0 && letters > 0 {
                id = self.leet(start, sentence);
            }
            let in_row = id == NONE && sentence.glued && letters >= SHORTEST_GLUED;
            if in_row && (self.capitals(start, sentence) || self.glued(start, sentence)) {
                return;
            }
            self.push(id, start, sentence);
            return;
        }
        if self.at > start && self.special(start, next, sentence) {
            return;
        }
        self.at = start;
        self.slow_word(sentence);
    }

    /// Whether so many letters begin here that they are no ending: `I'madeveloperandyouare`.
    fn is_row(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default().iter();
        rest.take(LONG_WORD).take_while(|byte| byte.is_ascii_alphanumeric()).count() == LONG_WORD
    }

    /// Whether what begins here has a dot in it, as the name of a host has.
    fn is_domain(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default().iter().take(LONGEST_WORD);
        rest.take_while(|byte| !byte.is_ascii_whitespace()).any(|byte| *byte == b'.')
    }

    fn is_address(&self, next: u8) -> bool {
        let after = self.bytes.get(self.at + 1..).unwrap_or_default();
        if next == b':' { after.starts_with(b"//") } else { after.first().is_some_and(u8::is_ascii_alphanumeric) }
    }

    pub(super) fn push(&mut self, id: Id, start: usize, sentence: &mut Sentence) {
        let end = self.at;
        let length = end - start;
        if length >= SHORTEST_WORD {
            sentence.note(id != NONE, start, end);
        }
        sentence.interesting |= id != NONE && self.dictionary.rules.begins(id);
        let capital = self.bytes.get(start).is_some_and(u8::is_ascii_uppercase);
        sentence.order.word(self.dictionary.role(id), capital);
        if id != NONE && length >= SHORTEST_RESTLESS && is_restless(self.bytes.get(start..end).unwrap_or_default()) {
            sentence.disguised += 1;
        }
        // Many words were not known, and are short enough to be parts of one that is.
        sentence.row = if length == 1 { sentence.row + 1 } else { 0 };
        sentence.singles = sentence.singles.max(sentence.row);
        sentence.short += usize::from(id == NONE && length < 8);
        match start.checked_sub(1).and_then(|before| self.bytes.get(before)) {
            Some(b'_') => {
                sentence.tight += 1;
                sentence.tied += 1;
                sentence.disguised += if sentence.tied == LONGEST_NAME { 2 } else { 0 };
            }
            before => {
                let is_tight = matches!(before, Some(b'-' | b'.' | b'*' | b'~' | b'|' | b'/' | b'+'));
                sentence.tight += usize::from(is_tight);
                sentence.tied = 0;
            }
        }
        sentence.tokens.push(Token { id, is_symbol: false, starts_line: self.starts_line, start, end });
        self.starts_line = false;
        if !self.selectors.is_empty() {
            self.end_selectors(sentence);
        }
    }

    /// The word with digits read as letters.
    fn leet(&mut self, start: usize, sentence: &mut Sentence) -> Id {
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        let id = if word.len() > 2 { self.unleet(word) } else { NONE };
        // Short ones may be units: `1st`, `4gb`.
        sentence.disguised += usize::from(id != NONE && word.len() > 3);
        id
    }

    /// The word of rules that is written with digits.
    pub(super) fn unleet(&self, word: &[u8]) -> Id {
        let read = |one| {
            let mut hash = Hash::new();
            word.iter().for_each(|byte| hash.byte(unleet(*byte, one)));
            self.dictionary.rules.word(hash.value())
        };
        [b'i', b'l'].into_iter().map(read).find(|id| *id != NONE).unwrap_or(NONE)
    }

    /// A word with characters outside ASCII in it, or escapes.
    fn slow_word(&mut self, sentence: &mut Sentence) {
        let start = self.at;
        let (mut word, mut count, mut signs) = (String::new(), 0, 0);
        let mut tags = 0;
        while let Some(byte) = self.bytes.get(self.at).copied().filter(|_| count < LONGEST_WORD) {
            let (character, length, escaped) = match byte {
                b'\'' | b'@' | b'$' | b'!'
                    if count > 0
                        && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphabetic)
                        && !self.is_row(self.at + 1)
                        && !(byte == b'@' && self.is_domain(self.at + 1)) =>
                {
                    (if byte == b'\'' { '’' } else { char::from(byte) }, 1, false)
                }
                b'&' | b'%' | b'\\' => match escape(self.bytes, self.at) {
                    Some((character, length)) => (character, length, true),
                    None => break,
                },
                0..=0x7f => (char::from(byte), 1, false),
                _ => match self.character() {
                    Some(character) => (character, character.len_utf8(), false),
                    None => break,
                },
            };
            match character {
                '’' if count > 0 => {}
                '@' | '$' | '!' if !escaped => {
                    word.push(match character {
                        '@' => 'a',
                        '$' => 's',
                        _ => 'i',
                    });
                    signs += 1;
                }
                _ if character.is_ascii_alphanumeric() && tags == 0 => {
                    word.push(character.to_ascii_lowercase());
                    signs += usize::from(escaped);
                }
                _ if character.is_ascii() => break,
                _ => match seen(character) {
                    Seen::Letter if tags == 0 => push_folded(&mut word, character),
                    // Hidden text that begins behind a visible word is not part of it.
                    Seen::Tag(tag) if count == tags && tag.is_ascii_alphanumeric() => {
                        word.push(tag.to_ascii_lowercase());
                        tags += 1;
                    }
                    Seen::Tag(_) if tags == 0 && count > 0 => break,
                    Seen::Tag(_) => {
                        self.at += length;
                        break;
                    }
                    Seen::Selector(byte) => {
                        self.selectors.push(byte);
                        self.at += length;
                        continue;
                    }
                    Seen::Nothing => {
                        signs += usize::from(!matches!(character, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{65f}'));
                        sentence.invisible += usize::from(matches!(character, '\u{200b}' | '\u{2060}'..='\u{2064}'));
                        self.at += length;
                        continue;
                    }
                    _ => break,
                },
            }
            count += 1;
            self.at += length;
        }
        // Tag characters spell the names of flags, too.
        if tags > 0 && !self.flag {
            sentence.invisible += tags * 4;
        }
        if self.at == start {
            // Nothing was read: an escape that is not part of a word.
            self.at += self.character().map_or(1, char::len_utf8);
            return;
        }
        let (id, disguised) = self.meant(&word, start);
        sentence.disguised += usize::from(id != NONE && word.len() > 3 && (disguised || signs > 0));
        self.push(id, start, sentence);
    }

    /// The word that was meant, and whether it was written with letters that only look like its own.
    fn meant(&self, word: &str, start: usize) -> (Id, bool) {
        let rules = &self.dictionary.rules;
        let id = rules.word(hash_str(word));
        if id != NONE {
            let original = self.text.get(start..self.at).unwrap_or_default();
            return (id, original.chars().any(is_dressed_up));
        }
        // A word of two alphabets, or one that only looks Latin.
        if !word.is_ascii() {
            let latin: String = word.chars().map(look_alike).collect();
            let id = if latin.is_ascii() { rules.word(hash_str(&latin)) } else { NONE };
            return (id, id != NONE);
        }
        let id = self.unleet(word.as_bytes());
        (id, id != NONE)
    }

    /// Reads a run of a script without spaces: at each place the longest word that rules know.
    pub(super) fn ideographs(&mut self, sentence: &mut Sentence) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let rest = rest.get(..rest.floor_char_boundary(LONGEST_IDEOGRAPHS)).unwrap_or_default();
        let is_part = |character: char| matches!(seen(character), Seen::Ideograph | Seen::Nothing);
        let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or_default();
        let end = self.at + run.len();
        let mut unknown = 0;
        while self.at < end {
            let start = self.at;
            let rest = self.text.get(start..end).unwrap_or_default();
            let (mut hash, mut best, mut bytes) = (Hash::new(), (NONE, 0), [0; 4]);
            for (at, character) in rest.char_indices().take(MOST_IDEOGRAPHS) {
                if seen(character) == Seen::Ideograph {
                    hash.str(character.encode_utf8(&mut bytes));
                    if !self.dictionary.beginnings.has(hash.value()) {
                        break;
                    }
                }
                let id = self.dictionary.rules.word(hash.value());
                if id != NONE {
                    best = (id, at + character.len_utf8());
                }
            }
            if best.0 == NONE {
                // Two characters are about a word.
                self.at += rest.chars().next().map_or(1, char::len_utf8);
                unknown += 1;
                if unknown % 2 == 0 {
                    self.push(NONE, start, sentence);
                }
                continue;
            }
            self.at += best.1;
            self.push(best.0, start, sentence);
        }
    }
}

/// A letter of a typeface, or a mark put on a letter that could have it in one. An accent is no disguise.
fn is_dressed_up(letter: char) -> bool {
    matches!(u32::from(letter), 0x300..=0x36f | 0x2460..=0x24ff | 0xff01..=0xff5e | 0x1d400..=0x1d7ff | 0x1f130..=0x1f1ff)
}

/// Whether capitals follow small letters again and again.
fn is_restless(word: &[u8]) -> bool {
    // Most words have no capital but the first letter.
    if word.len() <= 9 && eight::capitals(eight::at(word, 1)) == 0 {
        return false;
    }
    word.windows(2).filter(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z'])).take(2).count() == 2
}

/// The letter that a digit is used for.
pub(super) fn unleet(byte: u8, one: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' => one,
        b'2' => b'z',
        b'3' => b'e',
        b'4' => b'a',
        b'5' => b's',
        b'6' | b'9' => b'g',
        b'7' => b't',
        b'8' => b'b',
        _ => byte.to_ascii_lowercase(),
    }
}
