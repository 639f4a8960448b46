//! Tables in Markdown.

use std::fmt::Write;

use super::metrics::Share;

/// A table under a heading; nothing where it has no rows.
pub(super) fn table(title: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    if rows.is_empty() {
        return text;
    }
    let _ = writeln!(text, "### {title}\n\n| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
    text
}

/// A share with its interval, in percent.
pub(super) fn percent(share: Share) -> String {
    if share.of == 0 {
        return "–".to_owned();
    }
    let (low, high) = share.interval();
    format!("{:.1} % ({:.1} to {:.1})", share.value() * 100.0, low * 100.0, high * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_below_their_head() {
        let rows = [vec!["a".to_owned(), percent(Share { hits: 8, of: 10 })]];
        let expected = "### T\n\n| x | y |\n|---|---|\n| a | 80.0 % (49.0 to 94.3) |\n\n";
        assert_eq!(table("T", &["x", "y"], &rows), expected);
        assert_eq!(table("T", &["x"], &[]), "");
    }
}
