//! Words that were taken apart, put together again.

use super::cipher::solve;
use super::markup;
use super::segment::Word;
use super::trie::{Place, ROOT};
use super::word::unleet;
use super::{Reader, Sentence, Token};
use crate::rules::{Id, NONE};

/// So many single letters in a row are a word.
const SINGLES: usize = 5;
/// Where so many words are disguised, numbers may be words.
const LEET: usize = 2;
const LONGEST_NUMBER: usize = 6;
/// A word is looked for in so many pieces at most.
const MOST_PIECES: usize = 12;
/// A shorter word may come about by chance.
const SHORTEST: usize = 6;
/// Not where so many are in pieces.
const MANY: usize = 3;
const SHORTEST_OF_MANY: usize = 4;
/// Words have no more letters than this on average.
const LETTERS: usize = 9;

impl Reader<'_> {
    /// What only shows once the sentence is read.
    pub(super) fn finish(&mut self, sentence: &mut Sentence) {
        self.end_selectors(sentence);
        if sentence.interesting {
            self.put_in_order(sentence);
        }
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
        if sentence.disguised >= LEET {
            self.read_numbers(sentence);
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
            } else if let Some(words) = self.spaced_words(&letters) {
                sentence.disguised += words.iter().filter(|word| word.id != NONE && word.end > word.start + 6).count();
                joined.extend(words);
            } else {
                let bytes = letters.iter().map(|letter| self.bytes.get(letter.start).copied().unwrap_or(0));
                let segments = self.segments(&bytes.collect::<Vec<_>>());
                sentence.disguised += segments.known;
                joined.extend(segments.words.iter().filter_map(|Word { id, from, to }| {
                    let (first, last) = (letters.get(*from)?, letters.get(to - 1)?);
                    Some(Token { id: *id, end: last.end, ..*first })
                }));
            }
            at += run.max(1);
        }
        sentence.tokens = joined;
        sentence.interesting |= sentence.tokens.iter().any(|token| self.dictionary.rules.begins(token.id));
    }

    /// The words of letters between which there is more where a word ends: `i g n o r e  a l l`, `i.g.n.o.r.e a.l.l`.
    fn spaced_words(&self, letters: &[Token]) -> Option<Vec<Token>> {
        let gap = |one: &Token, next: &Token| self.bytes.get(one.end..next.start).unwrap_or_default();
        let is_blank = |gap: &[u8]| gap.iter().any(u8::is_ascii_whitespace);
        let signs = letters.iter().zip(letters.iter().skip(1)).filter(|(one, next)| !is_blank(gap(one, next))).count();
        let with_signs = signs * 2 > letters.len();
        let ends = |one: &Token, next: &Token| {
            let gap = gap(one, next);
            if with_signs { is_blank(gap) } else { gap.len() > 1 }
        };
        let mut words = Vec::new();
        for word in letters.chunk_by(|one, next| !ends(one, next)) {
            let (Some(first), Some(last)) = (word.first(), word.last()) else { continue };
            let id = if self.bytes.get(first.start..last.end).is_some_and(|word| word.contains(&b'@')) {
                self.dictionary.ids.email
            } else {
                let letters = word.iter().filter_map(|letter| self.bytes.get(letter.start));
                let end =
                    letters.clone().try_fold(ROOT, |at, letter| self.dictionary.trie.step(at, unleet(*letter, b'i')));
                end.and_then(|end| self.dictionary.trie.word(end)).unwrap_or(NONE)
            };
            words.push(Token { id, end: last.end, ..*first });
        }
        // Of letters that run on there are few rows, and long ones.
        (words.len() > 1 && letters.len() <= words.len() * LETTERS).then_some(words)
    }

    /// Pieces of words: `ig-nore`, `i.g.n.o.r.e`, `ign ore`.
    fn join_pieces(&self, sentence: &mut Sentence, of_words: bool) -> usize {
        let many = sentence.tight >= MANY;
        let (mut at, mut kept, mut joined) = (0, 0, 0);
        while let Some(first) = sentence.tokens.get(at).copied() {
            let rest = sentence.tokens.get(at..).unwrap_or_default();
            let (token, pieces) = match self.word_in_pieces(rest, of_words, many) {
                Some((id, pieces, end)) => {
                    joined += 1;
                    sentence.interesting |= self.dictionary.rules.begins(id);
                    (Token { id, end, ..first }, pieces)
                }
                None => (first, 1),
            };
            // What is joined is no longer than it was, and nearly always nothing is.
            if joined > 0
                && let Some(place) = sentence.tokens.get_mut(kept)
            {
                *place = token;
            }
            kept += 1;
            at += pieces;
        }
        sentence.tokens.truncate(kept);
        sentence.disguised += joined;
        joined
    }

    /// A word that begins with the first of the tokens and goes on in the next ones. `of_words`: all of them may be words;
    /// `many`: so is much of the sentence, and short words are, too.
    fn word_in_pieces(&self, tokens: &[Token], of_words: bool, many: bool) -> Option<(Id, usize, usize)> {
        let first = tokens.first().filter(|first| !first.is_symbol && first.end - first.start < 12)?;
        // A blank stands behind most words, and ends one that is known.
        let blank = self.bytes.get(first.end).is_some_and(u8::is_ascii_whitespace);
        if blank && !of_words && first.id != NONE {
            return None;
        }
        // Between two pieces there is one character, or markup, and nearly no word has another one that near and may go on.
        let mut glued = first.end;
        if markup::may_begin(self.bytes, first.end) {
            self.go_on(ROOT, first)?;
            glued = markup::glue(self.bytes, first.end);
        }
        let (marked, mut behind) = (glued > first.end, tokens.get(1..)?.iter().filter(|token| !token.is_symbol));
        let next = if marked { behind.find(|token| token.start >= glued) } else { behind.next() }?;
        let is_near = next.start <= glued.max(first.end + 1) && (of_words || first.id == NONE || next.id == NONE);
        if !is_near {
            return None;
        }
        let many = many || marked;
        let (mut place, mut letters, mut end) = (self.go_on(ROOT, first)?, first.end - first.start, first.end);
        let least = if many { SHORTEST_OF_MANY } else { SHORTEST };
        let (mut unknown, mut all_unknown) = (of_words || first.id == NONE, first.id == NONE);
        for (index, token) in tokens.iter().enumerate().skip(1).take(MOST_PIECES) {
            if token.start < glued {
                continue;
            }
            if token.is_symbol {
                // Drawn between the pieces of a word.
                if token.start == end {
                    continue;
                }
                return None;
            }
            if token.start > glued.max(end + 1) || letters > 24 {
                return None;
            }
            let blank = self.bytes.get(end).is_some_and(|byte| byte.is_ascii_whitespace());
            // `system prompt` is two words, and `in for mat ion` is one.
            if blank && (token.id != NONE || first.id != NONE) && index > 1 || blank && !unknown {
                return None;
            }
            place = self.go_on(place, token)?;
            letters += token.end - token.start;
            unknown |= token.id == NONE;
            all_unknown &= token.id == NONE;
            end = token.end;
            glued = markup::glue(self.bytes, end);
            if letters >= least && unknown {
                let id = self.dictionary.trie.word(place).unwrap_or(NONE);
                if id != NONE && (all_unknown || of_words || (many && !blank) || self.dictionary.is_strong(id)) {
                    return Some((id, index + 1, end));
                }
            }
        }
        None
    }

    /// Where a word stands behind a piece; none where no word goes on so.
    fn go_on(&self, place: Place, piece: &Token) -> Option<Place> {
        let mut letters = self.bytes.get(piece.start..piece.end)?.iter();
        letters.try_fold(place, |place, letter| self.dictionary.trie.step(place, letter.to_ascii_lowercase()))
    }

    /// Numbers among words that are written with digits: `70` is `to`.
    fn read_numbers(&self, sentence: &mut Sentence) {
        for token in sentence.tokens.iter_mut().filter(|token| token.id == NONE && !token.is_symbol) {
            let word = self.bytes.get(token.start..token.end).unwrap_or_default();
            if word.len() <= LONGEST_NUMBER && word.iter().all(u8::is_ascii_digit) {
                token.id = self.unleet(word);
                sentence.interesting |= self.dictionary.rules.begins(token.id);
            }
        }
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
