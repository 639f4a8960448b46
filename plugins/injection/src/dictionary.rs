//! Everything that is made once: words, rules, and the forms in which words hide.

use crate::rules::{Id, NONE, Rules};
use crate::view::{Near, Tells};

/// What texts are read with.
#[derive(Debug)]
pub(crate) struct Dictionary {
    pub(crate) rules: Rules,
    pub(crate) near: Near,
    pub(crate) tells: Tells,
    pub(crate) ids: Ids,
    strong: Vec<bool>,
}

/// Words for what is no word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ids {
    pub(crate) url: Id,
    /// An address that is to be filled in.
    pub(crate) template: Id,
    pub(crate) email: Id,
}

impl Dictionary {
    pub(crate) fn new() -> Self {
        let mut rules = Rules::new();
        let ids = Ids { url: rules.add("{url}"), template: rules.add("{template}"), email: rules.add("{email}") };
        let words: Vec<(String, Id)> = rules.strong().map(|(word, id)| (word.to_owned(), id)).collect();
        let mut strong = vec![false; usize::from(Id::MAX)];
        for (_, id) in &words {
            strong.get_mut(usize::from(*id)).into_iter().for_each(|strong| *strong = true);
        }
        let near = Near::new(words.iter().map(|(word, id)| (word.as_str(), *id)));
        let tells = Tells::new(|word| {
            let is_new = rules.word(crate::view::hash::hash_str(word)) == NONE;
            is_new.then(|| rules.add(word))
        });
        strong.truncate(rules.words() + 1);
        Self { rules, near, tells, ids, strong }
    }

    /// Whether a word is worth being put together from pieces.
    pub(crate) fn is_strong(&self, word: Id) -> bool {
        self.strong.get(usize::from(word)).copied().unwrap_or(false)
    }
}
