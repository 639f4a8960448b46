use std::{collections::BTreeMap, ops::Range};

use crate::{
    decision::Finding,
    document::{Document, DocumentError, Texts},
};

/// What stands for text that was removed, where the sanitiser proposes nothing.
const MARK: &str = "[redacted]";

/// The payload with each of these spans replaced. Spans that overlap become one, with the replacement of the first.
pub(crate) fn redact<'f>(
    texts: &Texts,
    findings: impl IntoIterator<Item = &'f Finding>,
) -> Result<Document, DocumentError> {
    let mut by_text: BTreeMap<usize, Vec<(Range<usize>, &str)>> = BTreeMap::new();
    for finding in findings {
        by_text.entry(finding.segment).or_default().push(replacement(finding));
    }
    let replaced = |(segment, mut spans): (usize, Vec<(Range<usize>, &str)>)| {
        let text = texts.as_slice().get(segment)?;
        sort(&mut spans);
        Some((segment, replace(&text.text, &spans)))
    };
    texts.replaced(by_text.into_iter().filter_map(replaced).collect())
}

/// A text with each of these spans replaced.
pub(crate) fn redacted(text: &str, findings: &[Finding]) -> String {
    let mut spans: Vec<_> = findings.iter().map(replacement).collect();
    sort(&mut spans);
    replace(text, &spans)
}

fn replacement(finding: &Finding) -> (Range<usize>, &str) {
    (finding.span.clone(), finding.replacement.as_deref().unwrap_or(MARK))
}

fn sort(spans: &mut [(Range<usize>, &str)]) {
    spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
}

/// `spans` are sorted by where they start.
fn replace(text: &str, spans: &[(Range<usize>, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (span, replacement) in spans {
        if span.start >= done {
            out.push_str(text.get(done..span.start).unwrap_or_default());
            out.push_str(replacement);
        }
        done = done.max(span.end);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use portcullis_audit::Severity;

    use super::*;

    fn finding(segment: usize, span: Range<usize>, replacement: Option<&str>) -> Finding {
        let replacement = replacement.map(str::to_owned);
        Finding { segment, span, kind: "k".into(), severity: Severity::High, replacement }
    }

    #[test]
    fn spans_that_overlap_or_nest_become_one_and_neighbours_stay_two() {
        let payload = Document::parse(r#"{"a":"0123456789","b":7}"#).unwrap();
        let texts = Texts::of(&payload);
        let redacted = |findings: &[Finding]| redact(&texts, findings).unwrap().text().to_owned();
        assert_eq!(redacted(&[finding(1, 2..5, Some("X")), finding(1, 4..8, Some("Y"))]), r#"{"a":"01X89","b":7}"#);
        assert_eq!(redacted(&[finding(1, 4..5, Some("Y")), finding(1, 2..8, Some("X"))]), r#"{"a":"01X89","b":7}"#);
        assert_eq!(
            redacted(&[finding(1, 4..6, None), finding(1, 2..4, Some("X"))]),
            r#"{"a":"01X[redacted]6789","b":7}"#
        );
        assert_eq!(redacted(&[finding(0, 0..1, Some("c"))]), r#"{"c":"0123456789","b":7}"#);
        assert_eq!(redacted(&[]), payload.text());
    }

    #[test]
    fn a_redacted_name_that_collides_is_refused() {
        let payload = Document::parse(r#"{"a":1,"b":2}"#).unwrap();
        let texts = Texts::of(&payload);
        assert!(redact(&texts, &[finding(0, 0..1, Some("b"))]).is_err());
    }
}
