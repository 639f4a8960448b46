//! Patterns as packs write them.

/// Whether a pattern matches a whole text: `*` stands for any text without a slash, `**` for any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    let (across, after) = after.strip_prefix('*').map_or((false, after), |after| (true, after));
    let most = if across { rest.len() } else { rest.find('/').unwrap_or(rest.len()) };
    (0..=most).filter_map(|at| rest.get(at..)).any(|rest| matches(after, rest))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stops_at_a_slash_and_two_do_not() {
        assert!(matches("tool:crm/*", "tool:crm/read"));
        assert!(!matches("tool:*", "tool:crm/read"));
        assert!(matches("tool:**", "tool:crm/read"));
        assert!(matches("*", "crm") && matches("a*c", "abc") && matches("a*c", "ac"));
        assert!(!matches("a*c", "abd") && !matches("a", "ab"));
    }
}
