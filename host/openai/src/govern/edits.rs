//! JSON text for edits.

use portcullis::document::{Document, Edit, EditError};

/// A string as a member's new value.
pub(super) fn set_text(pointer: impl Into<String>, text: &str) -> Edit {
    Edit::set(pointer, Document::string(text).text().to_owned())
}

/// The document after the edits; the same one where there are none.
pub(super) fn apply(document: Document, edits: &[Edit]) -> Result<Document, EditError> {
    if edits.is_empty() { Ok(document) } else { document.edited(edits) }
}
