//! What loading has to say: errors, which refuse the config, and warnings, which do not.

use portcullis_guest::ConfigErrors;

/// Something that loads, and probably does not mean what its author thinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable and machine-readable.
    pub code: &'static str,
    /// Where in the config: a JSON pointer.
    pub pointer: String,
    /// What is odd and what would be right, in one line.
    pub message: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`: {}", self.pointer, self.message)
    }
}

/// Everything found while a config is read and checked.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) errors: ConfigErrors,
    pub(crate) warnings: Vec<Warning>,
}

impl Report {
    pub(crate) fn error(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.errors.add(pointer, message);
    }

    pub(crate) fn warn(&mut self, code: &'static str, pointer: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(Warning { code, pointer: pointer.into(), message: message.into() });
    }
}
