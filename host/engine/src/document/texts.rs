//! A document's texts as sanitisers are shown them: its strings, and where a string holds JSON text, that text's strings.

use std::{collections::BTreeMap, mem};

use super::{Document, DocumentError, Kind, StringAt, StringPlace};

/// How deep JSON text within strings of JSON text is followed. Deeper, it is a text like any other.
const MAX_LAYERS: usize = 4;

/// Every text of a document that can be looked at, and replaced, by itself.
pub(crate) struct Texts {
    document: Document,
    /// The document itself, then the JSON texts within its strings; each after the one that it is within.
    layers: Vec<Layer>,
    texts: Vec<Text>,
}

/// One text.
pub(crate) struct Text {
    /// Where it stands. A pointer that goes on behind a string's own leads into the JSON text in there.
    pub(crate) pointer: String,
    /// The decoded text.
    pub(crate) text: String,
    kind: StringPlace,
    place: Place,
}

impl Text {
    /// A text that is no part of a document.
    pub(crate) fn alone(pointer: &str, text: &str) -> Self {
        let (pointer, text) = (pointer.to_owned(), text.to_owned());
        Self { pointer, text, kind: StringPlace::Value, place: Place { layer: 0, string: 0 } }
    }

    /// What it is within its document.
    pub(crate) fn place(&self) -> StringPlace {
        self.kind
    }
}

/// A string of a layer, by its index in [`Document::strings`].
#[derive(Clone, Copy)]
struct Place {
    layer: usize,
    string: usize,
}

struct Layer {
    document: Document,
    /// The string whose text this is; none for the document itself.
    within: Option<Place>,
}

impl Texts {
    pub(crate) fn of(document: &Document) -> Self {
        let mut texts = Self { document: document.clone(), layers: Vec::new(), texts: Vec::new() };
        texts.add(document.clone(), None, "", 0);
        texts
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn as_slice(&self) -> &[Text] {
        &self.texts
    }

    // Recursion is bounded by `MAX_LAYERS`.
    fn add(&mut self, document: Document, within: Option<Place>, base: &str, depth: usize) {
        let layer = self.layers.len();
        self.layers.push(Layer { document: document.clone(), within });
        for (string, StringAt { pointer, text, place, .. }) in document.strings().into_iter().enumerate() {
            let (pointer, at) = (format!("{base}{pointer}"), Place { layer, string });
            match inner(&text, place).filter(|_| depth < MAX_LAYERS) {
                Some(inner) => self.add(inner, Some(at), &pointer, depth + 1),
                None => self.texts.push(Text { pointer, text: text.into_owned(), kind: place, place: at }),
            }
        }
    }

    /// The document with some of the texts, by index, replaced. All else stays as it is, to the byte.
    pub(crate) fn replaced(&self, replacements: BTreeMap<usize, String>) -> Result<Document, DocumentError> {
        let mut by_layer: Vec<BTreeMap<usize, String>> = self.layers.iter().map(|_| BTreeMap::new()).collect();
        for (index, replacement) in replacements {
            let Some(Text { place, .. }) = self.texts.get(index) else { continue };
            if let Some(strings) = by_layer.get_mut(place.layer) {
                strings.insert(place.string, replacement);
            }
        }
        // From the inside out: what a layer became is a replacement in the one around it.
        let mut outermost = None;
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let replacements = by_layer.get_mut(index).map(mem::take).unwrap_or_default();
            let document =
                if replacements.is_empty() { layer.document.clone() } else { with(&layer.document, replacements)? };
            match layer.within {
                None => outermost = Some(document),
                Some(place) if document != layer.document => {
                    if let Some(strings) = by_layer.get_mut(place.layer) {
                        strings.insert(place.string, document.text().to_owned());
                    }
                }
                Some(_) => {}
            }
        }
        Ok(outermost.unwrap_or_else(Document::empty_object))
    }
}

/// The list or object that a string holds as JSON text.
fn inner(text: &str, place: StringPlace) -> Option<Document> {
    let looks_so = place == StringPlace::Value && text.trim_ascii_start().starts_with(['{', '[']);
    let document = looks_so.then(|| Document::parse(text).ok())??;
    matches!(document.root().kind(), Kind::Object | Kind::List).then_some(document)
}

fn with(document: &Document, replacements: BTreeMap<usize, String>) -> Result<Document, DocumentError> {
    let strings = document.strings();
    let replacements: Vec<_> =
        replacements.into_iter().filter_map(|(index, text)| Some((strings.get(index)?, text))).collect();
    document.with_strings(&replacements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str) -> Vec<(String, String)> {
        let texts = Texts::of(&Document::parse(json).unwrap());
        texts.texts.into_iter().map(|text| (text.pointer, text.text)).collect()
    }

    fn replaced(json: &str, replace: &[(usize, &str)]) -> String {
        let replacements = replace.iter().map(|(index, text)| (*index, (*text).to_owned())).collect();
        Texts::of(&Document::parse(json).unwrap()).replaced(replacements).unwrap().text().to_owned()
    }

    #[test]
    fn json_within_a_string_is_shown_string_by_string() {
        let pairs = shown(r#"{"arguments":"{\"to\":\"a\\u0040b\",\"n\":1}"}"#);
        let pairs: Vec<_> = pairs.iter().map(|(pointer, text)| (pointer.as_str(), text.as_str())).collect();
        assert_eq!(
            pairs,
            [("/arguments", "arguments"), ("/arguments/to", "to"), ("/arguments/to", "a@b"), ("/arguments/n", "n"),]
        );
    }

    #[test]
    fn text_that_only_looks_like_json_stays_a_text() {
        for text in ["{not json}", "[1, 2", "{\"a\":1,\"a\":2}", "17", "null", "\"quoted\""] {
            let json = serde_json::json!([text]).to_string();
            assert_eq!(shown(&json), [("/0".to_owned(), text.to_owned())]);
        }
    }

    #[test]
    fn long_numbers_are_shown_and_short_ones_are_not() {
        let pairs = shown(r#"[4111111111111111, 123456, 1.2345678, true]"#);
        assert_eq!(pairs, [("/0".into(), "4111111111111111".into()), ("/2".into(), "1.2345678".into())]);
    }

    #[test]
    fn what_is_replaced_within_json_text_leaves_the_rest_of_it_as_it_is() {
        let json = r#"{"a": "{ \"k\" : \"v\", \"n\": 1.50 }" , "b":"v"}"#;
        assert_eq!(replaced(json, &[(2, "w\"")]), r#"{"a": "{ \"k\" : \"w\\\"\", \"n\": 1.50 }" , "b":"v"}"#);
        assert_eq!(replaced(json, &[(5, "w")]), json.replace(r#""b":"v""#, r#""b":"w""#));
        assert_eq!(replaced(json, &[]), json);
    }

    #[test]
    fn a_number_that_is_replaced_becomes_a_string() {
        assert_eq!(replaced(r#"{"card":4111111111111111}"#, &[(1, "[card]")]), r#"{"card":"[card]"}"#);
    }

    #[test]
    fn json_in_json_in_json_is_followed_for_four_layers() {
        let mut json = serde_json::json!(["x"]).to_string();
        for _ in 0..6 {
            json = serde_json::json!([json]).to_string();
        }
        let pairs = shown(&json);
        assert_eq!(pairs.first().map(|(pointer, _)| pointer.as_str()), Some("/0/0/0/0/0"));
        assert!(pairs.first().is_some_and(|(_, text)| text.contains('x') && text.starts_with('[')));
    }
}
