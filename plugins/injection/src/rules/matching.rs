//! Rules tried at the words of one sentence.

use super::compile::{Rule, Rules};
use super::lexicon::{Id, NONE};
use crate::view::Token;

/// More symbols than this between two words are a line across the page.
const MOST_SYMBOLS: usize = 12;
/// Where a word begins more rules than this on average, it is looked first which of them can fit.
const MANY_RULES: usize = 8;
/// How far before a rule a negation is looked for, in words.
const NEGATION: usize = 3;

impl Rules {
    /// The word with this hash.
    #[inline]
    pub(crate) fn word(&self, hash: u64) -> Id {
        self.lexicon.find(hash)
    }

    /// The number of a symbol that rules know.
    #[inline]
    pub(crate) fn symbol(&self, byte: u8) -> Id {
        self.symbols.get(usize::from(byte)).copied().unwrap_or(NONE)
    }

    /// Whether any rule begins with the word.
    #[inline]
    pub(crate) fn begins(&self, word: Id) -> bool {
        self.beginning.get(usize::from(word)).is_some_and(|rules| !rules.is_empty())
    }

    /// The rules that the sentence fits.
    pub(crate) fn matches<'a>(&'a self, tokens: &'a [Token]) -> Vec<&'a Rule> {
        let beginning = |token: &Token| self.beginning.get(usize::from(token.id)).map_or(&[][..], Vec::as_slice);
        // Nearly all rules that begin with a word want another one that is nowhere in the sentence.
        let folded =
            tokens.iter().fold(0, |all, token| all | self.folded.get(usize::from(token.id)).copied().unwrap_or(0));
        let many = tokens.iter().map(|token| beginning(token).len()).sum::<usize>() > tokens.len() * MANY_RULES;
        let present = many.then(|| self.present(tokens));
        let may_fit = |rule: &Rule| {
            rule.folded & !folded == 0
                && present.as_ref().is_none_or(|present| rule.steps.iter().skip(1).all(|step| has(present, step.set)))
        };
        let mut found = Vec::new();
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.id != NONE) {
            let rules = beginning(token).iter().filter_map(|number| self.rules.get(usize::from(*number)));
            found.extend(rules.filter(|rule| may_fit(rule) && self.fits(rule, tokens, at)));
        }
        found
    }

    /// The sets of which some word is in the sentence, as bits.
    fn present(&self, tokens: &[Token]) -> Vec<u64> {
        let mut present = vec![0; self.stride];
        for token in tokens.iter().filter(|token| token.id != NONE) {
            let from = usize::from(token.id) * self.stride;
            let sets = self.bits.get(from..from + self.stride).unwrap_or_default();
            present.iter_mut().zip(sets).for_each(|(all, sets)| *all |= sets);
        }
        present
    }

    /// Whether a rule that begins with the token at `at` goes on as the sentence does. Each step takes the first word
    /// that fits, so that the work is bounded by the gaps.
    fn fits(&self, rule: &Rule, tokens: &[Token], at: usize) -> bool {
        if rule.at_start && !tokens.get(at).is_some_and(|token| token.starts_line) {
            return false;
        }
        let mut rest = tokens.get(at + 1..).unwrap_or_default().iter();
        for step in rule.steps.iter().skip(1) {
            let (mut words, mut symbols) = (0, 0);
            loop {
                let Some(token) = rest.next() else { return false };
                if self.is_in(token.id, step.set) {
                    break;
                }
                if token.is_symbol {
                    symbols += 1;
                } else {
                    words += 1;
                }
                if words > step.gap || symbols > MOST_SYMBOLS {
                    return false;
                }
            }
        }
        !rule.unless.is_some_and(|set| {
            let before = tokens.get(..at).unwrap_or_default().iter().rev();
            before.filter(|token| !token.is_symbol).take(NEGATION).any(|token| self.is_in(token.id, set))
        })
    }

    #[inline]
    fn is_in(&self, word: Id, set: usize) -> bool {
        word != NONE
            && self.bits.get(usize::from(word) * self.stride + set / 64).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
    }
}

fn has(sets: &[u64], set: usize) -> bool {
    sets.get(set / 64).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
}
