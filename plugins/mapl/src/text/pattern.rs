//! Patterns of resources, and the names that they are matched with.

use std::borrow::Cow;

use super::canonical;
use super::glob::Glob;

/// A resource as an event names it, in both of its forms.
pub(crate) struct Target<'a> {
    raw: &'a str,
    canonical: Cow<'a, str>,
    same: bool,
}

impl<'a> Target<'a> {
    /// None where the name has no canonical form.
    pub(crate) fn new(raw: &'a str) -> Option<Self> {
        let canonical = canonical::resource(raw)?;
        Some(Self { raw, same: canonical == raw, canonical })
    }
}

/// A pattern of resources, in both of its forms.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    raw: Glob,
    /// None where it is the same.
    canonical: Option<Glob>,
}

impl Pattern {
    /// The error says what is wrong with the pattern.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let shown = text.escape_debug();
        if text.is_empty() {
            return Err("the pattern is empty: write a resource, `tool:<app>/<operation>`".into());
        }
        if text.len() > 512 {
            return Err("the pattern has more than 512 bytes".into());
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(format!("`{shown}` has blanks around it or control characters in it"));
        }
        let path = text.split_once(':').map_or(text, |(_, path)| path);
        if text.contains('\\')
            || text.contains("//")
            || path.split('/').any(|segment| segment == "." || segment == "..")
        {
            return Err(format!("`{shown}` is not plain: write it without `//`, `.`, `..` and backslashes"));
        }
        let folded = canonical::resource(text).ok_or_else(|| format!("`{shown}` is encoded too many times over"))?;
        let canonical = (folded != text).then(|| Glob::resource(&folded));
        Ok(Self { text: text.to_owned(), raw: Glob::resource(text), canonical })
    }

    /// For permissions: what was written and what it stands for must both match.
    pub(crate) fn permits(&self, target: &Target<'_>) -> bool {
        self.raw.matches(target.raw) && (self.is_one(target) || self.folded().matches(&target.canonical))
    }

    /// For denials and limits: either form will do.
    pub(crate) fn catches(&self, target: &Target<'_>) -> bool {
        self.raw.matches(target.raw) || !self.is_one(target) && self.folded().matches(&target.canonical)
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.folded().overlaps(other.folded())
    }

    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.folded().covers(other.folded())
    }

    fn is_one(&self, target: &Target<'_>) -> bool {
        self.canonical.is_none() && target.same
    }

    fn folded(&self) -> &Glob {
        self.canonical.as_ref().unwrap_or(&self.raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::new(text).unwrap()
    }

    fn target(text: &str) -> Target<'_> {
        Target::new(text).unwrap()
    }

    #[test]
    fn a_permission_holds_for_the_written_form_and_for_what_it_stands_for() {
        assert!(pattern("tool:App/*").permits(&target("tool:App/Read")));
        assert!(!pattern("tool:App/*").permits(&target("tool:app/Read")), "case counts");
        assert!(!pattern("tool:app/**").permits(&target("tool:app/../admin/x")));
        assert!(!pattern("tool:app/read").permits(&target("tool:app/%72ead")));
    }

    #[test]
    fn a_denial_catches_either_form() {
        for name in ["tool:admin/x", "tool:ADMIN/X", "tool:app/../admin/x", "tool:%61dmin/x", "tool:аdmin/x"] {
            assert!(pattern("tool:admin/*").catches(&target(name)), "{name}");
            assert!(pattern("tool:Admin/*").catches(&target(name)), "{name}");
        }
        assert!(!pattern("tool:admin/*").catches(&target("tool:administrator/x")));
    }

    #[test]
    fn patterns_that_are_not_plain_are_refused() {
        for text in ["", " tool:x", "tool:a//b", "tool:a/../b", "tool:..", "tool:a\\b", "tool:a\u{7}"] {
            assert!(Pattern::new(text).is_err(), "{text:?}");
        }
        assert!(Pattern::new("tool:a...b/c").is_ok());
    }
}
