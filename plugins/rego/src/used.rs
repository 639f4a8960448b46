//! Which fields of `input` modules ask for: what nobody asks for is not made.

use std::collections::BTreeSet;

/// Fields of `input`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Used {
    /// Some module takes `input` as a whole, or by a name that is only known when it is evaluated.
    All,
    /// No module names others.
    These(BTreeSet<String>),
}

impl Used {
    /// By the text: a name counts also where it stands in a comment.
    pub(crate) fn of<'m>(modules: impl IntoIterator<Item = &'m String>) -> Self {
        let mut names = BTreeSet::new();
        for text in modules {
            for (at, word) in text.match_indices("input") {
                let before = text.get(..at).and_then(|before| before.chars().next_back());
                if before.is_some_and(is_of_name) {
                    continue;
                }
                match text.get(at + word.len()..).map(after) {
                    Some(After::Field(name)) => names.insert(name.to_owned()),
                    Some(After::Another) => continue,
                    Some(After::Whole) | None => return Self::All,
                };
            }
        }
        Self::These(names)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.contains(name),
        }
    }
}

enum After<'t> {
    Field(&'t str),
    /// The word goes on: `input_x` is another name.
    Another,
    Whole,
}

fn after(text: &str) -> After<'_> {
    if text.starts_with(is_of_name) {
        return After::Another;
    }
    let name = |rest| -> &str { str::split(rest, |letter| !is_of_name(letter)).next().unwrap_or_default() };
    if let Some(rest) = text.strip_prefix('.').filter(|rest| !name(rest).is_empty()) {
        return After::Field(name(rest));
    }
    match text.strip_prefix("[\"") {
        // A name that is written otherwise, with an escape for instance, is not taken apart.
        Some(rest) if rest.get(name(rest).len()..).is_some_and(|rest| rest.starts_with("\"]")) => {
            After::Field(name(rest))
        }
        _ => After::Whole,
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Used {
        Used::of([&text.to_owned()])
    }

    #[test]
    fn fields_are_found_by_name() {
        let expected = Used::These(["action", "args", "subject"].map(str::to_owned).into());
        assert_eq!(of("input.action == 1; input[\"args\"].x; input_x; my_input; x(input.subject.id)"), expected);
        assert_eq!(of("allow := true"), Used::These(BTreeSet::new()));
    }

    #[test]
    fn the_whole_is_taken_where_it_may_be() {
        for text in
            ["walk(input)", "input[name]", "x := input", "import input as i", "input [\"a\"]", "input[\"\\u0061\"]"]
        {
            assert_eq!(of(text), Used::All, "{text}");
        }
    }
}
