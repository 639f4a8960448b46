//! Phrases in a text.

use std::ops::Range;
use std::sync::Arc;

use crate::lexicon::{Lexicon, Set};
use crate::pattern::{Attempt, Pattern};
use crate::phrases::{FILLERS, PHRASES, Step};
use crate::token::{Said, Tokens};

/// What is looked for, made once.
#[derive(Debug)]
pub(crate) struct Search {
    lexicon: Lexicon,
    fillers: Set,
    /// The phrases by the number of the word that they begin with: nearly every word of a text begins none.
    by_word: Vec<Vec<Arc<Pattern>>>,
    by_symbol: Vec<(char, Vec<Arc<Pattern>>)>,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) spans: Vec<Range<usize>>,
    /// Where a phrase begins that more text may complete, or a word that it may lengthen.
    pub(crate) live: Option<usize>,
}

impl Search {
    pub(crate) fn new() -> Self {
        let lexicon = Lexicon::new();
        let mut by_word = vec![Vec::new(); lexicon.size()];
        let mut by_symbol: Vec<(char, Vec<Arc<Pattern>>)> = Vec::new();
        for phrase in PHRASES {
            let pattern = Arc::new(Pattern::new(phrase, &lexicon));
            match phrase.first() {
                Some(Step::Word(words)) => {
                    let numbers = words.iter().map(|word| lexicon.number(word));
                    numbers.for_each(|number| {
                        by_word.get_mut(number).into_iter().for_each(|list| list.push(pattern.clone()))
                    });
                }
                Some(Step::Symbol(symbol)) => match by_symbol.iter_mut().find(|(first, _)| first == symbol) {
                    Some((_, patterns)) => patterns.push(pattern),
                    None => by_symbol.push((*symbol, vec![pattern])),
                },
                Some(Step::Fillers(_)) | None => {}
            }
        }
        Self { fillers: lexicon.set(FILLERS), by_word, by_symbol, lexicon }
    }

    /// Finds the phrases from left to right, at each place the longest. `goes_on`: more text will follow.
    pub(crate) fn run(&self, text: &str, goes_on: bool) -> Found {
        let tokens = Tokens::of(text, goes_on, &self.lexicon);
        let mut found = Found::default();
        let mut at = 0;
        while let Some(said) = tokens.said(at) {
            let Some(end) = self.longest(&tokens, at, said) else {
                found.live = tokens.span(at, at + 1).map(|span| span.start);
                break;
            };
            if end > at {
                found.spans.extend(tokens.span(at, end));
            }
            at = end.max(at + 1);
        }
        found
    }

    /// Where the longest phrase ends that begins at a token; the token itself where none does. None where only more
    /// text can tell.
    fn longest(&self, tokens: &Tokens, at: usize, said: Said) -> Option<usize> {
        // Whatever it is, it may become another word.
        if tokens.open(at).is_some() {
            return None;
        }
        let mut end = at;
        for pattern in self.beginning_with(said) {
            match pattern.attempt(tokens, at, &self.fillers) {
                Attempt::No => {}
                Attempt::Live => return None,
                Attempt::Full(after) => end = end.max(after),
            }
        }
        Some(end)
    }

    fn beginning_with(&self, said: Said) -> &[Arc<Pattern>] {
        let patterns = match said {
            Said::Word(number) => self.by_word.get(number),
            Said::Symbol(symbol) => {
                self.by_symbol.iter().find(|(first, _)| *first == symbol).map(|(_, patterns)| patterns)
            }
        };
        patterns.map_or(&[], Vec::as_slice)
    }
}
