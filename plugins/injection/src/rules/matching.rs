//! Rules tried at the words of one sentence.

use super::compile::{Rule, Rules};
use super::lexicon::{Id, NONE};
use crate::view::Token;

/// More symbols than this between two words are a line across the page.
const MOST_SYMBOLS: usize = 12;
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
    pub(crate) fn matches<'a>(&'a self, tokens: &'a [Token]) -> impl Iterator<Item = &'a Rule> + 'a {
        tokens.iter().enumerate().filter(|(_, token)| token.id != NONE).flat_map(move |(at, token)| {
            let rules = self.beginning.get(usize::from(token.id)).map_or(&[][..], Vec::as_slice);
            rules
                .iter()
                .filter_map(|number| self.rules.get(usize::from(*number)))
                .filter(move |rule| self.fits(rule, tokens, at))
        })
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
