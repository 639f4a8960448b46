//! Reading TOML strictly: every problem is noted with its place, and reading goes on.

use std::{collections::BTreeSet, path::Path};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::error::{PackFault, PackProblem};

/// A file that is being read, and what was found wrong so far.
pub(super) struct Source<'t> {
    file: &'t Path,
    text: &'t str,
    pub(super) problems: Vec<PackProblem>,
}

impl<'t> Source<'t> {
    pub(super) fn new(file: &'t Path, text: &'t str) -> Self {
        Self { file, text, problems: Vec::new() }
    }

    pub(super) fn problem(&mut self, offset: usize, fault: PackFault) {
        self.problems.push(PackProblem { file: self.file.to_owned(), place: Some(self.place(offset)), fault });
    }

    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// A table whose keys are asked for one by one; those that nobody asked for are wrong.
pub(super) struct Keys<'t> {
    table: &'t DeTable<'t>,
    pub(super) offset: usize,
    asked: BTreeSet<&'static str>,
}

impl<'t> Keys<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, offset: usize) -> Self {
        Self { table, offset, asked: BTreeSet::new() }
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.insert(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub(super) fn string(&mut self, source: &mut Source<'_>, key: &'static str) -> Option<Spanned<&'t str>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(value.span(), text.as_ref())),
            other => {
                wrong_type(source, value.span().start, key, other, "a string");
                None
            }
        }
    }

    pub(super) fn required(
        &mut self,
        source: &mut Source<'_>,
        key: &'static str,
        meaning: &'static str,
    ) -> Option<Spanned<&'t str>> {
        if self.get(key).is_none() {
            source.problem(self.offset, PackFault::MissingKey { key, meaning });
        }
        self.string(source, key)
    }

    pub(super) fn strings(&mut self, source: &mut Source<'_>, key: &'static str) -> Vec<Spanned<&'t str>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(source, value.span().start, key, value.get_ref(), "a list of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => strings.push(Spanned::new(item.span(), text.as_ref())),
                other => wrong_type(source, item.span().start, key, other, "a list of strings"),
            }
        }
        strings
    }

    /// Whether a key is `true`; a key that isn't there is not.
    pub(super) fn flag(&mut self, source: &mut Source<'_>, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        wrong_type(source, value.span().start, key, value.get_ref(), "`true` or `false`");
        false
    }

    pub(super) fn table(&mut self, source: &mut Source<'_>, key: &'static str) -> Option<(&'t DeTable<'t>, usize)> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some((table, value.span().start)),
            other => {
                wrong_type(source, value.span().start, key, other, "a table");
                None
            }
        }
    }

    /// A list of tables; whatever else stands there is noted.
    pub(super) fn tables(&mut self, source: &mut Source<'_>, key: &'static str) -> Vec<(&'t DeTable<'t>, usize)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(source, value.span().start, key, value.get_ref(), "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span().start)),
                other => wrong_type(source, item.span().start, key, other, "a list of tables"),
            }
        }
        tables
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        source: &mut Source<'_>,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.string(source, key)?;
        word(source, key, &text, words)
    }

    /// Notes each key that nobody asked for.
    pub(super) fn finish(self, source: &mut Source<'_>) {
        let known: Vec<&str> = self.asked.iter().copied().collect();
        for (key, _) in self.table.iter().filter(|(key, _)| !self.asked.contains(key.get_ref().as_ref())) {
            unknown_key(source, key, &known);
        }
    }
}

pub(super) fn unknown_key(source: &mut Source<'_>, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
    let (name, offset) = (key.get_ref().to_string(), key.span().start);
    let fault = PackFault::UnknownKey { nearest: nearest(&name, known), known: list(known), key: name };
    source.problem(offset, fault);
}

pub(super) fn word<T: Copy>(
    source: &mut Source<'_>,
    key: &str,
    text: &Spanned<&str>,
    words: &[(&'static str, T)],
) -> Option<T> {
    let found = words.iter().find(|(word, _)| word == text.get_ref()).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let name = (*text.get_ref()).to_owned();
        let nearest = nearest(&name, &known);
        source.problem(
            text.span().start,
            PackFault::UnknownValue { key: key.to_owned(), found: name, nearest, known: list(&known) },
        );
    }
    found
}

pub(super) fn wrong_type(
    source: &mut Source<'_>,
    offset: usize,
    key: &str,
    found: &DeValue<'_>,
    expected: &'static str,
) {
    let found = match found {
        DeValue::String(_) => "a string",
        DeValue::Integer(number) if number.as_str().starts_with('-') => "a number below 0",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    source.problem(offset, PackFault::WrongType { key: key.to_owned(), found, expected });
}

fn list(known: &[&str]) -> String {
    if known.is_empty() { "none".to_owned() } else { format!("`{}`", known.join("`, `")) }
}

/// The word that may have been meant: the closest one, if it is close.
fn nearest(word: &str, known: &[&str]) -> Option<String> {
    let scored = known.iter().map(|other| (strsim::jaro_winkler(word, other), *other));
    scored
        .filter(|(score, _)| *score > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, other)| other.to_owned())
}
