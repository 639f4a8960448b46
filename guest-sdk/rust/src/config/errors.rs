use std::fmt;

/// One thing that is wrong with a config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the config: a JSON pointer (RFC 6901). The empty string is the whole config.
    pub pointer: String,
    /// What is wrong and what would be right, in one line.
    pub message: String,
}

/// Everything that is wrong with a config, so that its author mends it in one go.
///
/// ```
/// use portcullis_guest::ConfigErrors;
///
/// fn check(min: f64, max: f64) -> Result<(), ConfigErrors> {
///     let mut errors = ConfigErrors::new();
///     if min < 0.0 {
///         errors.add("/min", format!("`{min}` is negative"));
///     }
///     if max < min {
///         errors.add("/max", format!("`{max}` is below `/min`, which is `{min}`"));
///     }
///     errors.into_result(())
/// }
///
/// assert!(check(0.0, 1.0).is_ok());
/// assert_eq!(check(-1.0, -2.0).unwrap_err().iter().count(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigErrors {
    errors: Vec<ConfigError>,
}

impl ConfigErrors {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single thing that is wrong.
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(pointer, message);
        errors
    }

    /// Adds what is wrong at a pointer.
    pub fn add(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.errors.push(ConfigError { pointer: pointer.into(), message: message.into() });
    }

    /// Adds everything that somebody else found.
    pub fn extend(&mut self, others: ConfigErrors) {
        self.errors.extend(others.errors);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The errors in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.errors.iter()
    }

    /// The value where nothing is wrong, else the errors: the last line of most `configure` functions.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl IntoIterator for ConfigErrors {
    type Item = ConfigError;
    type IntoIter = std::vec::IntoIter<ConfigError>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.into_iter()
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}`{}`: {}", error.pointer, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_listed_in_one_line() {
        let mut errors = ConfigErrors::at("/a", "is `1`");
        errors.extend(ConfigErrors::at("", "is empty"));
        assert_eq!(errors.to_string(), "`/a`: is `1`; ``: is empty");
    }

    #[test]
    fn without_errors_there_is_a_result() {
        assert!(ConfigErrors::new().is_empty());
        assert_eq!(ConfigErrors::new().into_result(5), Ok(5));
        assert!(!ConfigErrors::at("", "x").is_empty());
        assert!(ConfigErrors::at("", "x").into_result(5).is_err());
    }
}
