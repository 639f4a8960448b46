use portcullis::document::{Document, StringPlace};

use crate::{
    lines,
    tree::{Leaf, Tree},
};

/// The first line is a document. Each further one stands for one of its strings, in their order: a line that is not empty
/// replaces it. A naive search for quotes finds the same strings, and replacing what stands between them gives the same
/// text, unless two names became the same.
pub fn strings(data: &[u8]) {
    let lines = lines(data);
    let Ok(document) = Document::parse(lines[0].as_str()) else { return };
    let (text, strings) = (document.text(), document.strings());
    let places = places(text);
    assert_eq!(strings.len(), places.len());
    for (string, (start, end)) in strings.iter().zip(&places) {
        assert_eq!(serde_json::from_str::<String>(&text[*start..*end]).expect("it parsed before"), string.text);
        let value = document.get(&string.pointer).expect("a string stands where it says");
        match string.place {
            StringPlace::Value => assert_eq!(value.as_str().expect("a string"), string.text),
            StringPlace::Name => {
                let escaped = string.text.replace('~', "~0").replace('/', "~1");
                assert!(string.pointer.ends_with(&format!("/{escaped}")));
            }
        }
    }

    let (mut replacements, mut expected, mut done) = (Vec::new(), String::new(), 0);
    for ((string, (start, end)), line) in strings.iter().zip(&places).zip(&lines[1..]) {
        if line.is_empty() {
            continue;
        }
        replacements.push((string, line.clone()));
        expected.push_str(&text[done..*start]);
        expected.push_str(&serde_json::Value::from(line.as_str()).to_string());
        done = *end;
    }
    expected.push_str(&text[done..]);
    match document.with_strings(&replacements) {
        Ok(replaced) => assert_eq!(replaced.text(), expected),
        Err(error) => {
            let tree: Tree<Leaf> = serde_json::from_str(&expected).expect("strings were replaced by strings");
            assert!(tree.has_duplicates(), "{error}");
        }
    }
}

/// Where the strings of JSON text stand, quotes included.
fn places(text: &str) -> Vec<(usize, usize)> {
    let (mut places, mut start, mut escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (start, byte) {
            _ if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), b'"') => {
                places.push((open, at + 1));
                start = None;
            }
            (None, b'"') => start = Some(at),
            _ => {}
        }
    }
    places
}
