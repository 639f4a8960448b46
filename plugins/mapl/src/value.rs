//! One value of an event, as it stands there.

use portcullis_guest::Document;
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use crate::text::decimal::Decimal;

/// What is compared with limits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    Null,
    Boolean(bool),
    Number(Decimal),
    /// Written as a number, and too large for one.
    NoNumber,
    String(String),
    List(Vec<String>),
    Object,
}

impl Found {
    /// The value at a pointer.
    pub(crate) fn of(document: &Document, pointer: &str) -> Option<Self> {
        let mut json = document.raw(pointer)?;
        if json.starts_with('"') && !json.contains('\\') {
            // The text is in there already.
            json.pop();
            json.remove(0);
            return Some(Self::String(json));
        }
        Some(Self::read(&json))
    }

    /// The value at a pointer, and its JSON text.
    pub(crate) fn at(document: &Document, pointer: &str) -> Option<(Self, String)> {
        document.raw(pointer).map(|json| (Self::read(&json), json))
    }

    pub(crate) fn read(json: &str) -> Self {
        match json.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'"') => string(json).map_or(Self::Null, Self::String),
            Some(b'[') => {
                let elements = serde_json::from_str::<Vec<&RawValue>>(json).unwrap_or_default();
                Self::List(elements.into_iter().map(|element| element.get().to_owned()).collect())
            }
            Some(b'{') => Self::Object,
            _ => Decimal::read(json).map_or(Self::NoNumber, Self::Number),
        }
    }

    /// Whether it is exactly this value. Numbers are compared as numbers; lists and objects are never listed.
    pub(crate) fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(found), Value::Bool(value)) => found == value,
            (Self::String(found), Value::String(value)) => found == value,
            (Self::Number(found), Value::Number(value)) => decimal(value).as_ref() == Some(found),
            _ => false,
        }
    }
}

/// The text of a JSON string. Most have no escapes.
fn string(json: &str) -> Option<String> {
    let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).filter(|inner| !inner.contains('\\'));
    inner.map_or_else(|| serde_json::from_str(json).ok(), |inner| Some(inner.to_owned()))
}

/// A policy's number, exactly: it was refused at load where it was not exact.
pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::read(&number.to_string())
}
