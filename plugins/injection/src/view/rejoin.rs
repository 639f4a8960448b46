//! Words that were taken apart, put together again.

use super::cipher::solve;
use super::hash::Hash;
use super::segment::Segments;
use super::{LONGEST_SENTENCE, Reader, Sentence, Token};
use crate::rules::{Id, NONE};

/// So many single letters in a row are a word.
const SINGLES: usize = 5;
/// So many words without blanks between them are no name.
const SENTENCE: usize = 5;
/// A word is looked for in so many pieces at most.
const MOST_PIECES: usize = 12;
/// A shorter word may come about by chance.
const SHORTEST: usize = 6;

impl Reader<'_> {
    /// What only shows once the sentence is read.
    pub(super) fn finish(&mut self, sentence: &mut Sentence) {
        self.end_selectors(sentence);
        if let Some(strange) = sentence.strange.clone() {
            let text = self.text.get(strange).unwrap_or_default();
            solve(text, self.dictionary).into_iter().for_each(|text| sentence.hides(text));
        }
        if sentence.singles >= SINGLES {
            self.join_letters(sentence);
        }
        if sentence.tight > 0 || sentence.short > 1 {
            // Where two words were taken apart, one may be whose pieces are words.
            if self.join_pieces(sentence, false) >= 2 {
                self.join_pieces(sentence, true);
            }
        }
        if sentence.interesting {
            self.correct(sentence);
        }
    }

    /// Single letters: `i g n o r e`.
    fn join_letters(&self, sentence: &mut Sentence) {
        let mut joined = Vec::with_capacity(sentence.tokens.len());
        let mut at = 0;
        while let Some(rest) = sentence.tokens.get(at..).filter(|rest| !rest.is_empty()) {
            let is_letter = |token: &&Token| token.end - token.start == 1;
            let run = rest.iter().take_while(is_letter).count();
            let letters: Vec<Token> = rest.iter().take(run).filter(|token| !token.is_symbol).copied().collect();
            if letters.len() < SINGLES {
                joined.extend(rest.iter().take(run.max(1)).copied());
            } else {
                let segments = self.segments(&letters);
                sentence.disguised += segments.known;
                joined.extend(segments.words);
            }
            at += run.max(1);
        }
        sentence.tokens = joined;
        sentence.interesting |= sentence.tokens.iter().any(|token| self.dictionary.rules.begins(token.id));
    }

    /// Words without blanks between them: `ignorepreviousinstructions`. False if it is something else.
    pub(super) fn glued(&mut self, start: usize, sentence: &mut Sentence) -> bool {
        let rest = self.bytes.get(start..).unwrap_or_default().iter().take(LONGEST_SENTENCE);
        let end = start + rest.take_while(|byte| byte.is_ascii_alphabetic()).count();
        if end < self.at {
            return false;
        }
        let letter = |at| Token { id: NONE, is_symbol: false, starts_line: self.starts_line, start: at, end: at + 1 };
        let letters: Vec<Token> = (start..end).map(letter).collect();
        let Segments { words, known, covered } = self.segments(&letters);
        let least = if sentence.glued { 1 } else { 2 };
        if known < least || covered * 4 < letters.len() * 3 {
            return false;
        }
        self.at = end;
        sentence.glued = true;
        // Names in code look like this, with capitals or few words.
        let capitals = self.bytes.get(start + 1..end).unwrap_or_default().iter().any(u8::is_ascii_uppercase);
        sentence.disguised += if capitals || words.len() < SENTENCE { 0 } else { known };
        sentence.interesting |= words.iter().any(|word| self.dictionary.rules.begins(word.id));
        sentence.tokens.extend(words);
        self.starts_line = false;
        true
    }

    /// Pieces of words: `ig-nore`, `i.g.n.o.r.e`, `ign ore`.
    fn join_pieces(&self, sentence: &mut Sentence, of_words: bool) -> usize {
        let (mut at, mut joined) = (0, 0);
        while at < sentence.tokens.len() {
            if let Some((id, pieces, end)) =
                self.word_in_pieces(sentence.tokens.get(at..).unwrap_or_default(), of_words)
            {
                if let Some(first) = sentence.tokens.get_mut(at) {
                    (first.id, first.end) = (id, end);
                }
                sentence.tokens.drain(at + 1..at + pieces);
                joined += 1;
                sentence.interesting |= self.dictionary.rules.begins(id);
            }
            at += 1;
        }
        sentence.disguised += joined;
        joined
    }

    /// A word that begins with the first of the tokens and goes on in the next ones. `of_words`: all of them may be words.
    fn word_in_pieces(&self, tokens: &[Token], of_words: bool) -> Option<(Id, usize, usize)> {
        let first = tokens.first().filter(|first| !first.is_symbol && first.end - first.start < 12)?;
        // Between two pieces there is one character, and nearly no word has another one that near and may go on.
        let next = tokens.get(1..)?.iter().find(|token| !token.is_symbol)?;
        let is_near = next.start <= first.end + 1 && (of_words || first.id == NONE || next.id == NONE);
        if !is_near {
            return None;
        }
        let (mut hash, mut letters, mut end) = (Hash::new(), 0, first.end);
        self.hash_piece(&mut hash, &mut letters, first)?;
        let (mut unknown, mut all_unknown) = (of_words || first.id == NONE, first.id == NONE);
        for (index, token) in tokens.iter().enumerate().skip(1).take(MOST_PIECES) {
            if token.is_symbol {
                // Drawn between the pieces of a word.
                if token.start == end {
                    continue;
                }
                return None;
            }
            if token.start > end + 1 || letters > 24 {
                return None;
            }
            let blank = self.bytes.get(end).is_some_and(|byte| byte.is_ascii_whitespace());
            // `system prompt` is two words, and `in for mat ion` is one.
            if blank && (token.id != NONE || first.id != NONE) && index > 1 || blank && !unknown {
                return None;
            }
            self.hash_piece(&mut hash, &mut letters, token)?;
            unknown |= token.id == NONE;
            all_unknown &= token.id == NONE;
            end = token.end;
            if letters >= SHORTEST && unknown {
                let id = self.dictionary.rules.word(hash.0);
                if id != NONE && (all_unknown || of_words || self.dictionary.is_strong(id)) {
                    return Some((id, index + 1, end));
                }
            }
        }
        None
    }

    /// None where no word goes on so.
    fn hash_piece(&self, hash: &mut Hash, letters: &mut usize, token: &Token) -> Option<()> {
        for byte in self.bytes.get(token.start..token.end)? {
            if !byte.is_ascii_alphabetic() {
                return None;
            }
            hash.byte(*byte | 0x20);
            *letters += 1;
            if !self.dictionary.beginnings.go_on(hash.0, *letters) {
                return None;
            }
        }
        Some(())
    }

    /// Letters in another order, and slips: `inrtsuctions`, `instrctions`. Only in a sentence that has a word of a rule.
    fn correct(&self, sentence: &mut Sentence) {
        let mut scrambled = 0;
        for token in sentence.tokens.iter_mut().filter(|token| token.id == NONE && !token.is_symbol) {
            let word = self.bytes.get(token.start..token.end).unwrap_or_default();
            token.id = self.dictionary.near.unscrambled(word);
            // `cloud` is not `could`.
            if token.id != NONE && self.dictionary.is_common(word) {
                token.id = NONE;
            } else if token.id == NONE {
                token.id = self.dictionary.near.find(word);
            } else {
                scrambled += 1;
            }
        }
        // One is a slip.
        sentence.disguised += if scrambled > 1 { scrambled } else { 0 };
    }
}
