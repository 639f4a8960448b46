use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use portcullis_audit::Digest;

use crate::{
    document::DocumentError,
    event::EventError,
    plugin::{ConfigureError, Exceeded, LoadError},
};

/// Why a pack can't be loaded: every problem that was found.
#[derive(Debug, thiserror::Error)]
pub struct PackError {
    problems: Vec<PackProblem>,
}

impl PackError {
    pub(super) fn new(mut problems: Vec<PackProblem>) -> Self {
        problems.sort_by_key(|problem| problem.place);
        Self { problems }
    }

    pub(super) fn io(file: &Path, error: io::Error) -> Self {
        Self::new(vec![PackProblem { file: file.to_owned(), place: None, fault: PackFault::Io(error) }])
    }

    /// What was found, in the order of the manifest.
    #[must_use]
    pub fn problems(&self) -> &[PackProblem] {
        &self.problems
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// One thing that is wrong with a pack.
#[derive(Debug)]
pub struct PackProblem {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1, where the fault has a place in the file.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub fault: PackFault,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.fault)?;
        let mut source = std::error::Error::source(&self.fault);
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

/// What can be wrong with a pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackFault {
    /// A file can't be read.
    #[error("it can't be read")]
    Io(#[source] io::Error),
    /// The manifest is not TOML.
    #[error("this is not TOML: {0}")]
    Syntax(String),
    /// A key that does not exist.
    #[error("there is no key `{key}` here; {}", remedy(.nearest.as_deref(), .known))]
    UnknownKey {
        /// The key.
        key: String,
        /// What may have been meant.
        nearest: Option<String>,
        /// The keys that there are.
        known: String,
    },
    /// A key that must be there is not.
    #[error("the key `{key}` is missing; it says {meaning}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// What it says.
        meaning: &'static str,
    },
    /// A value has the wrong type.
    #[error("`{key}` is {found}, but must be {expected}")]
    WrongType {
        /// The key.
        key: String,
        /// What is there.
        found: &'static str,
        /// What must be there.
        expected: &'static str,
    },
    /// A value is none of those that there are.
    #[error("`{found}` is no value of `{key}`; {}", remedy(.nearest.as_deref(), .known))]
    UnknownValue {
        /// The key.
        key: String,
        /// The value.
        found: String,
        /// What may have been meant.
        nearest: Option<String>,
        /// The values that there are.
        known: String,
    },
    /// Two keys that exclude each other.
    #[error("`{one}` and `{other}` exclude each other: remove one of them")]
    Both {
        /// One.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A value of the right type that can't stand there.
    #[error("`{key}` must be {expected}")]
    Unfit {
        /// The key.
        key: &'static str,
        /// What may stand there.
        expected: &'static str,
    },
    /// A key that does nothing without another one.
    #[error("`{key}` does nothing without {with}: remove it, or write that")]
    OnlyWith {
        /// The key.
        key: &'static str,
        /// What it goes with.
        with: &'static str,
    },
    /// Two plugins have the same id.
    #[error("the id `{id}` is taken: give each plugin of a pack its own")]
    IdTaken {
        /// The id.
        id: String,
    },
    /// There is no plugin.
    #[error("the pack has no plugin: add a `[[plugin]]`")]
    Empty,
    /// A path leads out of the pack.
    #[error("`{path}` leads out of the pack: name a file in the pack's folder")]
    OutsideOfPack {
        /// The path.
        path: String,
    },
    /// A file that the manifest names can't be read.
    #[error("`{path}` can't be read")]
    File {
        /// The path.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file that the manifest names is larger than it may be.
    #[error("`{path}` has {size} bytes: {exceeded}")]
    TooLarge {
        /// The path.
        path: String,
        /// Its size in bytes.
        size: u64,
        /// The limit.
        exceeded: Exceeded,
    },
    /// The component is not the one that was named.
    #[error(
        "`{path}` is {found}, but the pack names sha256 {expected}: put the right file there, or, if the change is meant, its digest here"
    )]
    Digest {
        /// The component's path.
        path: String,
        /// The digest in the manifest.
        expected: String,
        /// The digest of the file.
        found: Digest,
    },
    /// The component is no plugin.
    #[error("`{path}` can't be loaded")]
    Component {
        /// The component's path.
        path: String,
        /// Why.
        source: LoadError,
    },
    /// A config file is not strict JSON.
    #[error("`{path}` is not strict JSON")]
    ConfigFile {
        /// The file.
        path: String,
        /// Why.
        source: DocumentError,
    },
    /// A file that holds a text of the config is no text.
    #[error("`{path}` is not UTF-8 text")]
    NotText {
        /// The file.
        path: String,
    },
    /// A text can't stand where the manifest wants it in the config.
    #[error("no text can be put at `{at}`: something stands there, or what it would stand in is no object and no list")]
    TextPlace {
        /// Where: a JSON pointer into the config.
        at: String,
    },
    /// A warm-up file is no event.
    #[error("the warm-up file `{path}` is no event")]
    WarmUp {
        /// The file.
        path: String,
        /// Why.
        source: EventError,
    },
    /// The plugin does not understand the phase of an event that it should be warmed up with.
    #[error("the warm-up file `{path}` is an event of the phase `{phase}`; the plugin understands {known}")]
    WarmUpPhase {
        /// The file.
        path: String,
        /// The event's phase.
        phase: String,
        /// What the plugin understands.
        known: String,
    },
    /// The plugin refuses its config, or failed on it.
    #[error("the plugin `{id}` can't be configured")]
    Configure {
        /// The plugin's id in the pack.
        id: String,
        /// Why.
        source: ConfigureError,
    },
    /// The plugin does not understand a phase that it is put in.
    #[error("the plugin `{id}` does not understand the phase `{phase}`; it understands {known}")]
    Phase {
        /// The plugin's id in the pack.
        id: String,
        /// The phase.
        phase: String,
        /// What it understands.
        known: String,
    },
    /// An interface that the plugin does not export.
    #[error("the plugin `{id}` has no {interface}: remove it from `interfaces`")]
    NoInterface {
        /// The plugin's id in the pack.
        id: String,
        /// The interface.
        interface: &'static str,
    },
    /// A grant of what the plugin does not import.
    #[error("the plugin `{id}` does not import what the grant `{grant}` is for: remove it")]
    UnusedGrant {
        /// The plugin's id in the pack.
        id: String,
        /// The grant.
        grant: &'static str,
    },
    /// A key that says what to do about findings, for a plugin that finds nothing.
    #[error("the plugin `{id}` is no sanitiser, so `on-finding` would do nothing: remove it")]
    NoFindings {
        /// The plugin's id in the pack.
        id: String,
    },
}

fn remedy(nearest: Option<&str>, known: &str) -> String {
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("there are {known}"),
    }
}
