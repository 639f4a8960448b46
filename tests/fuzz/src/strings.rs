use portcullis::document::{Document, StringPlace};

use crate::{
    lines,
    tree::{Leaf, Tree},
};

/// The first line is a document. Each further one stands for one of its strings, in their order: a line that is not empty
/// replaces it. A naive search for quotes and digits finds the same strings and long numbers, and replacing what stands between them gives the same
/// text, unless two names became the same.
pub fn strings(data: &[u8]) {
    let lines = lines(data);
    let Ok(document) = Document::parse(lines[0].as_str()) else { return };
    let (text, strings) = (document.text(), document.strings());
    let places = places(text);
    assert_eq!(strings.len(), places.len());
    for (string, (start, end)) in strings.iter().zip(&places) {
        let place = &text[*start..*end];
        match string.place {
            StringPlace::Number => assert_eq!(place, string.text),
            _ => assert_eq!(serde_json::from_str::<String>(place).expect("it parsed before"), string.text),
        }
        let value = document.get(&string.pointer).expect("a string stands where it says");
        match string.place {
            StringPlace::Number => assert_eq!(value.raw(), string.text),
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
            // A document may hold numbers that serde_json has no room for; then it can't judge.
            if let Ok(tree) = serde_json::from_str::<Tree<Leaf>>(&expected) {
                assert!(tree.has_duplicates(), "{error}");
            }
        }
    }
}

/// Where the strings of JSON text stand, quotes included, and its numbers of seven digits or more.
fn places(text: &str) -> Vec<(usize, usize)> {
    let (mut places, mut at) = (Vec::new(), 0);
    while let Some(byte) = text.as_bytes().get(at) {
        let rest = &text[at..];
        let length = match byte {
            b'"' => {
                let mut escaped = false;
                let end = rest.bytes().skip(1).position(|byte| {
                    let ends = byte == b'"' && !escaped;
                    escaped = byte == b'\\' && !escaped;
                    ends
                });
                places.push((at, at + end.expect("it parsed before") + 2));
                end.expect("it parsed before") + 2
            }
            b'-' | b'0'..=b'9' => {
                let length = rest.find(|char: char| !"+-.eE0123456789".contains(char)).unwrap_or(rest.len());
                if rest[..length].bytes().filter(u8::is_ascii_digit).count() >= 7 {
                    places.push((at, at + length));
                }
                length
            }
            _ => 1,
        };
        at += length;
    }
    places
}
