//! Shares with their intervals, and spans held against labels.

use super::{
    corpora::Text,
    scan::{Found, Severity},
};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) hits: usize,
    pub(super) of: usize,
}

impl Share {
    pub(super) fn of(each: impl IntoIterator<Item = bool>) -> Self {
        each.into_iter().fold(Self::default(), |sum, hit| Self { hits: sum.hits + usize::from(hit), of: sum.of + 1 })
    }

    pub(super) fn value(self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }

    /// Wilson's interval, 95 %.
    pub(super) fn interval(self) -> (f64, f64) {
        const Z: f64 = 1.959_963_985;
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (share, n) = (self.value(), self.of as f64);
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
    }
}

/// Labels that were found or missed, and findings that no label stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spans {
    pub(super) found: usize,
    pub(super) missed: usize,
    pub(super) vain: usize,
    /// Of those found: with the very span.
    pub(super) exact: usize,
}

impl Spans {
    pub(super) fn precision(self) -> Share {
        Share { hits: self.found, of: self.found + self.vain }
    }

    pub(super) fn recall(self) -> Share {
        Share { hits: self.found, of: self.found + self.missed }
    }

    pub(super) fn exact(self) -> Share {
        Share { hits: self.exact, of: self.found }
    }

    pub(super) fn f1(self) -> f64 {
        let (precision, recall) = (self.precision().value(), self.recall().value());
        if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.vain += other.vain;
        self.exact += other.exact;
    }
}

/// Findings of a family from a severity on.
pub(super) fn of_family<'f>(found: &'f [Found], family: &'f str, least: Severity) -> impl Iterator<Item = &'f Found> {
    found.iter().filter(move |found| found.kind.starts_with(family) && found.severity >= least)
}

/// What becomes of each label (`None`: missed; else whether the span is the very one), and the findings in vain.
///
/// A label is found where a finding of a right kind shares a byte with it.
pub(super) fn compare<'f>(text: &Text, found: &[&'f Found]) -> (Vec<Option<bool>>, Vec<&'f Found>) {
    let labels = text.labels.iter().map(|label| {
        let mut right = found.iter().filter(|found| fits(&label.kinds, &label.span, found)).peekable();
        right.peek()?;
        Some(right.any(|found| found.span == label.span))
    });
    let vain = found.iter().filter(|found| !text.labels.iter().any(|label| fits(&label.kinds, &label.span, found)));
    (labels.collect(), vain.copied().collect())
}

fn fits(kinds: &[String], span: &std::ops::Range<usize>, found: &Found) -> bool {
    let overlaps = found.span.start < span.end && span.start < found.span.end;
    overlaps
        && kinds
            .iter()
            .any(|kind| kind.strip_suffix('*').map_or(*kind == found.kind, |start| found.kind.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::corpora::Label;

    #[test]
    fn the_interval_is_wilsons() {
        let close = |(low, high): (f64, f64), expected: (f64, f64)| {
            assert!((low - expected.0).abs() < 5e-4 && (high - expected.1).abs() < 5e-4, "{low} {high}");
        };
        // By hand, from the formula.
        close(Share { hits: 8, of: 10 }.interval(), (0.4902, 0.9433));
        close(Share { hits: 0, of: 100 }.interval(), (0.0, 0.0370));
        close(Share { hits: 100, of: 100 }.interval(), (0.9630, 1.0));
        close(Share::default().interval(), (0.0, 1.0));
    }

    fn found(kind: &str, span: std::ops::Range<usize>) -> Found {
        Found { kind: kind.to_owned(), severity: Severity::High, span }
    }

    fn compared(labels: &[(&str, std::ops::Range<usize>)], findings: &[Found]) -> (Vec<Option<bool>>, usize) {
        let label = |(kind, span): &(&str, std::ops::Range<usize>)| Label {
            kinds: vec![(*kind).to_owned()],
            span: span.clone(),
        };
        let text = Text {
            id: String::new(),
            text: String::new(),
            corpus: String::new(),
            language: String::new(),
            form: String::new(),
            attack: false,
            labels: labels.iter().map(label).collect(),
        };
        let (labels, vain) = compare(&text, &findings.iter().collect::<Vec<_>>());
        (labels, vain.len())
    }

    #[test]
    fn a_label_is_found_by_an_overlap_of_a_right_kind() {
        let labels = [("pii/phone", 10..20), ("secret/*", 30..40)];
        assert_eq!(
            compared(&labels, &[found("pii/phone", 10..20), found("secret/x", 35..50)]),
            (vec![Some(true), Some(false)], 0)
        );
        assert_eq!(compared(&labels, &[found("pii/email", 10..20)]), (vec![None, None], 1));
        assert_eq!(compared(&labels, &[found("pii/phone", 20..30)]), (vec![None, None], 1));
        assert_eq!(compared(&labels, &[found("pii/phone", 9..12), found("pii/phone", 10..20)]).0, [Some(true), None]);
    }

    #[test]
    fn precision_recall_and_f1_follow_the_counts() {
        let spans = Spans { found: 6, missed: 2, vain: 3, exact: 3 };
        assert_eq!(spans.precision(), Share { hits: 6, of: 9 });
        assert_eq!(spans.recall(), Share { hits: 6, of: 8 });
        assert!((spans.f1() - 12.0 / 17.0).abs() < 1e-9);
        assert!(Spans::default().f1().abs() < 1e-9);
    }
}
