//! Figures that were committed, and how far new ones may be from them.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result};

/// Figures by name.
pub(super) type Figures = BTreeMap<String, u64>;

/// One kind of figure.
pub(super) struct Kind {
    /// The file within `tests/bench`.
    pub(super) file: &'static str,
    /// What is counted.
    pub(super) unit: &'static str,
    /// How much more than the baseline is accepted, in thousandths.
    pub(super) tolerance: u64,
    /// Why the tolerance is what it is, for the file's head.
    pub(super) why: &'static str,
}

/// How figures stand to their baseline.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    /// What fails the check.
    pub(super) failures: Vec<String>,
    /// What got better by more than the tolerance, and should be held.
    pub(super) better: Vec<String>,
}

/// Reads a committed file.
pub(super) fn parse(kind: &Kind, text: &str) -> Result<Figures> {
    toml::from_str(text).with_context(|| format!("`{}` is not a table of numbers", kind.file))
}

/// The file for figures, in the order of their names.
pub(super) fn write(kind: &Kind, figures: &Figures) -> String {
    let percent = percent(kind.tolerance);
    let mut text = format!(
        "# Written by `cargo xtask bench --bless`; `cargo xtask bench --check`, which CI runs, accepts {percent} more.\n# {}\n\n",
        kind.why
    );
    for (name, figure) in figures {
        // Names are ours, and have no character that a quoted key would want escaped.
        let _ = writeln!(text, "\"{name}\" = {figure}");
    }
    text
}

/// Holds figures against their baseline.
pub(super) fn compare(kind: &Kind, figures: &Figures, baseline: &Figures) -> Comparison {
    let mut comparison = Comparison::default();
    let unit = kind.unit;
    for (name, &figure) in figures {
        let Some(&before) = baseline.get(name) else {
            comparison.failures.push(format!("{name} took {figure} {unit}, and has no baseline"));
            continue;
        };
        // In thousandths, and wide enough for any figure.
        let (scaled, before_scaled) = (u128::from(figure) * 1000, u128::from(before) * 1000);
        let allowed = u128::from(before) * u128::from(kind.tolerance);
        let line = || format!("{name} took {figure} {unit}, baseline {before} ({})", change(figure, before));
        if scaled > before_scaled + allowed {
            comparison.failures.push(line());
        } else if scaled + allowed < before_scaled {
            comparison.better.push(line());
        }
    }
    let gone = baseline.keys().filter(|name| !figures.contains_key(*name));
    comparison.failures.extend(gone.map(|name| format!("{name} has a baseline, and was not measured")));
    comparison
}

fn change(figure: u64, before: u64) -> String {
    format!("{:+.1} %", (figure as f64 / before.max(1) as f64 - 1.0) * 100.0)
}

/// Thousandths as people read them.
pub(super) fn percent(thousandths: u64) -> String {
    format!("{} %", thousandths as f64 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind { file: "x.toml", unit: "instructions", tolerance: 50, why: "Because." };

    fn figures(list: &[(&str, u64)]) -> Figures {
        list.iter().map(|(name, figure)| ((*name).to_owned(), *figure)).collect()
    }

    fn compared(now: &[(&str, u64)], before: &[(&str, u64)]) -> Comparison {
        compare(&KIND, &figures(now), &figures(before))
    }

    #[test]
    fn a_figure_above_the_tolerance_fails_and_says_by_how_much() {
        let comparison = compared(&[("a", 1051), ("b", 1050)], &[("a", 1000), ("b", 1000)]);
        assert_eq!(comparison.failures, ["a took 1051 instructions, baseline 1000 (+5.1 %)"]);
        assert_eq!(comparison.better, [""; 0]);
    }

    #[test]
    fn a_figure_below_the_tolerance_is_told_and_passes() {
        let comparison = compared(&[("a", 949), ("b", 950)], &[("a", 1000), ("b", 1000)]);
        assert_eq!(comparison.failures, [""; 0]);
        assert_eq!(comparison.better, ["a took 949 instructions, baseline 1000 (-5.1 %)"]);
    }

    #[test]
    fn a_figure_without_a_baseline_and_a_baseline_without_a_figure_fail() {
        let comparison = compared(&[("new", 7)], &[("old", 7)]);
        let expected = ["new took 7 instructions, and has no baseline", "old has a baseline, and was not measured"];
        assert_eq!(comparison.failures, expected);
    }

    #[test]
    fn a_baseline_of_nothing_accepts_nothing_more() {
        assert_eq!(compared(&[("a", 0)], &[("a", 0)]), Comparison::default());
        assert_eq!(compared(&[("a", 1)], &[("a", 0)]).failures.len(), 1);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let figures = figures(&[("support-desk/refund/refund-limits", 16_500), ("a", u64::MAX >> 1)]);
        assert_eq!(parse(&KIND, &write(&KIND, &figures)).expect("it is well-formed"), figures);
        parse(&KIND, "a = \"many\"").expect_err("that is no number");
    }
}
