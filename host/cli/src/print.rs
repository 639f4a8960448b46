//! What people see. Colour only where a terminal shows it: `anstream` leaves it out elsewhere.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use portcullis::text::printable;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();

/// Text in a style.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The colour of an effect or an answer, by its name.
pub(crate) fn effect(name: &str) -> Style {
    match name {
        "allow" | "modify" | "nothing found" | "redacted" => GREEN,
        "escalate" | "skipped" | "noted" => YELLOW,
        _ => RED,
    }
    .bold()
}

/// An error with its causes, on standard error.
pub(crate) fn error(error: &anyhow::Error) {
    // Texts may quote what others wrote, and have several lines.
    let safe = |text: String| text.lines().map(printable).collect::<Vec<_>>().join("\n  ");
    anstream::eprintln!("{} {}", styled(RED.bold(), "error:"), safe(error.to_string()));
    for cause in error.chain().skip(1) {
        anstream::eprintln!("  {} {}", styled(DIM, "because:"), safe(cause.to_string()));
    }
}

/// A number with its thousands apart: 1,234,567.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let group = |(at, digit): (usize, char)| {
        let comma = (at > 0 && at % 3 == lead).then_some(',');
        comma.into_iter().chain(std::iter::once(digit))
    };
    digits.chars().enumerate().flat_map(group).collect()
}

/// Rows under a heading, each column as wide as its widest cell. Cells are plain text, with a style for each.
pub(crate) struct Table {
    rows: Vec<Vec<(String, Style)>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|cell| ((*cell).to_owned(), DIM)).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = (String, Style)>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|(cell, _)| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, style), width) in row.iter().zip(&widths) {
                let padding = " ".repeat(width.saturating_sub(cell.chars().count()) + 2);
                line.push_str(&styled(*style, cell));
                line.push_str(&padding);
            }
            anstream::println!("  {}", line.trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (16_500, "16,500"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }
}
