//! One phrase, looked for at one place.

use crate::lexicon::{Lexicon, Set};
use crate::phrases::Step;
use crate::token::{Said, Tokens};

/// More than this between two words is a line across the page. A stream is not held back by it.
const MOST_DECORATION: usize = 16;

/// A phrase with its words as numbers.
#[derive(Debug)]
pub(crate) struct Pattern(Vec<Place>);

#[derive(Debug)]
enum Place {
    Word(Set),
    Fillers(usize),
    Symbol(char),
}

/// How far a phrase goes at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// It is not there, and no more text can change that.
    No,
    /// It may be there once there is more text.
    Live,
    /// It is there, and ends before this token.
    Full(usize),
}

impl Pattern {
    pub(crate) fn new(phrase: &[Step], lexicon: &Lexicon) -> Self {
        let place = |step: &Step| match step {
            Step::Word(words) => Place::Word(lexicon.set(words)),
            Step::Fillers(most) => Place::Fillers(*most),
            Step::Symbol(symbol) => Place::Symbol(*symbol),
        };
        Self(phrase.iter().map(place).collect())
    }

    /// Tries the phrase at a token.
    pub(crate) fn attempt(&self, tokens: &Tokens, from: usize, fillers: &Set) -> Attempt {
        let mut at = from;
        let mut end = from;
        for place in &self.0 {
            let mut places = if let Place::Fillers(most) = place { *most } else { 1 };
            while places > 0 {
                let Some(said) = tokens.said(at) else {
                    return if tokens.goes_on() { Attempt::Live } else { Attempt::No };
                };
                let (fits, becomes) = match (place, said) {
                    (Place::Word(words), Said::Word(number)) => (words.contains(number), Some(words)),
                    (Place::Fillers(_), Said::Word(number)) => (fillers.contains(number), Some(fillers)),
                    (Place::Symbol(wanted), Said::Symbol(symbol)) => (*wanted == symbol, None),
                    _ => (false, None),
                };
                if let (Some(open), Some(words)) = (tokens.open(at), becomes) {
                    if open.meets(words) {
                        return Attempt::Live;
                    }
                } else if fits {
                    places -= 1;
                    end = at + 1;
                    at = skip_decoration(tokens, end);
                    continue;
                }
                match place {
                    // The next place looks at the same token.
                    Place::Fillers(_) => break,
                    Place::Word(_) | Place::Symbol(_) => return Attempt::No,
                }
            }
        }
        Attempt::Full(end)
    }
}

fn skip_decoration(tokens: &Tokens, from: usize) -> usize {
    let decoration = |at: &usize| matches!(tokens.said(*at), Some(Said::Symbol(symbol)) if is_decoration(symbol));
    from + (from..from + MOST_DECORATION).take_while(decoration).count()
}

/// Whether it stands between words without ending what they say.
pub(crate) fn is_decoration(symbol: char) -> bool {
    matches!(symbol, ',' | '*' | '_' | '"' | '\'' | '`' | '~' | '-' | '‘' | '’' | '“' | '”' | '«' | '»')
}
