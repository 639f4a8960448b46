//! Text from models and handlers, made safe to print.

/// At most so many characters, with those escaped that a terminal or a log reader could be steered by.
pub(crate) fn printable(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut out = String::new();
    for char in chars.by_ref().take(most) {
        match char {
            '\'' | '"' | '\\' => out.push(char),
            _ => out.extend(char.escape_debug()),
        }
    }
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source()).take(MOST_CAUSES);
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// An error that names itself as its cause must not hold anybody up.
const MOST_CAUSES: usize = 16;

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn text_that_steers_a_terminal_is_escaped() {
        assert_eq!(printable("it's \"fine\"", 64), "it's \"fine\"");
        assert_eq!(printable("\u{1b}[31mred\n\u{202e}", 64), r"\u{1b}[31mred\n\u{202e}");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(printable("äöüß", 3), "äöü…");
    }
}
