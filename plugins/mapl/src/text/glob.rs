//! Text with stars. `*` is any run without a slash, `**` any run; `*text*` is any text that contains it. Matching takes
//! time in proportion to the text's length times the pattern's, whatever both are.

/// A pattern, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glob {
    text: String,
    /// Every star crosses slashes.
    always_deep: bool,
    form: Form,
}

/// How a pattern is matched: the frequent forms without looking at each byte.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// No star.
    Exact,
    /// One star.
    OneStar { before: String, after: String, deep: bool },
    /// `*text*`.
    Contains(String),
    /// Stars that cross slashes, and what stands between them.
    Pieces { before: String, between: Vec<String>, after: String },
    /// Stars that don't: segment by segment.
    Segments(Vec<Glob>),
    /// Both.
    Mixed(Vec<Token>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Byte(u8),
    /// Any run without a slash.
    Star,
    /// Any run.
    Deep,
}

impl Glob {
    /// A pattern of resources.
    pub(crate) fn resource(text: &str) -> Self {
        Self::new(text, false)
    }

    /// A pattern of values, in which every star crosses slashes.
    pub(crate) fn value(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, always_deep: bool) -> Self {
        Self { text: text.to_owned(), always_deep, form: Form::new(text, always_deep) }
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.form {
            Form::Exact => text == self.text,
            Form::Contains(inner) => text.contains(inner),
            Form::OneStar { before, after, deep } => {
                let run = text.strip_prefix(before.as_str()).and_then(|text| text.strip_suffix(after.as_str()));
                run.is_some_and(|run| *deep || !run.contains('/'))
            }
            Form::Pieces { before, between, after } => {
                let run = text.strip_prefix(before.as_str()).and_then(|text| text.strip_suffix(after.as_str()));
                let piece = |rest: &str, piece: &String| Some(rest.len() - rest.find(piece.as_str())? - piece.len());
                let left = run.and_then(|run| {
                    between.iter().try_fold(run, |rest, next| rest.get(rest.len() - piece(rest, next)?..))
                });
                left.is_some()
            }
            Form::Segments(segments) => {
                let mut texts = text.split('/');
                segments.iter().all(|segment| texts.next().is_some_and(|text| segment.matches(text)))
                    && texts.next().is_none()
            }
            Form::Mixed(tokens) => matches(tokens, text),
        }
    }

    fn tokens(&self) -> Vec<Token> {
        tokens(&self.text, self.always_deep || matches!(self.form, Form::Contains(_)))
    }

    /// Whether some text matches both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let (left, right) = (self.tokens(), other.tokens());
        let width = right.len() + 1;
        // reached[l * width + r]: some text takes the first l tokens of the one and the first r of the other.
        let mut reached = vec![false; (left.len() + 1) * width];
        let mut open = vec![(0, 0)];
        while let Some((l, r)) = open.pop() {
            match reached.get_mut(l * width + r) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let (a, b) = (left.get(l), right.get(r));
            if a.is_none() && b.is_none() {
                return true;
            }
            let is_star = |token: Option<&Token>| matches!(token, Some(Token::Star | Token::Deep));
            if is_star(a) {
                open.push((l + 1, r));
            }
            if is_star(b) {
                open.push((l, r + 1));
            }
            match (a, b) {
                (Some(Token::Byte(a)), Some(Token::Byte(b))) if a == b => open.push((l + 1, r + 1)),
                (Some(Token::Byte(byte)), Some(star)) if star.takes(*byte) => open.push((l + 1, r)),
                (Some(star), Some(Token::Byte(byte))) if star.takes(*byte) => open.push((l, r + 1)),
                _ => {}
            }
        }
        false
    }

    /// Whether every text that matches the other one matches this one. `false` where that is not plain to see.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let (wide, narrow) = (self.tokens(), other.tokens());
        let mut states = closure(&wide, vec![true].into_iter().chain(vec![false; wide.len()]).collect());
        for token in narrow {
            let mut next = vec![false; wide.len() + 1];
            for (at, wide) in wide.iter().enumerate() {
                if states.get(at).is_some_and(|alive| *alive) {
                    match (wide, token) {
                        (Token::Byte(wide), Token::Byte(narrow)) if *wide == narrow => mark(&mut next, at + 1),
                        (Token::Deep, _) | (Token::Star, Token::Star) => mark(&mut next, at),
                        (Token::Star, Token::Byte(narrow)) if narrow != b'/' => mark(&mut next, at),
                        _ => {}
                    }
                }
            }
            states = closure(&wide, next);
        }
        states.last().is_some_and(|alive| *alive)
    }
}

