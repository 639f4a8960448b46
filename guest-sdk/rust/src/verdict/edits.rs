use serde::Serialize;

use crate::Error;

/// Changes of the payload. They apply in order, each to the result of the one before.
///
/// ```
/// # use portcullis_guest::prelude::*;
/// let edits = Edits::new().set("/max_tokens", 512)?.set("/stop/-", "\n\n")?.remove("/seed");
/// let verdict = Verdict::modify(edits).note("max_tokens lowered");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Edits {
    edits: Vec<Edit>,
}

/// One change of the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What changes: a JSON pointer.
    pub pointer: String,
    /// The new value: JSON. None removes what is there.
    pub value: Option<String>,
}

impl Edits {
    /// No change yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value at a pointer. A last token that an object does not have yet adds a member; `-` appends to a list.
    /// An error where the value has no JSON form.
    pub fn set(self, pointer: impl Into<String>, value: impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_string(&value)?;
        Ok(self.push(pointer, Some(json)))
    }

    /// Removes what is at a pointer.
    pub fn remove(self, pointer: impl Into<String>) -> Self {
        self.push(pointer, None)
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The changes in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    fn push(mut self, pointer: impl Into<String>, value: Option<String>) -> Self {
        self.edits.push(Edit { pointer: pointer.into(), value });
        self
    }
}

impl IntoIterator for Edits {
    type Item = Edit;
    type IntoIter = std::vec::IntoIter<Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.edits.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_their_order_and_are_json() {
        assert!(Edits::new().is_empty());
        let edits = Edits::new().set("/a", "b").unwrap().remove("/c");
        assert!(!edits.is_empty());
        let pairs: Vec<_> = edits.iter().map(|edit| (edit.pointer.as_str(), edit.value.as_deref())).collect();
        assert_eq!(pairs, [("/a", Some("\"b\"")), ("/c", None)]);
    }
}
