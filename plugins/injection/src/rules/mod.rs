//! What is looked for, as data: words by what they mean in an instruction, and rules over such words.

mod compile;
mod lexicon;
mod matching;

pub(crate) use compile::{Kind, Rules};
pub(crate) use lexicon::{Id, Lexicon, NONE};

/// The words of the rules, one group a line.
const WORDS: &[&str] = &[include_str!("../../data/words.txt"), include_str!("../../data/languages.txt")];
/// The rules.
const RULES: &[&str] = &[
    include_str!("../../data/override.txt"),
    include_str!("../../data/role.txt"),
    include_str!("../../data/reveal.txt"),
    include_str!("../../data/jailbreak.txt"),
    include_str!("../../data/task.txt"),
    include_str!("../../data/benign.txt"),
];
