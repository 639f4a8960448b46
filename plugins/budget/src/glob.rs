/// Whether a resource fits a pattern: `*` stands for any text without a slash, `**` for any text.
pub(crate) fn fits(pattern: &str, resource: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == resource };
    let Some(rest) = resource.strip_prefix(before) else { return false };
    let (after, across) = after.strip_prefix('*').map_or((after, false), |after| (after, true));
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    let mut ends = ends.take_while(|end| across || !rest.get(..*end).unwrap_or_default().contains('/'));
    ends.any(|end| fits(after, rest.get(end..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn one_star_stops_at_a_slash_and_two_do_not() {
        assert!(fits("tool:*/generate", "tool:support/generate"));
        assert!(!fits("tool:*/generate", "tool:support/more/generate"));
        assert!(fits("tool:**/generate", "tool:support/more/generate"));
        assert!(fits("**", "tool:support/generate"));
        assert!(fits("tool:a/pay_*", "tool:a/pay_"));
        assert!(!fits("tool:a/pay", "tool:a/pay_out"));
    }
}
