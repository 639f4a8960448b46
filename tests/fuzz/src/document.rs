use portcullis::document::{Document, Kind, Value};

use crate::tree::{Leaf, Tree};

/// Values that are looked up again by pointer. A look-up walks, so that all of a long list would take quadratic time.
const LOOKED_UP: usize = 200;

/// Parses bytes as a document. serde_json, asked about the same bytes, agrees: on whether they are JSON, but for names that
/// stand twice and numbers beyond a double; and on every value. Each value is found by its pointer, with its own text.
pub fn document(data: &[u8]) {
    let ours = Document::from_bytes(data);
    let theirs = std::str::from_utf8(data).ok().and_then(|text| serde_json::from_str::<Tree<Leaf>>(text).ok());
    let document = match (ours, theirs) {
        (Err(error), theirs) => {
            assert!(error.offset() <= data.len(), "{error}");
            assert!(theirs.is_none_or(|theirs| theirs.has_duplicates()), "only we refuse: {error}");
            return;
        }
        (Ok(document), None) => {
            assert!(Tree::meant(document.root()).has_infinity(), "only we accept");
            document
        }
        (Ok(document), Some(theirs)) => {
            assert!(!theirs.has_duplicates(), "a name stands twice");
            assert!(Tree::meant(document.root()).agrees(&theirs), "{theirs:?}");
            document
        }
    };
    assert_eq!(document.text().as_bytes(), data, "the text is what came in");
    let mut left = LOOKED_UP;
    look_up(&document, document.root(), &mut String::new(), &mut left);
}

fn look_up(document: &Document, value: Value<'_>, pointer: &mut String, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    let found = document.get(pointer).expect("a value is found where it stands");
    assert_eq!((found.kind(), found.raw()), (value.kind(), value.raw()));
    let alone = Document::parse(value.raw()).expect("a part of JSON is JSON");
    assert_eq!((alone.root().kind(), alone.root().raw()), (value.kind(), value.raw()));
    let end = pointer.len();
    if value.kind() == Kind::List {
        for (index, element) in value.elements().enumerate() {
            pointer.push_str(&format!("/{index}"));
            look_up(document, element, pointer, left);
            pointer.truncate(end);
        }
        assert!(document.get(&format!("{pointer}/-")).is_none());
        assert!(document.get(&format!("{pointer}/{}", value.elements().count())).is_none());
    }
    for (name, member) in value.members() {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        look_up(document, member, pointer, left);
        pointer.truncate(end);
    }
}
