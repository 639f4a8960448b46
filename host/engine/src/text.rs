//! Text that others wrote, made safe to print.

/// The text with control characters escaped, and with them what a terminal or a log reader could be steered by: bidi
/// controls and line separators.
///
/// # Example
/// ```
/// assert_eq!(portcullis::text::printable("a\u{1b}[31m\nb"), r"a\u{1b}[31m\u{a}b");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let steers =
            matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if char.is_control() || steers { out.extend(char.escape_unicode()) } else { out.push(char) }
    }
    out
}
