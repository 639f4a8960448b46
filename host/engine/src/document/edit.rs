use std::fmt::Write;

use super::{
    Document, DocumentError, MAX_DEPTH, Value,
    pointer::{Pointer, PointerError},
    quote,
    value::{Kind, list_index},
};
use crate::text::printable;

/// One change of a document.
///
/// A pointer whose last token an object does not have yet adds a member; `-` appends to a list; an index equal to the
/// list's length does so too. A value of `None` removes what is there.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// What changes: an RFC 6901 pointer.
    pub pointer: String,
    /// The new value as JSON text; none removes.
    pub value: Option<String>,
}

impl Edit {
    /// Puts a value, given as JSON text, where the pointer leads.
    #[must_use]
    pub fn set(pointer: impl Into<String>, json: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), value: Some(json.into()) }
    }

    /// Removes the value where the pointer leads.
    #[must_use]
    pub fn remove(pointer: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), value: None }
    }
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values may be secret.
        write!(f, "Edit({} {})", if self.value.is_some() { "set" } else { "remove" }, self.pointer)
    }
}

/// Why an edit can't be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The pointer is malformed.
    #[error("the pointer `{}` is malformed", printable(.pointer))]
    Pointer {
        /// The pointer.
        pointer: String,
        /// What is wrong with it.
        source: PointerError,
    },
    /// The pointer leads to nothing that could be changed.
    #[error("the pointer `{}` leads nowhere", printable(.pointer))]
    Nowhere {
        /// The pointer.
        pointer: String,
    },
    /// The value is not JSON.
    #[error("the value for `{}` is not JSON", printable(.pointer))]
    Value {
        /// The pointer.
        pointer: String,
        /// What is wrong with the value.
        source: DocumentError,
    },
    /// The whole document can be replaced, but not removed.
    #[error("the whole document can't be removed")]
    RemovesAll,
    /// Finding the places of all edits passes more values than is worth it.
    #[error("the edits pass more than {MAX_STEPS} values on their way")]
    TooMuchWork,
    /// The edited document is none: nested too deep, or too long.
    #[error("the edited document is refused")]
    Result(#[from] DocumentError),
}

/// How many values the edits of one answer may pass on their way, or move: some milliseconds, which neither fuel nor the
/// deadline sees.
const MAX_STEPS: usize = 4_000_000;

/// The steps that are left.
struct Steps(usize);

impl Steps {
    fn take(&mut self, steps: usize) -> Result<(), EditError> {
        self.0 = self.0.checked_sub(steps).ok_or(EditError::TooMuchWork)?;
        Ok(())
    }
}

/// A document while it is edited. What no edit has entered stays the text that it was.
enum Tree {
    Text(String),
    List(Vec<Tree>),
    /// Names with their quotes, as they stand.
    Object(Vec<(String, Tree)>),
}

pub(super) fn apply(document: &Document, edits: &[Edit]) -> Result<Document, EditError> {
    let mut tree = Tree::Text(document.text().to_owned());
    let mut steps = Steps(MAX_STEPS);
    for edit in edits {
        apply_one(&mut tree, edit, &mut steps)?;
    }
    let mut text = String::with_capacity(document.text().len());
    tree.write(&mut text);
    Ok(Document::parse(text)?)
}

fn apply_one(root: &mut Tree, edit: &Edit, steps: &mut Steps) -> Result<(), EditError> {
    let nowhere = || EditError::Nowhere { pointer: edit.pointer.clone() };
    let pointer =
        Pointer::parse(&edit.pointer).map_err(|source| EditError::Pointer { pointer: edit.pointer.clone(), source })?;
    let value = match &edit.value {
        None => None,
        Some(text) => {
            let parsed = Document::parse(text.as_str())
                .map_err(|source| EditError::Value { pointer: edit.pointer.clone(), source })?;
            Some(Tree::Text(parsed.root().raw().to_owned()))
        }
    };
    let Some((last, parents)) = pointer.split_last() else {
        *root = value.ok_or(EditError::RemovesAll)?;
        return Ok(());
    };
    // An expanded tree is walked recursively, so no edit may reach deeper than a document can be.
    if pointer.tokens().len() > MAX_DEPTH {
        return Err(nowhere());
    }
    let mut place = root;
    for token in parents {
        place.expand();
        steps.take(place.len())?;
        place = place.enter(token).ok_or_else(nowhere)?;
    }
    place.expand();
    steps.take(place.len())?;
    match (place, value) {
        (Tree::Object(members), value) => {
            let at = members.iter().position(|(name, _)| is_named(name, last));
            match (at, value) {
                (Some(at), Some(value)) => {
                    if let Some((_, member)) = members.get_mut(at) {
                        *member = value;
                    }
                }
                (Some(at), None) => drop(members.remove(at)),
                (None, Some(value)) => members.push((quote(last), value)),
                (None, None) => return Err(nowhere()),
            }
        }
        (Tree::List(elements), Some(value)) => {
            let at = if last == "-" { elements.len() } else { list_index(last).ok_or_else(nowhere)? };
            let length = elements.len();
            match elements.get_mut(at) {
                Some(element) => *element = value,
                None if at == length => elements.push(value),
                None => return Err(nowhere()),
            }
        }
        (Tree::List(elements), None) => match list_index(last).filter(|&at| at < elements.len()) {
            Some(at) => drop(elements.remove(at)),
            None => return Err(nowhere()),
        },
        (Tree::Text(_), _) => return Err(nowhere()),
    }
    Ok(())
}

fn is_named(raw: &str, name: &str) -> bool {
    let plain = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    if plain.contains('\\') {
        serde_json::from_str::<String>(raw).is_ok_and(|decoded| decoded == name)
    } else {
        plain == name
    }
}

impl Tree {
    /// Splits a list or an object into its parts, one level deep.
    fn expand(&mut self) {
        let Self::Text(text) = self else { return };
        // It is a part of a document, so it parses.
        let Ok(document) = Document::parse(std::mem::take(text)) else { return };
        *self = Self::of(document.root());
    }

    fn of(value: Value<'_>) -> Self {
        let part = |value: Value<'_>| Self::Text(value.raw().to_owned());
        match value.kind() {
            Kind::List => Self::List(value.elements().map(part).collect()),
            Kind::Object => {
                Self::Object(value.raw_members().map(|(name, value)| (name.to_owned(), part(value))).collect())
            }
            _ => part(value),
        }
    }

    /// How many values are right below, where it is expanded.
    fn len(&self) -> usize {
        match self {
            Self::Object(members) => members.len(),
            Self::List(elements) => elements.len(),
            Self::Text(_) => 0,
        }
    }

    fn enter(&mut self, token: &str) -> Option<&mut Self> {
        match self {
            Self::Object(members) => members.iter_mut().find(|(name, _)| is_named(name, token)).map(|(_, value)| value),
            Self::List(elements) => elements.get_mut(list_index(token)?),
            Self::Text(_) => None,
        }
    }

    // Recursion is bounded: each level was split from a document, whose depth is.
    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::List(elements) => write_between(out, '[', elements, ']', Tree::write),
            Self::Object(members) => write_between(out, '{', members, '}', |(name, value), out| {
                // Writing to a String can't fail.
                let _ = write!(out, "{name}:");
                value.write(out);
            }),
        }
    }
}

fn write_between<T>(out: &mut String, open: char, items: &[T], close: char, write: impl Fn(&T, &mut String)) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}
