//! From a position in JSON text to the pointer of the value that stands there.

/// An object or a list that is open at the position.
enum Open {
    Object { member: Option<String>, before_name: bool },
    List { index: usize },
}

/// The pointer to the value that the first `column` bytes of line `line` end in or with.
pub(super) fn pointer_at(text: &str, line: usize, column: usize) -> String {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut rest = text.get(..line_start.saturating_add(column)).unwrap_or(text);
    let mut open: Vec<Open> = Vec::new();
    while let Some(character) = rest.chars().next() {
        let (token, after) = rest.split_at(token_length(rest, character));
        rest = after;
        match (character, open.last_mut()) {
            ('{', _) => open.push(Open::Object { member: None, before_name: true }),
            ('[', _) => open.push(Open::List { index: 0 }),
            ('}' | ']', _) => drop(open.pop()),
            (',', Some(Open::Object { member, before_name })) => (*member, *before_name) = (None, true),
            (',', Some(Open::List { index })) => *index += 1,
            ('"', Some(Open::Object { member, before_name: before_name @ true })) => {
                (*member, *before_name) = (serde_json::from_str(token).ok(), false);
            }
            _ => {}
        }
    }
    open.iter().map_while(token_of).collect()
}

/// The length of a string with its quotes, else of one character.
fn token_length(text: &str, first: char) -> usize {
    if first != '"' {
        return first.len_utf8();
    }
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The pointer's token for what an open value is at, with its slash; none where an object is between two members.
fn token_of(open: &Open) -> Option<String> {
    match open {
        Open::List { index } => Some(format!("/{index}")),
        Open::Object { member, .. } => {
            member.as_ref().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pointer_at;

    #[test]
    fn braces_and_quotes_inside_strings_do_not_count() {
        assert_eq!(pointer_at(r#"{"a": "{\"[,", "b": 1"#, 1, 99), "/b");
    }

    #[test]
    fn a_name_may_be_empty_or_have_escapes() {
        assert_eq!(pointer_at(r#"{"": 5"#, 1, 99), "/");
        assert_eq!(pointer_at(r#"{"\\": {"\u0041": 5"#, 1, 99), "/\\/A");
    }

    #[test]
    fn lines_are_counted() {
        assert_eq!(pointer_at("{\n\"a\": 1,\n\"b\": [true, 2]}", 3, 13), "/b/1");
    }

    #[test]
    fn a_text_that_is_cut_anywhere_has_an_answer() {
        let text = r#"{"é\"": [{"x": "y\\"}, "z"], "b": {}}"#;
        for column in 0..text.len() + 2 {
            pointer_at(text, 1, column);
        }
    }
}
