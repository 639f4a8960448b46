/// A pattern for targets: `*` stands for any text without a slash, `**` for any text. Everything else is literal and
/// case-sensitive, and the whole target has to match.
///
/// # Example
/// ```
/// use portcullis::pack::Pattern;
///
/// assert!(Pattern::new("tool:support/*").matches("tool:support/approve_refund"));
/// assert!(!Pattern::new("tool:*").matches("tool:support/approve_refund"));
/// assert!(Pattern::new("tool:**").matches("tool:support/approve_refund"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Literal(char),
    /// `*`
    WithinSegment,
    /// `**`
    Across,
}

impl Pattern {
    /// Any text is a pattern.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for char in text.chars() {
            match (char, parts.last()) {
                ('*', Some(Part::WithinSegment)) => {
                    parts.pop();
                    parts.push(Part::Across);
                }
                ('*', Some(Part::Across)) => {}
                ('*', _) => parts.push(Part::WithinSegment),
                (literal, _) => parts.push(Part::Literal(literal)),
            }
        }
        Self { parts, text: text.to_owned() }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole text matches. Takes time in proportion to the product of both lengths at most.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        // The set of positions in the pattern at which the text so far may have arrived.
        let mut reached = vec![false; self.parts.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        self.skip_stars(&mut reached);
        for char in text.chars() {
            let mut next = vec![false; reached.len()];
            for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| reached.get(*at) == Some(&true)) {
                let to = match part {
                    Part::Literal(literal) if *literal == char => at + 1,
                    Part::WithinSegment if char != '/' => at,
                    Part::Across => at,
                    _ => continue,
                };
                if let Some(place) = next.get_mut(to) {
                    *place = true;
                }
            }
            self.skip_stars(&mut next);
            reached = next;
        }
        reached.last() == Some(&true)
    }

    /// A star also stands for no text at all.
    fn skip_stars(&self, reached: &mut [bool]) {
        for (at, part) in self.parts.iter().enumerate() {
            let here = !matches!(part, Part::Literal(_)) && reached.get(at) == Some(&true);
            if let Some(next) = reached.get_mut(at + 1).filter(|_| here) {
                *next = true;
            }
        }
    }
}
