//! Places in texts, and what Cedar says about them, for people.

use miette::Diagnostic;

/// A name as a token of a JSON pointer.
pub(crate) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The names of a JSON pointer.
pub(crate) fn names(pointer: &str) -> Option<Vec<String>> {
    let name = |token: &str| token.replace("~1", "/").replace("~0", "~");
    Some(pointer.strip_prefix('/')?.split('/').map(name).collect())
}

/// The line and the column of a byte, from 1.
pub(crate) fn place(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let from_one = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
    (from_one(line), from_one(column))
}

/// Everything that an error says, each with its place in the text.
pub(crate) fn problems(error: &dyn Diagnostic, text: &str) -> Vec<String> {
    let related = error.related().into_iter().flatten().flat_map(|other| problems(other, text));
    std::iter::once(told(error, text)).chain(related).collect()
}

/// The place and the message, in one line.
pub(crate) fn told(error: &dyn Diagnostic, text: &str) -> String {
    let mut labels: Vec<_> = error.labels().into_iter().flatten().collect();
    labels.sort_by_key(|label| label.offset());
    let at = labels.first().map(|label| place(text, label.offset()));
    let marked = labels.iter().find_map(|label| label.label()).map(|label| format!(": {label}")).unwrap_or_default();
    let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
    let message = line(&format!("{error}{marked}{help}"));
    match at {
        Some((line, column)) => format!("{line}:{column}: {message}"),
        None => message,
    }
}

/// The same text in one line.
pub(crate) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one_and_in_letters() {
        let text = "ä\nbä c";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, text.find('b').unwrap()), (2, 1));
        assert_eq!(place(text, text.find('c').unwrap()), (2, 4));
        assert_eq!(place(text, 99), (2, 5));
    }

    #[test]
    fn pointers_are_read_as_they_are_written() {
        assert_eq!(names("/a~1b/~0"), Some(vec!["a/b".to_owned(), "~".to_owned()]));
        assert_eq!(names("a"), None);
        assert_eq!(token("a/~"), "a~1~0");
    }
}
