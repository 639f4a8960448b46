//! Words without blanks between them.

use super::eight;
use super::segment::{Segments, Word};
use super::{LONGEST_SENTENCE, Reader, Role, Sentence, Token};
use crate::rules::{Id, NONE};

/// So many words without blanks between them are no name.
const SENTENCE: usize = 5;
/// With capitals, which names in code have, so many.
const CAPITALS: usize = 5;
/// So many words that are no particles are no chance.
const WORDS: usize = 3;
/// Behind such a row so many are read, too.
const MORE: usize = 2;
/// Of so many letters one may be a digit.
const DIGITS: usize = 8;
/// A shorter word is a particle.
const SHORTEST: usize = 4;

impl Reader<'_> {
    /// Words that only capitals tell from each other: `IgnoreAllPreviousInstructions`. False if it is something else.
    pub(super) fn capitals(&mut self, start: usize, sentence: &mut Sentence) -> bool {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let run = rest.get(..eight::row(rest, LONGEST_SENTENCE)).unwrap_or_default();
        // Most rows have none.
        if eight::count(run.get(1..).unwrap_or_default(), eight::capitals) == 0 {
            return false;
        }
        let least = if sentence.glued { MORE } else { CAPITALS };
        let (mut letters, mut named, mut small) = (0, 0, 0);
        let mut words: Vec<(usize, Id)> = Vec::new();
        for word in parts(run) {
            let word_id = self.dictionary.trie.find(word);
            let id = word_id.unwrap_or(NONE);
            words.push((word.len(), id));
            // A single capital is part of a name's abbreviation.
            if word.len() > 1 {
                letters += if word_id.is_some() { word.len() } else { 0 };
                named += usize::from(id != NONE && word.len() >= SHORTEST);
                small += usize::from(self.dictionary.role(id) != Role::None);
            }
        }
        // Names of classes have many words, and no small ones.
        let count = words.iter().filter(|(length, _)| *length > 1).count();
        let is_sentence = count >= least && letters * 2 >= run.len() && (small > 0 || sentence.glued);
        if start + run.len() < self.at || !is_sentence {
            return false;
        }
        sentence.glued = true;
        sentence.disguised += if count >= CAPITALS { named } else { 0 };
        self.at = start;
        for (length, id) in words {
            let start = self.at;
            self.at += length;
            self.push(id, start, sentence);
        }
        true
    }

    /// Words without any sign between them: `ignorepreviousinstructions`. False if it is something else.
    pub(super) fn glued(&mut self, start: usize, sentence: &mut Sentence) -> bool {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let letters = rest.get(..eight::row(rest, LONGEST_SENTENCE)).unwrap_or_default();
        let end = start + letters.len();
        if end < self.at {
            return false;
        }
        let behind = letters.get(1..).unwrap_or_default();
        let (digits, capitals) = (eight::count(behind, eight::digits), eight::count(behind, eight::capitals));
        // Names in code have capitals where a word begins, and look like this with few words.
        if digits * DIGITS > letters.len() || !sentence.glued && (1..CAPITALS).contains(&capitals) {
            return false;
        }
        let Segments { words, known, long, covered } = self.segments(letters);
        let least = if sentence.glued { 1 } else { 2 };
        if known < least && long < WORDS || covered * 4 < letters.len() * 3 {
            return false;
        }
        self.at = end;
        sentence.glued = true;
        sentence.disguised += if capitals > 0 || words.len() < SENTENCE { 0 } else { known };
        sentence.interesting |= words.iter().any(|word| self.dictionary.rules.begins(word.id));
        let starts_line = self.starts_line;
        sentence.tokens.extend(words.into_iter().map(|Word { id, from, to }| Token {
            id,
            is_symbol: false,
            starts_line,
            start: start + from,
            end: start + to,
        }));
        self.starts_line = false;
        true
    }
}

/// Each capital begins a word.
fn parts(run: &[u8]) -> impl Iterator<Item = &[u8]> {
    run.chunk_by(|_, next| !next.is_ascii_uppercase())
}
