//! What looks like a word and is something else: addresses, encoded text, bytes in invisible characters.

use super::decode::{numbers, question, run, wrapped};
use crate::evidence::LOW;

use super::{Decoded, LONGEST_RUN, Reader, Sentence};

/// So many variation selectors in a row select nothing.
const MANY_SELECTORS: usize = 4;
/// A longer run may be encoded, or several words.
const LONG: usize = 16;

impl Reader<'_> {
    /// Reads an address or encoded text whose first letters are `start..at`. False if it is a word after all.
    pub(super) fn special(&mut self, start: usize, next: u8, sentence: &mut Sentence) -> bool {
        let ids = &self.dictionary.ids;
        if next == b':' && self.bytes.get(self.at + 1..).is_some_and(|rest| rest.starts_with(b"//")) {
            let is_part =
                |byte: &&u8| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b')' | b'`');
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let length = rest.iter().take(LONGEST_RUN).take_while(is_part).count();
            let address = rest.get(..length).unwrap_or_default();
            let query = address.iter().position(|byte| matches!(byte, b'?' | b'=')).and_then(|at| address.get(at..));
            let filled_in = query.is_some_and(|query| {
                query.iter().any(|byte| matches!(byte, b'{' | b'[' | b'$')) || query.ends_with(b"=")
            });
            let id = if filled_in { ids.template } else { ids.url };
            if let Some(text) = query.and_then(question) {
                sentence.decoded.push(Decoded { text, least: LOW });
            }
            self.push_address(id, start, self.at + length, sentence);
            return true;
        }
        if next == b'@' && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphanumeric) {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
            let length = rest.iter().take(255).take_while(is_part).count();
            if rest.get(..length).is_some_and(|domain| domain.trim_ascii_end().contains(&b'.')) {
                self.push_address(ids.email, start, self.at + 1 + length, sentence);
                return true;
            }
            return false;
        }
        if self.at - start >= LONG {
            if self.capitals(start, sentence) {
                return true;
            }
            let rest = self.bytes.get(start..).unwrap_or_default();
            let (length, text) = wrapped(rest).unwrap_or_else(|| run(rest));
            if let Some(text) = text {
                self.at = start + length;
                // Programs write any text so.
                sentence.decoded.push(Decoded { text, least: LOW });
                self.push_special(crate::rules::NONE, start, sentence);
                return true;
            }
            if self.glued(start, sentence) {
                return true;
            }
            // A very long run is no word either, and is not tried again from its middle.
            if length > 128 {
                self.at = start + length;
                self.push_special(crate::rules::NONE, start, sentence);
                return true;
            }
        }
        false
    }

    /// An address up to `end`. The last of many words that were written as one may be its beginning.
    fn push_address(&mut self, id: crate::rules::Id, start: usize, end: usize, sentence: &mut Sentence) {
        if self.at - start >= LONG && !self.capitals(start, sentence) {
            self.glued(start, sentence);
        }
        self.at = end;
        self.push_special(id, start, sentence);
    }

    fn push_special(&mut self, id: crate::rules::Id, start: usize, sentence: &mut Sentence) {
        let token = super::Token { id, is_symbol: false, starts_line: self.starts_line, start, end: self.at };
        self.starts_line = false;
        sentence.interesting |= self.dictionary.rules.begins(id);
        sentence.tokens.push(token);
    }

    /// Reads numbers of characters that begin at `start`.
    pub(super) fn encoded(&mut self, start: usize, sentence: &mut Sentence) -> bool {
        let is_part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b' ' | b',' | b'\n' | b'x');
        if self.may_go_on(start, is_part) {
            return true;
        }
        let Some((length, text)) = self.bytes.get(start..).and_then(numbers) else { return false };
        self.at = start + length;
        sentence.hides(text);
        true
    }

    /// The variation selectors that were read are at an end.
    pub(super) fn end_selectors(&mut self, sentence: &mut Sentence) {
        if self.selectors.len() >= MANY_SELECTORS {
            sentence.invisible += self.selectors.len();
            let bytes = std::mem::take(&mut self.selectors);
            sentence.hides(String::from_utf8_lossy(&bytes).into_owned());
        }
        self.selectors.clear();
    }
}
