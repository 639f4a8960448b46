//! The data files as tables.

use std::collections::BTreeMap;

use super::lexicon::{Id, Lexicon, NONE};
use super::{RULES, WORDS};
use crate::view::folded;

/// What a finding is called, behind `injection/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Override,
    Role,
    Reveal,
    Jailbreak,
    Exfiltration,
    Task,
    Hidden,
    /// Speaks against a finding.
    Benign,
}

impl Kind {
    /// All of them, in the order of their declaration.
    pub(crate) const ALL: [(Self, &str); 8] = [
        (Self::Override, "override"),
        (Self::Role, "role"),
        (Self::Reveal, "reveal"),
        (Self::Jailbreak, "jailbreak"),
        (Self::Exfiltration, "exfiltration"),
        (Self::Task, "task"),
        (Self::Hidden, "hidden"),
        (Self::Benign, "benign"),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// One rule. Rules of one name count once.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) kind: Kind,
    pub(crate) points: i32,
    /// The number of the rule's name.
    pub(crate) name: usize,
    pub(super) steps: Vec<Step>,
    /// The sets of all steps but the first, as bits, several sets to a bit.
    pub(super) folded: u64,
    /// None of these words may come right before.
    pub(super) unless: Option<usize>,
    /// Only where a line or a sentence begins.
    pub(super) at_start: bool,
}

/// One word, or symbol, of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// The number of the set of words that fit.
    pub(super) set: usize,
    /// How many other words may come before it.
    pub(super) gap: usize,
}

/// All rules, made once.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(super) lexicon: Lexicon,
    pub(crate) rules: Vec<Rule>,
    /// For each word the sets that it is in, as bits.
    pub(super) bits: Vec<u64>,
    /// How many numbers of `bits` belong to one word.
    pub(super) stride: usize,
    /// The same with several sets to a bit.
    pub(super) folded: Vec<u64>,
    /// For each word the rules that begin with it.
    pub(super) beginning: Vec<Vec<u16>>,
    /// How many names there are.
    pub(crate) names: usize,
    /// Which symbols are tokens.
    pub(super) symbols: [Id; 128],
    /// The words of each group.
    groups: BTreeMap<String, Vec<Id>>,
    /// Every word, and whether it is looked for in every disguise.
    spelt: Vec<(String, Id, bool)>,
}

/// Sets of words that make an instruction one.
const STRONG: &[&str] = &["DROP", "PRIOR", "ORDERS", "SYSTEM", "PROMPT", "REVEAL", "SECRET", "ASSISTANT", "UNBOUND"];

/// What is gathered while the files are read.
struct Reader {
    lexicon: Lexicon,
    sets: Vec<Vec<Id>>,
    by_text: BTreeMap<String, usize>,
    names: BTreeMap<String, usize>,
    spelt: Vec<(String, Id, bool)>,
}

impl Rules {
    /// Compiles the data files. What makes no sense is left out; a test sees to it that there is no such line.
    pub(crate) fn new() -> Self {
        let mut reader = Reader {
            lexicon: Lexicon::with_capacity(4_000),
            sets: Vec::new(),
            by_text: BTreeMap::new(),
            names: BTreeMap::new(),
            spelt: Vec::new(),
        };
        for (name, words) in WORDS.iter().flat_map(|file| lines(file)).filter_map(|line| line.split_once(':')) {
            reader.extend(name.trim(), words.split_whitespace());
        }
        let rules: Vec<Rule> = RULES.iter().flat_map(|file| lines(file)).filter_map(|line| reader.rule(line)).collect();
        Self::index(reader, rules)
    }

    fn index(reader: Reader, rules: Vec<Rule>) -> Self {
        let Reader { lexicon, sets, by_text, names, spelt } = reader;
        let groups = by_text.into_iter().filter(|(name, _)| name.starts_with(|first: char| first.is_ascii_uppercase()));
        let groups = groups.filter_map(|(name, number)| Some((name, sets.get(number)?.clone()))).collect();
        let stride = sets.len().div_ceil(64);
        let mut bits = vec![0; (lexicon.len() + 1) * stride];
        let mut beginning = vec![Vec::new(); lexicon.len() + 1];
        for (number, words) in sets.iter().enumerate() {
            for word in words {
                if let Some(bits) = bits.get_mut(usize::from(*word) * stride + number / 64) {
                    *bits |= 1 << (number % 64);
                }
            }
        }
        let folded = bits.chunks(stride).map(|sets| sets.iter().fold(0, |all, sets| all | sets)).collect();
        for (number, rule) in (0..).zip(&rules) {
            for word in rule.steps.first().and_then(|step| sets.get(step.set)).into_iter().flatten() {
                beginning.get_mut(usize::from(*word)).into_iter().for_each(|rules| rules.push(number));
            }
        }
        let mut symbols = [NONE; 128];
        for (byte, symbol) in (0..).zip(&mut symbols) {
            let character = char::from(byte);
            if character.is_ascii_punctuation() {
                *symbol = lexicon.find(crate::view::hash::hash_str(character.encode_utf8(&mut [0; 4])));
            }
        }
        Self { names: names.len(), lexicon, rules, bits, stride, folded, beginning, symbols, groups, spelt }
    }

