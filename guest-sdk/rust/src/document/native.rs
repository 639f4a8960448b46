//! A document for tests: the same answers as the host's, from a text.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Document, Source};
use crate::Error;

/// The text is kept, not a value: a number must come back as it was written.
#[derive(Debug, Clone)]
pub(super) struct Native {
    text: Arc<str>,
}

impl Native {
    pub(super) fn json(&self) -> &str {
        &self.text
    }

    pub(super) fn get(&self, pointer: &str) -> Option<String> {
        if pointer.is_empty() {
            return Some(self.text.as_ref().trim().to_owned());
        }
        let mut text = self.text.to_string();
        for token in pointer.strip_prefix('/')?.split('/') {
            text = step(&text, &unescape(token)?)?;
        }
        Some(text)
    }
}

/// The text of a member or an element.
fn step(text: &str, token: &str) -> Option<String> {
    let raw = if text.trim_start().starts_with('[') {
        // `01` and `+1` are not indices, though they parse.
        let index: usize = token.parse().ok().filter(|index: &usize| index.to_string() == token)?;
        serde_json::from_str::<Vec<Box<RawValue>>>(text).ok()?.into_iter().nth(index)?
    } else {
        serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(text).ok()?.remove(token)?
    };
    Some(raw.get().to_owned())
}

/// RFC 6901: `~1` is a slash, `~0` a tilde, and no other tilde is allowed.
fn unescape(token: &str) -> Option<String> {
    let mut parts = token.split('~');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (escape, rest) = part.split_at_checked(1)?;
        plain.push(match escape {
            "0" => '~',
            "1" => '/',
            _ => return None,
        });
        plain.push_str(rest);
    }
    Some(plain)
}

/// Native builds only.
impl Document {
    /// A document from JSON text: numbers keep the text that they have. Native builds only.
    ///
    /// ```
    /// # use portcullis_guest::Document;
    /// assert!(Document::parse(r#"{ "amount": 1e309 }"#)?.number("/amount").is_err());
    /// assert!(Document::parse("{").is_err());
    /// # Ok::<(), portcullis_guest::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        serde_json::from_str::<&RawValue>(text)?;
        Ok(Self(Source::Native(Native { text: text.into() })))
    }
}

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        Self(Source::Native(Native { text: value.to_string().into() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document::parse(r#"{"a": [10, {"b/c": 1.50, "d~e": "x"}], "": {"": 0}, "n": null, "0": "zero"}"#).unwrap()
    }

    #[test]
    fn pointers_follow_rfc_6901() {
        let document = document();
        let raw = |pointer| document.raw(pointer);
        assert_eq!(raw("/a/0").as_deref(), Some("10"));
        assert_eq!(raw("/a/1/b~1c").as_deref(), Some("1.50"));
        assert_eq!(raw("/a/1/d~0e").as_deref(), Some("\"x\""));
        assert_eq!(raw("//").as_deref(), Some("0"));
        assert_eq!(raw("/0").as_deref(), Some("\"zero\""));
        assert_eq!(raw("/n").as_deref(), Some("null"));
        assert_eq!(raw("").as_deref().map(str::len), Some(usize::try_from(document.size()).unwrap()));
    }

    #[test]
    fn what_is_not_there_is_none() {
        for pointer in ["a", "/a/2", "/a/00", "/a/+1", "/a/-", "/a/-1", "/n/x", "/a/0/x", "/a/1/b~2c", "/a/1/b~", "/A"]
        {
            assert_eq!(document().raw(pointer), None, "{pointer}");
        }
    }
}