impl Form {
    fn new(text: &str, always_deep: bool) -> Self {
        let inner = text.strip_prefix('*').and_then(|text| text.strip_suffix('*'));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains('*')) {
            return Self::Contains(inner.to_owned());
        }
        let Some((before, rest)) = text.split_once('*') else { return Self::Exact };
        let after = rest.trim_start_matches('*');
        if !after.contains('*') {
            let deep = always_deep || after.len() < rest.len();
            return Self::OneStar { before: before.to_owned(), after: after.to_owned(), deep };
        }
        let tokens = tokens(text, always_deep);
        if !tokens.contains(&Token::Star) {
            let mut between: Vec<String> =
                after.split('*').filter(|piece| !piece.is_empty()).map(str::to_owned).collect();
            let after = if text.ends_with('*') { String::new() } else { between.pop().unwrap_or_default() };
            return Self::Pieces { before: before.to_owned(), between, after };
        }
        if !tokens.contains(&Token::Deep) {
            return Self::Segments(text.split('/').map(Glob::value).collect());
        }
        Self::Mixed(tokens)
    }
}

impl Token {
    fn takes(self, byte: u8) -> bool {
        match self {
            Self::Byte(own) => own == byte,
            Self::Star => byte != b'/',
            Self::Deep => true,
        }
    }
}

fn tokens(text: &str, always_deep: bool) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        match (byte, tokens.last_mut()) {
            (b'*', Some(star @ (Token::Star | Token::Deep))) => *star = Token::Deep,
            (b'*', _) => tokens.push(if always_deep { Token::Deep } else { Token::Star }),
            _ => tokens.push(Token::Byte(byte)),
        }
    }
    tokens
}

/// One set of places in the pattern per byte of the text: no backtracking.
fn matches(tokens: &[Token], text: &str) -> bool {
    let mut states = closure(tokens, vec![true].into_iter().chain(vec![false; tokens.len()]).collect());
    for byte in text.bytes() {
        let mut next = vec![false; tokens.len() + 1];
        for (at, token) in tokens.iter().enumerate() {
            if states.get(at).is_some_and(|alive| *alive) && token.takes(byte) {
                mark(&mut next, if matches!(token, Token::Byte(_)) { at + 1 } else { at });
            }
        }
        states = closure(tokens, next);
    }
    states.last().is_some_and(|alive| *alive)
}

/// A star may also be nothing.
fn closure(tokens: &[Token], mut states: Vec<bool>) -> Vec<bool> {
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token, Token::Star | Token::Deep) && states.get(at).is_some_and(|alive| *alive) {
            mark(&mut states, at + 1);
        }
    }
    states
}

