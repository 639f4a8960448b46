//! Parts of a config that are files of their own, so that policy text is written, read and reviewed as what it is.

use toml::Spanned;

use crate::document::{Document, Edit, Kind, Pointer, escape};

use super::{
    error::PackFault,
    read::{Keys, Source},
};

/// A text of the manifest, with the line and column where it stands.
pub(super) type Placed = (String, (usize, usize));

/// One of `texts`: a file that becomes a string of the config.
pub(super) struct TextEntry {
    /// Where in the config: a JSON pointer, which may end in `-`.
    pub(super) at: Placed,
    /// The file, within the pack's folder.
    pub(super) file: Placed,
}

/// A string of a plugin's config that a file of the pack holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Where in the config it stands: a JSON pointer.
    pub pointer: String,
    /// The file, within the pack's folder.
    pub file: String,
}

/// Reads the list.
pub(super) fn read(source: &mut Source<'_>, keys: &mut Keys<'_>) -> Vec<TextEntry> {
    let mut texts = Vec::new();
    for (table, offset) in keys.tables(source, "texts") {
        let mut keys = Keys::new(table, offset);
        let at = keys.required(source, "at", "where in the config the text goes: a JSON pointer");
        let file = keys.required(source, "file", "which file holds the text: a path within the pack's folder");
        keys.finish(source);
        let (Some(at), Some(file)) = (at, file) else { continue };
        if at.get_ref().is_empty() || Pointer::parse(at.get_ref()).is_err() {
            let expected = "a JSON pointer to a member or an element, for instance `/modules/refunds.rego`";
            source.problem(at.span().start, PackFault::Unfit { key: "at", expected });
            continue;
        }
        let placed = |text: Spanned<&str>| ((*text.get_ref()).to_owned(), source.place(text.span().start));
        texts.push(TextEntry { at: placed(at), file: placed(file) });
    }
    texts
}

/// The config with one more text in it, and where that came to stand. What is missing on the way is made: a list where the
/// next token is `-` or `0`, else an object. Where something else than an object or a list stands in the way, or a text
/// already stands there: none.
pub(super) fn put(config: &Document, at: &str, text: &str) -> Option<(Document, String)> {
    let pointer = Pointer::parse(at).ok()?;
    let tokens: Vec<&str> = pointer.tokens().collect();
    let mut edits = Vec::new();
    let mut path = String::new();
    for (depth, token) in tokens.iter().enumerate() {
        let index = match config.get(&path) {
            _ if *token != "-" => escape(token).into_owned(),
            None => "0".to_owned(),
            Some(list) if list.kind() == Kind::List => list.elements().count().to_string(),
            Some(_) => return None,
        };
        let missing = config.get(&format!("{path}/{index}")).is_none();
        path = format!("{path}/{index}");
        match tokens.get(depth + 1) {
            Some(&("-" | "0")) if missing => edits.push(Edit::set(path.clone(), "[]")),
            Some(_) if missing => edits.push(Edit::set(path.clone(), "{}")),
            Some(_) => {}
            None if missing => edits.push(Edit::set(path.clone(), serde_json::Value::from(text).to_string())),
            None => return None,
        }
    }
    Some((config.edited(&edits).ok()?, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_all(config: &str, texts: &[(&str, &str)]) -> Option<String> {
        let mut config: Document = config.parse().unwrap();
        for (at, text) in texts {
            config = put(&config, at, text)?.0;
        }
        Some(config.text().to_owned())
    }

    #[test]
    fn what_is_missing_on_the_way_is_made() {
        let made = put_all("{}", &[("/modules/a.rego", "package a"), ("/modules/b.rego", "package \"b\"")]);
        assert_eq!(made.unwrap(), r#"{"modules":{"a.rego":"package a","b.rego":"package \"b\""}}"#);
    }

    #[test]
    fn a_dash_appends() {
        let made = put_all(r#"{"n":1e400}"#, &[("/documents/-", "a"), ("/documents/-", "b")]);
        assert_eq!(made.unwrap(), r#"{"n":1e400,"documents":["a","b"]}"#, "and what was there keeps its text");
        let config: Document = r#"{"documents":["a"]}"#.parse().unwrap();
        assert_eq!(put(&config, "/documents/-", "b").unwrap().1, "/documents/1");
    }

    #[test]
    fn nothing_is_overwritten() {
        assert_eq!(put_all(r#"{"policy":"old"}"#, &[("/policy", "new")]), None);
        assert_eq!(put_all(r#"{"policy":"old"}"#, &[("/policy/a", "new")]), None);
        assert_eq!(put_all(r#"{"policies":[]}"#, &[("/policies/a", "new")]), None);
        assert_eq!(put_all(r#"{"policies":{}}"#, &[("/policies/-", "new")]), None);
    }
}
