use std::borrow::Cow;

/// A JSON pointer (RFC 6901), split into its tokens.
///
/// # Example
/// ```
/// use portcullis::document::Pointer;
///
/// let pointer = Pointer::parse("/messages/0/a~1b")?;
/// assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["messages", "0", "a/b"]);
/// assert!(Pointer::parse("messages").is_err());
/// # Ok::<(), portcullis::document::PointerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer<'p> {
    tokens: Vec<Cow<'p, str>>,
}

impl<'p> Pointer<'p> {
    /// Splits a pointer. The empty string is the whole document.
    ///
    /// # Errors
    /// A pointer that is not empty and does not begin with `/`, or has a `~` that neither `0` nor `1` follows.
    pub fn parse(text: &'p str) -> Result<Self, PointerError> {
        let Some(rest) = text.strip_prefix('/') else {
            return if text.is_empty() { Ok(Self { tokens: Vec::new() }) } else { Err(PointerError::NoSlash) };
        };
        let tokens = rest.split('/').map(unescape).collect::<Result<_, _>>()?;
        Ok(Self { tokens })
    }

    /// The tokens, decoded.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tokens.iter().map(AsRef::as_ref)
    }

    /// The last token and those before it; none for the whole document.
    pub(super) fn split_last(&self) -> Option<(&str, impl Iterator<Item = &str>)> {
        self.tokens.split_last().map(|(last, rest)| (last.as_ref(), rest.iter().map(AsRef::as_ref)))
    }
}

/// One token, written as it stands in a pointer.
pub(crate) fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

fn unescape(token: &str) -> Result<Cow<'_, str>, PointerError> {
    if !token.contains('~') {
        return Ok(Cow::Borrowed(token));
    }
    if token.split('~').skip(1).any(|after| !after.starts_with(['0', '1'])) {
        return Err(PointerError::BadEscape);
    }
    Ok(Cow::Owned(token.replace("~1", "/").replace("~0", "~")))
}

/// Why a text is not a JSON pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointerError {
    /// It is not empty and does not begin with a slash.
    #[error("a JSON pointer is empty or begins with `/`")]
    NoSlash,
    /// A tilde that neither `0` nor `1` follows.
    #[error("a `~` in a JSON pointer is written `~0`, and a `/` within a name `~1`")]
    BadEscape,
}
