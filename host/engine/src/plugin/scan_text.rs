//! A text of any length through a sanitiser, window by window.

use std::time::Duration;

use crate::{
    blocking::block_on,
    decision::{Finding, Report},
    document::Text,
    event::Event,
};

use super::{call::Measured, configured::Plugin};

/// So much text is handed over at once, in bytes: it bounds what the sanitiser's memory has to hold.
const WINDOW: usize = 256 << 10;

impl Plugin {
    /// Has the sanitiser scan one text, as part of an event whose payload it need not be. A long text goes through in
    /// windows: what the sanitiser does not call settled comes again with the next one.
    ///
    /// Nothing is decided and nothing is recorded. A plugin without a sanitiser finds nothing.
    ///
    /// # Example
    /// ```no_run
    /// # async fn example(plugin: portcullis::plugin::Plugin, event: portcullis::event::Event) {
    /// let scanned = plugin.scan_text(&event, "mail ada@example.org").await;
    /// for finding in scanned.result.unwrap_or_default() {
    ///     println!("{} at {:?}", finding.kind, finding.span);
    /// }
    /// # }
    /// ```
    pub async fn scan_text(&self, event: &Event, text: &str) -> Measured<Vec<Finding>> {
        let mut all = Measured {
            result: Ok(Vec::new()),
            fuel: 0,
            time: Duration::ZERO,
            memory: 0,
            log: Vec::new(),
            state: Vec::new(),
        };
        let (mut start, mut window) = (0_usize, WINDOW);
        loop {
            let end = text.floor_char_boundary(start.saturating_add(window));
            let more = end < text.len();
            let part = [Text::alone("", text.get(start..end).unwrap_or_default())];
            let Measured { result, fuel, time, memory, log, .. } = self.scan(event, &part, more).await;
            all.fuel += fuel;
            all.time += time;
            all.memory = all.memory.max(memory);
            all.log.extend(log);
            let Report { findings, settled } = match result {
                Ok(report) => report,
                Err(failure) => return Measured { result: Err(failure), ..all },
            };
            let settled = if more { settled.first().copied().unwrap_or(0) } else { end - start };
            let settled = uncut(settled, findings.iter());
            if let Ok(found) = &mut all.result {
                let settled = findings.into_iter().filter(|finding| !more || finding.span.start < settled);
                found.extend(settled.map(|finding| Finding { span: moved(&finding.span, start), ..finding }));
            }
            if !more {
                return all;
            }
            start += settled;
            // What can't be settled within a window needs a larger one.
            window = if settled == 0 { window.saturating_mul(2) } else { WINDOW };
        }
    }

    /// As [`Plugin::scan_text`], on the caller's thread, which is blocked meanwhile.
    #[must_use]
    pub fn scan_text_blocking(&self, event: &Event, text: &str) -> Measured<Vec<Finding>> {
        block_on(self.scan_text(event, text))
    }
}

/// What is settled, brought before every finding that it would cut: that one is not final.
pub(crate) fn uncut<'f>(mut settled: usize, findings: impl Iterator<Item = &'f Finding> + Clone) -> usize {
    while let Some(cut) = findings.clone().find(|finding| finding.span.start < settled && settled < finding.span.end) {
        settled = cut.span.start;
    }
    settled
}

fn moved(span: &std::ops::Range<usize>, by: usize) -> std::ops::Range<usize> {
    span.start + by..span.end + by
}
