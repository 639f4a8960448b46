use crate::{Error, Finding, Sanitiser, ScanContext};

/// One text of an event, and where it stands in the payload.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// A pointer.
    pub pointer: &'a str,
    /// The text.
    pub text: &'a str,
}

/// What a sanitiser found in the texts of one event.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// Each with the index of its text.
    pub findings: Vec<(usize, Finding)>,
    /// For each text, how much of it is final.
    pub settled: Vec<usize>,
}

impl Report {
    /// Nothing was found, and nothing can be.
    pub(super) fn clean(segments: &[Segment<'_>]) -> Self {
        Self { findings: Vec::new(), settled: segments.iter().map(|segment| segment.text.len()).collect() }
    }
}

/// Scans the texts of one event, one by one.
pub(crate) fn scan<S: Sanitiser>(
    sanitiser: &S,
    segments: &[Segment<'_>],
    context: &ScanContext,
    more: bool,
) -> Result<Report, Error> {
    let mut report = Report { findings: Vec::new(), settled: Vec::with_capacity(segments.len()) };
    let mut context = context.clone();
    for (index, Segment { pointer, text }) in segments.iter().enumerate() {
        context.pointer = (*pointer).to_owned();
        let (mut findings, wanted) = match more {
            true => sanitiser.scan_and_settle(text, &context)?,
            false => (sanitiser.scan(text, &context)?, text.len()),
        };
        for finding in &findings {
            check_range(finding, text)?;
        }
        let settled = if more { settle(text, wanted, &findings) } else { wanted };
        if more {
            // What is held back comes again, and would be reported twice.
            findings.retain(|finding| finding.range.start < settled);
        }
        report.findings.extend(findings.into_iter().map(|finding| (index, finding)));
        report.settled.push(settled);
    }
    Ok(report)
}

/// The host would refuse the whole report without saying which finding it was.
fn check_range(finding: &Finding, text: &str) -> Result<(), Error> {
    match text.get(finding.range.clone()) {
        Some(_) => Ok(()),
        None => Err(Error::new(format!(
            "the finding `{}` at bytes {}..{} is not a range of characters of the text of {} bytes",
            finding.kind,
            finding.range.start,
            finding.range.end,
            text.len()
        ))),
    }
}

/// What the sanitiser calls settled, brought to a character boundary and before every finding that it would cut: the
/// part of a finding that was released could not be taken back.
fn settle(text: &str, wanted: usize, findings: &[Finding]) -> usize {
    let mut settled = text.floor_char_boundary(wanted);
    while let Some(cut) = findings.iter().find(|finding| finding.range.start < settled && settled < finding.range.end) {
        settled = cut.range.start;
    }
    settled
}