    /// The number of a word that no rule has.
    pub(crate) fn add(&mut self, word: &str) -> Id {
        self.lexicon.add(word)
    }

    /// The words of a group.
    pub(crate) fn group(&self, name: &str) -> &[Id] {
        self.groups.get(name).map_or(&[], Vec::as_slice)
    }

    /// How many words there are.
    pub(crate) fn words(&self) -> usize {
        self.lexicon.len()
    }

    /// Every word.
    pub(crate) fn spelt(&self) -> impl Iterator<Item = (&str, Id)> {
        self.spelt.iter().map(|(word, id, _)| (word.as_str(), *id))
    }

    /// Words that are looked for in every disguise.
    pub(crate) fn strong(&self) -> impl Iterator<Item = (&str, Id)> {
        self.spelt.iter().filter(|(.., strong)| *strong).map(|(word, id, _)| (word.as_str(), *id))
    }
}

impl Reader {
    /// Adds words to a set.
    fn extend<'a>(&mut self, name: &str, words: impl Iterator<Item = &'a str>) -> usize {
        let number = *self.by_text.entry(name.to_owned()).or_insert_with(|| {
            self.sets.push(Vec::new());
            self.sets.len() - 1
        });
        for word in words {
            let strong = STRONG.contains(&name) && folded(word).len() >= 6;
            let id = self.add(word, strong);
            self.sets.get_mut(number).into_iter().for_each(|set| set.push(id));
        }
        number
    }

    fn add(&mut self, word: &str, strong: bool) -> Id {
        let word = folded(word);
        let id = self.lexicon.add(&word);
        self.spelt.push((word, id, strong));
        id
    }

    /// `kind points name: steps`.
    fn rule(&mut self, line: &str) -> Option<Rule> {
        let (head, steps) = line.split_once(": ")?;
        let mut head = head.split_whitespace();
        let kind = Kind::named(head.next()?)?;
        let points = head.next()?.parse().ok()?;
        let names = self.names.len();
        let name = *self.names.entry(head.next()?.to_owned()).or_insert(names);
        let mut rule = Rule { kind, points, name, steps: Vec::new(), folded: 0, unless: None, at_start: false };
        let mut gap = 0;
        for step in steps.split_whitespace() {
            if step == "^" {
                rule.at_start = true;
            } else if let Some(words) = step.strip_prefix('~') {
                gap = words.parse().ok()?;
            } else if let Some(words) = step.strip_prefix('!').filter(|words| !words.is_empty()) {
                rule.unless = Some(self.set(words)?);
            } else {
                let set = self.set(step)?;
                // The first one has fitted when the others are looked at.
                rule.folded |= if rule.steps.is_empty() { 0 } else { 1 << (set % 64) };
                rule.steps.push(Step { set, gap });
                gap = 0;
            }
        }
        Some(rule)
    }

    /// The set of `A|B`: names of sets in capitals, words, symbols.
    fn set(&mut self, text: &str) -> Option<usize> {
        if let Some(number) = self.by_text.get(text) {
            return Some(*number);
        }
        let mut ids = Vec::new();
        // The symbol `|` stands alone.
        for part in text.split('|').filter(|part| !part.is_empty()).chain((text == "|").then_some("|")) {
            if part.starts_with(|first: char| first.is_ascii_uppercase()) {
                ids.extend_from_slice(self.sets.get(*self.by_text.get(part)?)?);
            } else {
                ids.push(self.add(part, false));
            }
        }
        self.sets.push(ids);
        self.by_text.insert(text.to_owned(), self.sets.len() - 1);
        Some(self.sets.len() - 1)
    }
}

/// The lines that say something.
fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

#[cfg(test)]
impl Rules {
    /// The lines of groups, and how many lines of rules there are.
    pub(crate) fn source() -> (Vec<&'static str>, usize) {
        (WORDS.iter().flat_map(|file| lines(file)).collect(), Self::lines().count())
    }

    pub(crate) fn is_full(&self) -> bool {
        self.lexicon.is_full()
    }

    pub(crate) fn lines() -> impl Iterator<Item = &'static str> {
        RULES.iter().flat_map(|file| lines(file))
    }
}
