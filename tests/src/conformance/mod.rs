//! The conformance kit: its languages, what was built of them, and asking them. `tests/conformance/README.md` says what they
//! do.

pub mod plugin;
mod policy;
pub mod repeated;
mod sanitiser;
mod streams;
mod vector;

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Deserialize;

/// The kit's folder.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance");

/// A language, as `tests/conformance/languages.toml` has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its name for people.
    pub title: String,
    /// What a fault that nobody expected comes to.
    pub raise: Raise,
    /// Whether its calls start from a snapshot.
    pub snapshot: bool,
    /// What there is of it.
    pub kinds: Vec<Kind>,
    /// A language whose files it has too, beside its own.
    pub like: Option<String>,
    /// The folders of `guest-sdk/` that it is built with.
    pub sdk: Vec<String>,
}

/// What a fault that nobody expected comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Raise {
    /// The SDK catches it, and answers its message as an error.
    Error,
    /// The language can't catch it: the plugin traps.
    Trap,
}

/// One of the kit's two plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The policy.
    Policy,
    /// The sanitiser.
    Sanitiser,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Policy => "policy",
            Self::Sanitiser => "sanitiser",
        })
    }
}

/// The languages by the names of their folders.
///
/// # Panics
/// Where the list can't be read.
#[must_use]
pub fn languages() -> BTreeMap<String, Language> {
    let path = PathBuf::from(FOLDER).join("languages.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()))
}

impl Kind {
    /// The files of vectors that its plugins are asked.
    #[must_use]
    pub fn files(self) -> Vec<String> {
        vector::files(self)
    }
}

/// What became of one file of vectors.
#[derive(Debug, Default)]
pub struct Asked {
    /// How many vectors there are.
    pub vectors: usize,
    /// What is wrong: all of it, not the first.
    pub wrong: Vec<String>,
}

impl Asked {
    fn compare<T: PartialEq + fmt::Debug>(&mut self, name: &str, found: &T, expected: &T) {
        self.vectors += 1;
        if found != expected {
            let shown = |value: &T| format!("{value:#?}").chars().take(4000).collect::<String>();
            self.wrong.push(format!("{name}\n  expected {}\n  found    {}", shown(expected), shown(found)));
        }
    }

    /// Fails where something is wrong.
    ///
    /// # Panics
    /// There.
    pub fn report(self) {
        assert!(self.wrong.is_empty(), "{} vectors fail:\n\n{}", self.wrong.len(), self.wrong.join("\n\n"));
    }
}

/// Asks a language's plugin all vectors of a file.
///
/// # Panics
/// Where the plugin can't be loaded, or the file can't be read.
#[must_use]
pub fn ask(language: &str, kind: Kind, file: &str) -> Asked {
    match (kind, file) {
        (_, "configure") => plugin::configured(language, kind, file),
        (Kind::Policy, _) => policy::asked(language, file),
        (Kind::Sanitiser, "streams") => streams::asked(language, file),
        (Kind::Sanitiser, _) => sanitiser::asked(language, file),
    }
}

/// A plugin of the kit: `component("rust", Kind::Policy)`.
///
/// # Panics
/// Where it was not built: a test that can't run must not pass.
#[must_use]
pub fn component(language: &str, kind: Kind) -> PathBuf {
    let path = crate::target().join("conformance").join(format!("{language}-{kind}.wasm"));
    assert!(path.exists(), "`{}` is missing: run `cargo xtask conformance`", path.display());
    path
}