fn mark(states: &mut [bool], at: usize) {
    if let Some(state) = states.get_mut(at) {
        *state = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATCHING: &[(&str, &[&str], &[&str])] = &[
        ("tool:a/b", &["tool:a/b"], &["tool:a/bc", "xtool:a/b", "tool:a", ""]),
        ("tool:*", &["tool:search", "tool:"], &["tool:a/b", "tool", "data:x"]),
        ("tool:**", &["tool:a/b/c", "tool:"], &["data:x"]),
        ("tool:*/generate", &["tool:app/generate", "tool:/generate"], &["tool:a/b/generate", "tool:generate"]),
        ("*.pem", &["a.pem", ".pem", "data:a.pem"], &["keys/a.pem", "a.pem.txt"]),
        ("**.pem", &["data:keys/a.pem"], &["a.pe"]),
        ("*sales*", &["data:x/sales/y", "sales"], &["sale"]),
        ("a*b**c", &["abc", "axb/y/c", "a.b.c"], &["a/bc", "ab"]),
        ("a**b*c", &["a/x/byc", "abc"], &["a/x/by/c"]),
        ("*a*b", &["xaxb", "ab"], &["x/ab/b"]),
        ("**", &["", "a/b"], &[]),
        ("*", &["", "ab"], &["a/b"]),
        ("tool:*/*", &["tool:a/b", "tool:/"], &["tool:a", "tool:a/b/c", "x:a/b"]),
        ("tool:a*b/*c*d", &["tool:ab/cd", "tool:axb/xcxd"], &["tool:ab/dc", "tool:a/b/cd", "tool:ab"]),
        ("a**b**c", &["abc", "a/b/c", "axbxbxc"], &["ac", "acb", "ab/cx"]),
        ("**a**b**", &["ab", "x/a/y/b/z"], &["ba"]),
        ("a**a**a", &["aaa", "a/aa"], &["aa", "a"]),
        ("***", &["a/b"], &[]),
    ];

    #[test]
    fn stars_stop_at_slashes_and_double_stars_do_not() {
        for (pattern, yes, no) in MATCHING {
            let glob = Glob::resource(pattern);
            yes.iter().for_each(|text| assert!(glob.matches(text), "{pattern} {text}"));
            no.iter().for_each(|text| assert!(!glob.matches(text), "{pattern} {text}"));
        }
    }

    #[test]
    fn every_star_of_a_value_pattern_crosses_slashes() {
        assert!(Glob::value("*/etc/*").matches("x/y/etc/z/w"));
        assert!(Glob::value("a*b*c").matches("a/b/c"));
        assert!(!Glob::value("a*b*c").matches("a/c/b"));
        assert!(!Glob::value("a*").matches("ba"));
    }

    #[test]
    fn all_forms_agree_with_the_general_one() {
        for (pattern, yes, no) in MATCHING {
            let tokens = Glob::resource(pattern).tokens();
            yes.iter().for_each(|text| assert!(super::matches(&tokens, text), "{pattern} {text}"));
            no.iter().for_each(|text| assert!(!super::matches(&tokens, text), "{pattern} {text}"));
        }
    }

    #[test]
    fn patterns_overlap_where_some_text_matches_both() {
        for (left, right, overlap) in [
            ("tool:*/generate", "tool:app/*", true),
            ("tool:*/generate", "tool:*/complete", false),
            ("tool:*", "tool:a/b", false),
            ("tool:**", "**/b", true),
            ("a*", "*b", true),
            ("a*", "b*", false),
            ("*", "a/b", false),
            ("x", "x", true),
        ] {
            let (one, other) = (Glob::resource(left), Glob::resource(right));
            assert_eq!(one.overlaps(&other), overlap, "{left} {right}");
            assert_eq!(other.overlaps(&one), overlap, "{right} {left}");
        }
    }

    #[test]
    fn a_pattern_covers_what_matches_nothing_else() {
        for (wide, narrow, covers) in [
            ("tool:**", "tool:a/*", true),
            ("tool:*/x", "tool:a/x", true),
            ("**", "a*b**c", true),
            ("tool:*", "tool:**", false),
            ("tool:a/*", "tool:**", false),
            ("a*", "a*b", true),
            ("*b", "a*", false),
        ] {
            assert_eq!(Glob::resource(wide).covers(&Glob::resource(narrow)), covers, "{wide} {narrow}");
        }
    }
}
