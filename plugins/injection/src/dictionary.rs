//! Everything that is made once: words, rules, and the forms in which words hide.

use crate::rules::{Id, Lexicon, NONE, Rules};
use crate::view::{
    Beginnings, Near, Role, Trie,
    hash::{Hash, hash_str},
};

/// Words that tell what is English, beside those of the rules.
const COMMON: &str = include_str!("../data/common.txt");

/// What texts are read with.
#[derive(Debug)]
pub(crate) struct Dictionary {
    pub(crate) rules: Rules,
    pub(crate) near: Near,
    pub(crate) beginnings: Beginnings,
    pub(crate) trie: Trie,
    common: Lexicon,
    pub(crate) ids: Ids,
    strong: Vec<bool>,
    speaks: Vec<Id>,
    roles: Vec<Role>,
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
        let mut strong = vec![false; rules.words() + 1];
        for (_, id) in rules.strong() {
            strong.get_mut(usize::from(id)).into_iter().for_each(|strong| *strong = true);
        }
        let near = Near::new(rules.strong(), rules.spelt());
        let words = COMMON.lines().filter(|line| !line.starts_with("//")).flat_map(str::split_whitespace);
        let mut common = Lexicon::with_capacity(COMMON.len() / 6);
        words.clone().for_each(|word| {
            common.add(word);
        });
        let beginnings = Beginnings::new(rules.spelt().map(|(word, _)| word));
        let trie = Trie::new(rules.spelt().chain(words.map(|word| (word, NONE))));
        let speaks = ["you", "your", "youre", "yourself", "u", "ur", "me", "my"]
            .into_iter()
            .map(|word| rules.word(hash_str(word)));
        let speaks = speaks.filter(|id| *id != NONE).collect();
        let mut roles = vec![Role::None; rules.words() + 1];
        for (name, role) in [("ARTICLE", Role::Article), ("LEAD", Role::Lead)] {
            for id in rules.group(name) {
                roles.get_mut(usize::from(*id)).into_iter().for_each(|place| *place = role);
            }
        }
        Self { roles, rules, near, beginnings, trie, common, ids, strong, speaks }
    }

    /// Whether a hash is that of a word of a rule, or of one that is common in English.
    pub(crate) fn is_word(&self, hash: u64) -> bool {
        self.rules.word(hash) != NONE || self.common.find(hash) != NONE
    }

    /// Whether a word is common in English, though no rule has it.
    pub(crate) fn is_common(&self, word: &[u8]) -> bool {
        let mut hash = Hash::new();
        word.iter().for_each(|byte| hash.byte(byte | 0x20));
        self.common.find(hash.value()) != NONE
    }

    /// Whether a word speaks to the reader.
    pub(crate) fn speaks(&self, word: Id) -> bool {
        self.speaks.contains(&word)
    }

    /// The same of a word as it is written.
    pub(crate) fn role_of(&self, word: &str) -> Role {
        self.role(self.trie.find(word.as_bytes()).unwrap_or(NONE))
    }

    /// What a word says about the order of words.
    #[inline]
    pub(crate) fn role(&self, word: Id) -> Role {
        self.roles.get(usize::from(word)).copied().unwrap_or_default()
    }

    /// Whether a word is worth being put together from pieces.
    pub(crate) fn is_strong(&self, word: Id) -> bool {
        self.strong.get(usize::from(word)).copied().unwrap_or(false)
    }
}
