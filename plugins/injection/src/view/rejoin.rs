//! Words that were taken apart, put together again.

use super::cipher::solve;
use super::hash::Hash;
use super::word::unleet;
use super::{Reader, Sentence, Token};
use crate::rules::{Id, NONE};

/// So many single letters in a row are a word.
const SINGLES: usize = 5;
/// A word is looked for in so many pieces at most.
const MOST_PIECES: usize = 12;
/// A shorter word may come about by chance.
const SHORTEST: usize = 6;

impl Reader<'_> {
    /// What only shows once the sentence is read.
    pub(super) fn finish(&mut self, sentence: &mut Sentence) {
        self.end_selectors(sentence);
        if sentence.tells.len() >= 2
            && let Some(text) = solve(&sentence.tells, self.text.get(sentence.start..sentence.end).unwrap_or_default())
        {
            sentence.decoded.push(text);
        }
        if sentence.singles >= SINGLES {
            self.join_letters(sentence);
        }
        if sentence.tight > 0 || sentence.short > 1 {
            self.join_pieces(sentence);
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
                let known = self.words_of(&letters, &mut joined);
                sentence.disguised += known;
            }
            at += run.max(1);
        }
        sentence.tokens = joined;
        sentence.interesting |= sentence.tokens.iter().any(|token| self.dictionary.rules.begins(token.id));
    }

    /// Words without blanks between them: `ignorepreviousinstructions`. False if it is something else.
    pub(super) fn glued(&mut self, start: usize, sentence: &mut Sentence) -> bool {
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if !word.iter().all(u8::is_ascii_alphabetic) {
            return false;
        }
        let letter = |at| Token { id: NONE, is_symbol: false, starts_line: self.starts_line, start: at, end: at + 1 };
        let letters: Vec<Token> = (start..self.at).map(letter).collect();
        let mut words = Vec::new();
        let known = self.words_of(&letters, &mut words);
        let covered: usize = words.iter().map(|word| word.end - word.start).filter(|length| *length > 3).sum();
        let strong = words.iter().filter(|word| self.dictionary.is_strong(word.id)).count();
        if known < 2 || strong == 0 || covered * 3 < letters.len() * 2 {
            return false;
        }
        // Names in code look like this: it is no disguise.
        sentence.interesting |= words.iter().any(|word| self.dictionary.rules.begins(word.id));
        sentence.tokens.extend(words);
        self.starts_line = false;
        true
    }

    /// The words of a row of letters: at each place the longest that rules know. Returns how many are known.
    fn words_of(&self, letters: &[Token], into: &mut Vec<Token>) -> usize {
        let (mut at, mut known) = (0, 0);
        while let Some(first) = letters.get(at) {
            let mut hash = Hash::new();
            let mut best = (NONE, at + 1);
            for (index, letter) in letters.iter().enumerate().skip(at).take(24) {
                hash.byte(unleet(self.bytes.get(letter.start).copied().unwrap_or(0), b'i'));
                let id = self.dictionary.rules.word(hash.0);
                if id != NONE {
                    best = (id, index + 1);
                }
            }
            let (id, next) = best;
            let end = letters.get(next - 1).map_or(first.end, |last| last.end);
            // Letters that are no word are not counted as words between others.
            if id != NONE {
                known += usize::from(next - at > 3);
                into.push(Token { id, end, ..*first });
            }
            at = next;
        }
        known
    }

    /// Pieces of words: `ig-nore`, `i.g.n.o.r.e`, `ign ore`.
    fn join_pieces(&self, sentence: &mut Sentence) {
        let mut at = 0;
        while at < sentence.tokens.len() {
            if let Some((id, pieces, end)) = self.word_in_pieces(sentence.tokens.get(at..).unwrap_or_default()) {
                if let Some(first) = sentence.tokens.get_mut(at) {
                    (first.id, first.end) = (id, end);
                }
                sentence.tokens.drain(at + 1..at + pieces);
                sentence.disguised += 1;
                sentence.interesting |= self.dictionary.rules.begins(id);
            }
            at += 1;
        }
    }

    /// A word that begins with the first of the tokens and goes on in the next ones.
    fn word_in_pieces(&self, tokens: &[Token]) -> Option<(Id, usize, usize)> {
        let first = tokens.first().filter(|first| !first.is_symbol && first.end - first.start < 12)?;
        // Between two pieces there is one character, and nearly no word has another one that near and may go on.
        let next = tokens.get(1..)?.iter().find(|token| !token.is_symbol)?;
        let is_near = next.start <= first.end + 1 && (first.id == NONE || next.id == NONE);
        if !is_near || !self.dictionary.near.begins(self.bytes.get(first.start..first.end)?) {
            return None;
        }
        let mut hash = Hash::new();
        self.hash_piece(&mut hash, first)?;
        let (mut letters, mut unknown, mut end) = (first.end - first.start, first.id == NONE, first.end);
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
            self.hash_piece(&mut hash, token)?;
            letters += token.end - token.start;
            unknown |= token.id == NONE;
            end = token.end;
            if letters >= SHORTEST && unknown {
                let id = self.dictionary.rules.word(hash.0);
                if id != NONE && self.dictionary.is_strong(id) {
                    return Some((id, index + 1, end));
                }
            }
        }
        None
    }

    fn hash_piece(&self, hash: &mut Hash, token: &Token) -> Option<()> {
        for byte in self.bytes.get(token.start..token.end)? {
            if !byte.is_ascii_alphabetic() {
                return None;
            }
            hash.byte(*byte | 0x20);
        }
        Some(())
    }

    /// Slips: `instrctions`, `pervious`. Only in a sentence that has a word of a rule.
    fn correct(&self, sentence: &mut Sentence) {
        for token in &mut sentence.tokens {
            if token.id == NONE && !token.is_symbol {
                let word = self.bytes.get(token.start..token.end).unwrap_or_default();
                token.id = self.dictionary.near.find(word);
            }
        }
    }
}
