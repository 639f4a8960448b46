//! A text as words and symbols.

use std::ops::Range;

use crate::fold::{fold, is_hidden};
use crate::lexicon::{Lexicon, Number, Set};

/// A longer run of letters is several words. No phrase has a word near this length, and what must be held back of a
/// stream stays bounded.
const LONGEST_WORD: usize = 64;

/// A text's tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    tokens: Vec<Token>,
    goes_on: bool,
    /// What the last word may become, where more text may make it longer.
    open: Option<Set>,
}

#[derive(Debug)]
struct Token {
    said: Said,
    /// Where it stands in the original.
    span: Range<usize>,
}

/// What a token says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    Word(Number),
    Symbol(char),
}

impl Tokens {
    /// `goes_on`: more text will follow.
    pub(crate) fn of(text: &str, goes_on: bool, lexicon: &Lexicon) -> Self {
        let mut tokens = Self { tokens: Vec::new(), goes_on, open: None };
        let mut word = Word::default();
        let mut hidden = false;
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            // Nearly all text is ASCII, and folding it would be most of the work.
            let (seen, length, is_tag) = if byte.is_ascii() {
                (Some(char::from(*byte)), 1, false)
            } else {
                let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                (fold(character), character.len_utf8(), is_hidden(character))
            };
            let span = at..at + length;
            at = span.end;
            // Invisible characters end no word.
            let Some(seen) = seen else { continue };
            // Hidden text that begins behind a visible word is not part of it.
            if is_tag != hidden {
                hidden = is_tag;
                tokens.end_word(&mut word, lexicon);
            }
            if is_letter(seen) {
                word.push(seen, span);
                if word.letters == LONGEST_WORD {
                    tokens.end_word(&mut word, lexicon);
                }
            } else {
                tokens.end_word(&mut word, lexicon);
                if seen != ' ' && !seen.is_whitespace() && !seen.is_control() {
                    tokens.tokens.push(Token { said: Said::Symbol(seen), span });
                }
            }
        }
        if goes_on && word.letters > 0 {
            tokens.open = Some(lexicon.beginning_with(&word.text));
        }
        tokens.end_word(&mut word, lexicon);
        tokens
    }

    fn end_word(&mut self, word: &mut Word, lexicon: &Lexicon) {
        if word.letters > 0 {
            let number = lexicon.number(&word.text);
            self.tokens.push(Token { said: Said::Word(number), span: word.span.clone() });
            word.letters = 0;
            word.text.clear();
        }
    }

    pub(crate) fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// What a token says; none behind the last one.
    pub(crate) fn said(&self, index: usize) -> Option<Said> {
        self.tokens.get(index).map(|token| token.said)
    }

    /// What a word may become that more text may make longer.
    pub(crate) fn open(&self, index: usize) -> Option<&Set> {
        self.open.as_ref().filter(|_| index + 1 == self.tokens.len())
    }

    /// Where the tokens `from..to` stand in the original.
    pub(crate) fn span(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let (first, last) = (self.tokens.get(from)?, self.tokens.get(to.checked_sub(1)?)?);
        Some(first.span.start..last.span.end)
    }
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    /// In lower case.
    text: String,
    letters: usize,
    span: Range<usize>,
}

impl Word {
    /// Adds a letter that stands at `span`.
    fn push(&mut self, letter: char, span: Range<usize>) {
        if self.letters == 0 {
            self.span = span;
        } else {
            self.span.end = span.end;
        }
        self.letters += 1;
        if letter.is_ascii() {
            self.text.push(letter.to_ascii_lowercase());
        } else {
            self.text.extend(letter.to_lowercase());
        }
    }
}

fn is_letter(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_alphanumeric() } else { character.is_alphanumeric() }
}
