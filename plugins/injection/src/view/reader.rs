//! A text read sentence by sentence. Where a sentence begins nothing is remembered of what came before it: who begins to
//! read there reads the same.

use super::decode::morse;
use super::fold::{Seen, seen};
use super::letters::escape;
use super::{LONGEST_RUN, LONGEST_SENTENCE, Sentence, Token};
use crate::dictionary::Dictionary;

/// So many lines of one letter are a word.
const LETTERS_BELOW: usize = 3;

/// Reads a text.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) dictionary: &'a Dictionary,
    pub(super) at: usize,
    /// More text will follow.
    goes_on: bool,
    /// Only symbols were read in this line.
    pub(super) starts_line: bool,
    /// Bytes carried by characters that nobody sees.
    pub(super) selectors: Vec<u8>,
    /// The last visible character was the flag that tag characters may follow.
    pub(super) flag: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, dictionary: &'a Dictionary, goes_on: bool) -> Self {
        let bytes = text.as_bytes();
        Self { text, bytes, dictionary, at: 0, goes_on, starts_line: true, selectors: Vec::new(), flag: false }
    }

    /// The same from where a sentence begins.
    pub(crate) fn from(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Reads the next sentence; false at the end.
    pub(crate) fn read(&mut self, sentence: &mut Sentence) -> bool {
        self.skip_space();
        if self.at >= self.bytes.len() {
            return false;
        }
        sentence.begin(self.at);
        self.starts_line = true;
        self.flag = false;
        self.selectors.clear();
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if self.at - sentence.start >= LONGEST_SENTENCE {
                // What is cut here may turn out to be one run with what follows.
                sentence.complete = !self.goes_on || self.bytes.len() - self.at >= LONGEST_RUN;
                break;
            }
            if byte == b' ' {
                self.at += 1;
            } else if byte.is_ascii_alphanumeric() {
                self.word(sentence);
            } else if self.other(byte, sentence) {
                sentence.complete = true;
                break;
            }
        }
        sentence.end = self.at;
        self.finish(sentence);
        true
    }

    /// Whether all that is left is part of a run that more text may make longer. It is passed over then, and the sentence
    /// stays open.
    pub(super) fn may_go_on(&mut self, start: usize, is_part: impl Fn(u8) -> bool) -> bool {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let goes_on = self.goes_on && rest.len() < LONGEST_RUN && rest.iter().all(|byte| is_part(*byte));
        if goes_on {
            self.at = self.bytes.len();
        }
        goes_on
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if byte.is_ascii_whitespace() {
                self.at += 1;
                continue;
            }
            match self.character() {
                Some(character) if !byte.is_ascii() && seen(character) == Seen::Space => {
                    self.at += character.len_utf8();
                }
                _ => break,
            }
        }
    }

    fn at_ascii(&self) -> bool {
        self.bytes.get(self.at).is_some_and(u8::is_ascii)
    }

    pub(super) fn character(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    /// Reads what is not a letter of ASCII; true if the sentence ends here.
    fn other(&mut self, byte: u8, sentence: &mut Sentence) -> bool {
        match byte {
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'\n' => {
                // Letters below each other are one sentence, with empty lines between its words.
                let ends = sentence.row < LETTERS_BELOW && self.line_ends();
                self.at += 1;
                self.starts_line = true;
                return ends;
            }
            b'.' | b'!' | b'?' | b'-' => return self.stop_or_dash(byte, sentence),
            b'&' | b'%' | b'\\' => match escape(self.bytes, self.at) {
                Some((character, length)) => return self.decoded(character, length, sentence),
                None => self.at += 1,
            },
            0..=0x7f => self.symbol(byte, 1, sentence),
            _ => match self.character() {
                Some(character) => return self.decoded(character, character.len_utf8(), sentence),
                None => self.at += 1,
            },
        }
        false
    }

    /// Whether the line break ends a sentence: an empty line follows, or something that begins an item.
    fn line_ends(&self) -> bool {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default().iter().take(LONGEST_SENTENCE);
        let next = rest.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        match next {
            Some(b'\n' | b'-' | b'*' | b'#' | b'>' | b'|' | b'<' | b'[' | b'{' | b'}' | b'"' | b'`') => true,
            Some(byte) => byte.is_ascii_digit(),
            // More than this is no line break inside a sentence.
            None => self.bytes.len() > self.at + LONGEST_SENTENCE,
        }
    }

    fn stop_or_dash(&mut self, byte: u8, sentence: &mut Sentence) -> bool {
        // A row of dots and dashes is tried where it begins.
        let begins = self.at == sentence.start || !matches!(self.bytes.get(self.at - 1), Some(b'.' | b'-'));
        let is_part = |byte| matches!(byte, b'.' | b'-' | b' ' | b'/' | b'|');
        if begins && matches!(byte, b'.' | b'-') && self.may_go_on(self.at, is_part) {
            return false;
        }
        if matches!(byte, b'.' | b'-')
            && begins
            && let Some((length, text)) = self.bytes.get(self.at..).and_then(morse)
        {
            self.at += length;
            sentence.hides(text);
            return false;
        }
        self.symbol(byte, 1, sentence);
        if byte == b'-' {
            return false;
        }
        let mut after = self.at;
        while self.bytes.get(after).is_some_and(|byte| matches!(byte, b'"' | b'\'' | b')' | b'*' | b'.' | b'!' | b'?'))
        {
            after += 1;
            if after - self.at > 3 {
                return false;
            }
        }
        let ends = self.bytes.get(after).is_some_and(u8::is_ascii_whitespace);
        if ends && sentence.order.may_begin_with_stop() && (self.small_follows(after) || self.begins_small(sentence)) {
            sentence.order.stop();
            return false;
        }
        if ends {
            while self.at < after {
                let byte = self.bytes.get(self.at).copied().unwrap_or(b' ');
                self.symbol(byte, 1, sentence);
            }
        }
        ends
    }

    /// Whether a sentence of one word began with a small letter.
    fn begins_small(&self, sentence: &Sentence) -> bool {
        sentence.order.begins() && self.bytes.get(sentence.start).is_some_and(u8::is_ascii_lowercase)
    }

    /// Whether the next word begins with a small letter, or is not there yet.
    fn small_follows(&self, at: usize) -> bool {
        let rest = self.bytes.get(at..).unwrap_or_default().iter().take(LONGEST_SENTENCE);
        let next = rest.copied().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        next.map_or(self.bytes.len() <= at + LONGEST_SENTENCE, |byte| byte.is_ascii_lowercase())
    }

    /// Reads a character that was escaped, or is not ASCII; true if the sentence ends here.
    fn decoded(&mut self, character: char, length: usize, sentence: &mut Sentence) -> bool {
        if character.is_ascii() {
            match character {
                '\n' => {
                    let doubled = escape(self.bytes, self.at + length).is_some_and(|(next, _)| next == '\n');
                    self.at += length;
                    self.starts_line = true;
                    return doubled;
                }
                _ if character.is_ascii_alphanumeric() => self.word(sentence),
                _ => self.symbol(u8::try_from(character).unwrap_or(b' '), length, sentence),
            }
            return false;
        }
        match seen(character) {
            Seen::Letter | Seen::Tag(_) => self.word(sentence),
            // Written as escapes, scripts without spaces are left alone.
            Seen::Ideograph if length == character.len_utf8() && !self.at_ascii() => self.ideographs(sentence),
            Seen::Ideograph => self.at += length,
            Seen::Stop => {
                self.at += length;
                return true;
            }
            Seen::Selector(byte) => {
                self.selectors.push(byte);
                self.at += length;
            }
            Seen::Nothing => {
                sentence.invisible += usize::from(matches!(character, '\u{200b}' | '\u{2060}'..='\u{2064}'));
                self.at += length;
            }
            Seen::Other | Seen::Space => {
                let quote = matches!(character, '“' | '”' | '«' | '»' | '„' | '‘' | '「' | '」');
                self.flag = character == '\u{1f3f4}';
                self.end_selectors(sentence);
                let symbol = match character {
                    '：' => b':',
                    _ if quote => b'"',
                    _ => b' ',
                };
                self.symbol(symbol, length, sentence);
            }
        }
        false
    }

    /// Adds a symbol, if any rule knows it.
    fn symbol(&mut self, byte: u8, length: usize, sentence: &mut Sentence) {
        let start = self.at;
        self.at += length;
        let id = self.dictionary.rules.symbol(byte);
        if id != crate::rules::NONE {
            sentence.interesting |= self.dictionary.rules.begins(id);
            let starts_line = self.starts_line;
            sentence.tokens.push(Token { id, is_symbol: true, starts_line, start, end: self.at });
        }
    }
}
