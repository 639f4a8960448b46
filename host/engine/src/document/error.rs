use std::fmt;

use jiter::{JiterError, JiterErrorType};

/// Why a text is not a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at byte {offset}")]
pub struct DocumentError {
    problem: Problem,
    offset: usize,
}

impl DocumentError {
    pub(crate) fn new(problem: Problem, offset: usize) -> Self {
        Self { problem, offset }
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Where it is wrong: an offset in bytes from the start of the text.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl From<JiterError> for DocumentError {
    fn from(error: JiterError) -> Self {
        let problem = match error.error_type {
            JiterErrorType::JsonError(cause) => Problem::Syntax(cause.to_string()),
            JiterErrorType::WrongType { .. } => Problem::Syntax("unexpected value".to_owned()),
        };
        Self::new(problem, error.index)
    }
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The text is not one JSON value.
    Syntax(String),
    /// An object has the same name twice: readers would disagree about its value.
    DuplicateName(String),
    /// Lists and objects are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// The text is 4 GiB or longer.
    TooLong,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => write!(f, "bytes that are not UTF-8"),
            Self::Syntax(cause) => write!(f, "malformed JSON: {}", cause.to_lowercase()),
            Self::DuplicateName(name) => write!(f, "the name `{}` stands twice in one object", name.escape_debug()),
            Self::TooDeep => write!(f, "more than {} levels of nesting", super::MAX_DEPTH),
            Self::TooLong => write!(f, "a text of 4 GiB or more"),
        }
    }
}
