use std::error::Error as StdError;
use std::fmt;

/// Why a plugin could not decide. The event is denied, and the operator reads the text; the model never does.
///
/// Any error converts into it, so `?` works in [`Policy::evaluate`](crate::Policy::evaluate) and
/// [`Sanitiser::scan`](crate::Sanitiser::scan). (For the same reason it does not implement [`std::error::Error`].)
///
/// ```
/// use portcullis_guest::Error;
///
/// fn port(text: &str) -> Result<u16, Error> {
///     let port: u16 = text.parse()?;
///     if port == 0 { Err(Error::new("port `0` is taken")) } else { Ok(port) }
/// }
///
/// assert_eq!(port("0").unwrap_err().to_string(), "port `0` is taken");
/// assert_eq!(port("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
}

impl Error {
    /// An error with this text: lower case, what is wrong and what would be right.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl<E: StdError> From<E> for Error {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self { message }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?})", self.message)
    }
}
