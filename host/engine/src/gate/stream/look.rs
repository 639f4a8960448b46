//! One look at what a stream holds.

use portcullis_audit::{FindingAction, OnError};

use super::{Stopped, TextStream, lane::pass};
use crate::{
    decision::{Answer, Denial, Denied, Effect, Finding, NeedsApproval, Report},
    document::Text,
    gate::{
        ask::{Ruling, act},
        denied,
    },
    merge,
    pack::Entry,
    plugin::{Failure, Measured, uncut},
};

/// So many log lines of a plugin are kept for one stream.
const MAX_LOG: usize = 1000;

impl TextStream {
    /// Has the sanitisers look at the text that is held at a pointer, and answers what may go on. `more`: it goes on.
    pub(super) async fn look(&mut self, pointer: &str, more: bool) -> Result<String, Stopped> {
        let held = self.lanes.get(pointer).map(|lane| lane.held().to_owned()).unwrap_or_default();
        let (settled, found) = self.scan(pointer, &held, more).await?;
        let text = held.get(..settled).unwrap_or_default();
        let out = self.act(pointer, text, found)?;
        if out != text && self.finds_again(pointer, &out).await? {
            let detail = "what sanitisers put in place of their findings is found again".to_owned();
            return Err(self.stop(denied("no-fixed-point", detail)));
        }
        if let Some(lane) = self.lanes.get_mut(pointer) {
            lane.settle(settled, &out);
        }
        if more {
            pass(&mut self.passed, &out);
        }
        Ok(out)
    }

    /// How much of a text is settled for all, and what each found in there.
    async fn scan(&mut self, pointer: &str, text: &str, more: bool) -> Result<(usize, Vec<Vec<Finding>>), Stopped> {
        let mut settled = text.len();
        let mut found: Vec<Vec<Finding>> = Vec::with_capacity(self.sanitisers.len());
        for at in 0..self.sanitisers.len() {
            let Report { mut findings, settled: reported } = self.ask(at, pointer, text, more).await?;
            if more {
                settled = settled.min(reported.first().copied().unwrap_or(0));
            }
            findings.retain(|finding| finding.span.end <= text.len());
            found.push(findings);
        }
        settled = uncut(settled, found.iter().flatten());
        for findings in &mut found {
            // What is not settled comes again.
            findings.retain(|finding| finding.span.end <= settled);
        }
        Ok((settled, found))
    }

    /// Asks one sanitiser. Where it fails and the pack lets that pass, it finds nothing.
    async fn ask(&mut self, at: usize, pointer: &str, text: &str, more: bool) -> Result<Report, Stopped> {
        let nothing = || Report { findings: Vec::new(), settled: vec![text.len()] };
        let Some((index, answer)) = self.sanitisers.get_mut(at) else { return Ok(nothing()) };
        let Some(entry) = self.gate.pack.entries().get(*index) else { return Ok(nothing()) };
        if matches!(answer.answer, Answer::Failed(_)) {
            return Ok(nothing());
        }
        let Measured { result, fuel, time, memory, log, .. } =
            entry.plugin().scan(&self.event, &[Text::alone(pointer, text)], more).await;
        answer.fuel = answer.fuel.saturating_add(fuel);
        answer.time += time;
        answer.memory = answer.memory.max(memory);
        answer.log.extend(log.into_iter().take(MAX_LOG.saturating_sub(answer.log.len())));
        match result {
            Ok(report) => Ok(report),
            Err(failure) => {
                let stop = (entry.on_error() == OnError::Deny).then(|| failed(entry, &failure));
                answer.answer = Answer::Failed(failure);
                stop.map_or_else(|| Ok(nothing()), |effect| Err(self.stop(effect)))
            }
        }
    }

    /// Does with findings as the pack says, and answers the text that may go on.
    fn act(&mut self, pointer: &str, text: &str, found: Vec<Vec<Finding>>) -> Result<String, Stopped> {
        let texts = [Text::alone(pointer, text)];
        let offset = self.lanes.get(pointer).map_or(0, |lane| lane.original().len());
        let (mut redact, mut stopped) = (Vec::new(), None);
        for ((index, answer), findings) in self.sanitisers.iter_mut().zip(found) {
            let Some(entry) = self.gate.pack.entries().get(*index) else { continue };
            let (mut acted, outcome) = act(entry, &self.event, &texts, findings);
            self.taints.extend(outcome.taints);
            let plugin = entry.id().to_owned();
            match outcome.stop {
                Some(Ruling::Deny(denial)) => {
                    stopped = Some(Effect::Deny(Denied { plugin: Some(plugin), denial }));
                }
                Some(Ruling::Escalate(escalation)) if stopped.is_none() => {
                    stopped = Some(Effect::Escalate(NeedsApproval { plugin, escalation }));
                }
                _ => {}
            }
            let redacted = acted.iter().filter(|acted| acted.action == FindingAction::Redact);
            redact.extend(redacted.map(|acted| acted.finding.clone()));
            for acted in &mut acted {
                acted.finding.span = acted.finding.span.start + offset..acted.finding.span.end + offset;
            }
            if let Answer::Findings(all) = &mut answer.answer {
                all.extend(acted);
            }
        }
        match stopped {
            Some(effect) => Err(self.stop(effect)),
            None => Ok(merge::redacted(text, &redact)),
        }
    }

    /// Whether a sanitiser would change or deny what is about to go on: then it never settles.
    async fn finds_again(&mut self, pointer: &str, out: &str) -> Result<bool, Stopped> {
        let (_, found) = self.scan(pointer, out, false).await?;
        let texts = [Text::alone(pointer, out)];
        let entries = self.sanitisers.iter().filter_map(|(index, _)| self.gate.pack.entries().get(*index));
        Ok(entries.zip(found).any(|(entry, findings)| {
            let (acted, outcome) = act(entry, &self.event, &texts, findings);
            outcome.stop.is_some() || acted.iter().any(|acted| acted.action == FindingAction::Redact)
        }))
    }

    fn stop(&mut self, effect: Effect) -> Stopped {
        self.stopped = Some(effect);
        Stopped
    }
}

fn failed(entry: &Entry, failure: &Failure) -> Effect {
    let denial = Denial::new(failure.code(), format!("the plugin `{}` failed: {failure}", entry.id()));
    Effect::Deny(Denied { plugin: Some(entry.id().to_owned()), denial })
}
