//! JSON that is parsed once, strictly, and keeps its own text.
//!
//! One parser decides: what a policy is shown, what is hashed and what goes on all come from the same [`Document`].
//! Duplicate names, lone surrogates, `NaN` and trailing text are refused, and no number is ever rounded: a value's text
//! is the text that came in.

mod edit;
mod error;
mod parse;
mod pointer;
mod strings;
mod texts;
mod value;

use std::{fmt, str::FromStr, sync::Arc};

use portcullis_audit::Digest;

pub use edit::{Edit, EditError};
pub use error::{DocumentError, Problem};
pub(crate) use pointer::escape;
pub use pointer::{Pointer, PointerError};
pub use strings::{StringAt, StringPlace};
pub(crate) use texts::{Text, Texts};
pub use value::{Kind, Value};

use parse::Node;

/// How deep lists and objects may be nested. Deeper text is refused, so that no reader of it, here or in a guest,
/// has to recurse further. It is what `serde_json` reads, so that whoever is shown a document can parse it.
pub const MAX_DEPTH: usize = 127;

/// A parsed JSON text. Cloning is cheap: clones share the text.
///
/// # Example
/// ```
/// use portcullis::document::Document;
///
/// let document: Document = r#"{"amount": 12.50, "to": ["a", "b"]}"#.parse()?;
/// assert_eq!(document.get("/amount").unwrap().raw(), "12.50");
/// assert_eq!(document.get("/to/1").unwrap().as_str().unwrap(), "b");
/// assert!(document.get("/from").is_none());
/// assert!(r#"{"amount": 1, "amount": 999}"#.parse::<Document>().is_err());
/// # Ok::<(), portcullis::document::DocumentError>(())
/// ```
#[derive(Clone)]
pub struct Document {
    inner: Arc<Parsed>,
}

struct Parsed {
    text: String,
    digest: Digest,
    nodes: Vec<Node>,
}

impl Document {
    /// Parses JSON text.
    ///
    /// # Errors
    /// Text that is not one RFC 8259 value, repeats a name within an object, is nested deeper than [`MAX_DEPTH`], or is
    /// 4 GiB or longer.
    pub fn parse(text: impl Into<String>) -> Result<Self, DocumentError> {
        let text = text.into();
        let nodes = parse::parse(&text)?;
        let digest = Digest::of(text.as_bytes());
        Ok(Self { inner: Arc::new(Parsed { text, digest, nodes }) })
    }

    /// Parses JSON bytes.
    ///
    /// # Errors
    /// As [`Document::parse`], and for bytes that are not UTF-8.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, DocumentError> {
        let text = String::from_utf8(bytes.into())
            .map_err(|error| DocumentError::new(Problem::NotUtf8, error.utf8_error().valid_up_to()))?;
        Self::parse(text)
    }

    /// The document that is one string.
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::known(quote(text))
    }

    /// The document `{}`.
    #[must_use]
    pub fn empty_object() -> Self {
        Self::known("{}".to_owned())
    }

    /// The whole text, as it came in.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The SHA-256 of the text. Taken when it is parsed, so that records of decisions cost no second walk over it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    /// The value at a pointer; none where there is no such value or the pointer is malformed.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<Value<'_>> {
        self.look_up(pointer).0
    }

    /// As [`Document::get`], with the number of values that were passed on the way: the work that it took.
    pub(crate) fn look_up(&self, pointer: &str) -> (Option<Value<'_>>, u64) {
        // No value lies deeper than `MAX_DEPTH`: a pointer that does is not taken apart, but counts all the same.
        let tokens = pointer.bytes().filter(|byte| *byte == b'/').count();
        let mut steps = u64::try_from(tokens).map_or(u64::MAX, |tokens| tokens.saturating_add(1));
        if tokens > MAX_DEPTH {
            return (None, steps);
        }
        let Ok(pointer) = Pointer::parse(pointer) else { return (None, steps) };
        let mut value = self.root();
        for token in pointer.tokens() {
            match value.child(token, &mut steps) {
                Some(child) => value = child,
                None => return (None, steps),
            }
        }
        (Some(value), steps)
    }

    /// Every string of the document, names of members and numbers of seven digits or more included, in the order of the
    /// text.
    #[must_use]
    pub fn strings(&self) -> Vec<StringAt<'_>> {
        strings::collect(self)
    }

    /// The document with some of its strings replaced; each goes with what [`Document::strings`] said of it, in the
    /// same order. A number that is replaced becomes a string. All else stays as it is, to the byte.
    ///
    /// # Errors
    /// Two names of one object became the same.
    pub fn with_strings(&self, replacements: &[(&StringAt<'_>, String)]) -> Result<Self, DocumentError> {
        strings::replace(self, replacements)
    }

    /// The document after these edits, applied in order. Whatever no edit touched keeps its text.
    ///
    /// # Errors
    /// An edit whose pointer leads nowhere or whose value is not JSON. Nothing is changed then.
    ///
    /// # Example
    /// ```
    /// use portcullis::document::{Document, Edit};
    ///
    /// let asked = Document::parse(r#"{"model": "big", "max_tokens": 9000, "seed": 12345678901234567890}"#)?;
    /// let edits = [Edit::set("/max_tokens", "500"), Edit::remove("/model")];
    /// assert_eq!(asked.edited(&edits)?.text(), r#"{"max_tokens":500,"seed":12345678901234567890}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn edited(&self, edits: &[Edit]) -> Result<Self, EditError> {
        edit::apply(self, edits)
    }

    /// Text that this crate wrote itself, which parses by construction.
    fn known(text: String) -> Self {
        Self::parse(text).unwrap_or_else(|error| unreachable!("own JSON text does not parse: {error}"))
    }

    pub(crate) fn node(&self, index: usize) -> Node {
        // An index comes from the node list itself; a stray one would read as `null`, never as another value.
        self.inner.nodes.get(index).copied().unwrap_or(Node::NULL)
    }
}

/// JSON text of a string.
pub(crate) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl TryFrom<serde_json::Value> for Document {
    type Error = DocumentError;

    /// Only a value that is nested too deep is refused.
    fn try_from(value: serde_json::Value) -> Result<Self, DocumentError> {
        Self::parse(value.to_string())
    }
}

impl FromStr for Document {
    type Err = DocumentError;

    fn from_str(text: &str) -> Result<Self, DocumentError> {
        Self::parse(text)
    }
}

impl PartialEq for Document {
    /// Two documents are equal where their texts are: what is compared is what would go on.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.text() == other.text()
    }
}

impl Eq for Document {}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The content may be secret: a debug line says how much there is, not what.
        write!(f, "Document({} bytes)", self.text().len())
    }
}
