//! One event through one pack, and the record of it. The policy enforcement point.

mod ask;
mod context;
mod record;
mod release;
mod stream;
mod taint;

use std::{sync::Arc, time::Instant};

use portcullis_audit::{DecisionRecord, Log, Mode, StreamRecord};

use crate::{
    blocking::block_on,
    decision::{Answer, Decision, Denial, Denied, Effect, Escalation, NeedsApproval, PluginAnswer},
    document::{Document, Texts},
    event::Event,
    id,
    merge::{MAX_ROUNDS, Progress, Step},
    pack::{Entry, Pack},
};

pub use stream::{Stopped, TextStream};

use ask::{Ruling, ask};
use taint::{Taint, Taints};

/// Asks a pack's plugins about events, enforces what they say, and has each decision in the audit log before anybody can
/// act on it. Cloning is cheap; clones share pack and log. Any number of events may be decided at once.
///
/// # Example
/// ```no_run
/// # async fn example(event: portcullis::event::Event) -> Result<(), Box<dyn std::error::Error>> {
/// use portcullis::{audit::Log, gate::Gate, pack::Pack, plugin::{Runtime, RuntimeOptions}};
///
/// let runtime = Runtime::new(&RuntimeOptions::default())?;
/// let pack = Pack::load(&runtime, "packs/support-desk").await?;
/// let (log, _) = Log::open("audit.jsonl")?;
/// let gate = Gate::new(pack, log);
///
/// let decision = gate.decide(&event).await;
/// match decision.payload() {
///     Some(payload) => println!("may happen, with {}", payload.text()),
///     None => println!("must not happen: {:?}", decision.effect),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Gate {
    pack: Pack,
    log: Log,
    content: bool,
    taints: Taints,
}

impl Gate {
    /// A gate that enforces a pack and records to a log.
    #[must_use]
    pub fn new(pack: Pack, log: Log) -> Self {
        Self { pack, log, content: false, taints: Taints::new() }
    }

    /// The same, with payloads in the records. By default records hold their digests only, since payloads may be secret.
    #[must_use]
    pub fn recording_content(mut self) -> Self {
        self.content = true;
        self
    }

    /// The same, enforcing another pack. Clones share what sessions have seen.
    #[must_use]
    pub fn enforcing(mut self, pack: Pack) -> Self {
        self.pack = pack;
        self
    }

    /// The pack that is enforced.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Decides one event. Whatever goes wrong, from a plugin that traps to a log that can't be written, is a denial.
    ///
    /// Needs no particular executor. A plugin that runs for longer gives way to other tasks every millisecond. A
    /// decision that is dropped before it is complete never happened: nothing is recorded, and nothing may follow from it.
    pub async fn decide(&self, event: &Event) -> Decision {
        let started = Instant::now();
        let mut asked = Asked::default();
        let completed = self.completed(event);
        let (event, effect) = match &completed {
            Ok(completed) => {
                let event = completed.as_ref().unwrap_or(event);
                (event, self.run(event, &mut asked).await)
            }
            Err(denied) => (event, denied.clone()),
        };
        self.conclude(event, effect, asked, None, started).await
    }

    /// Records what was settled without asking a plugin: an event that the host lets happen as it is, or one that it
    /// denies. Where it can't be recorded, it is a denial.
    pub async fn note(&self, event: &Event, denial: Option<Denial>) -> Decision {
        let effect = match denial {
            None => Effect::Allow(event.payload.clone()),
            Some(denial) => Effect::Deny(Denied { plugin: None, denial }),
        };
        self.conclude(event, effect, Asked::default(), None, Instant::now()).await
    }

    /// The event with what the gate knows of it in its context; none where that is nothing.
    fn completed(&self, event: &Event) -> Result<Option<Event>, Effect> {
        context::completed(event, self.taints.of(event)).map_err(|error| {
            denied("context", format!("the context can't take what is known of the event and its session: {error}"))
        })
    }

    /// Makes the decision, remembers what taints, and has it recorded.
    async fn conclude(
        &self,
        event: &Event,
        effect: Effect,
        asked: Asked,
        stream: Option<StreamRecord>,
        started: Instant,
    ) -> Decision {
        if !asked.taints.is_empty() {
            self.taints.add(event, &asked.taints);
        }
        let mut decision = Decision {
            id: id::random(),
            effect,
            rounds: asked.rounds,
            answers: asked.answers,
            stream,
            receipt: None,
            time: started.elapsed(),
        };
        match self.log.append(self.record(event, &decision)).await {
            Ok(receipt) => decision.receipt = Some(receipt),
            Err(error) => {
                let detail =
                    format!("the decision was {}, but can't be recorded: {}", decision.effect.name(), chain(&error));
                decision.effect = denied("audit-unavailable", detail);
            }
        }
        if !decision.is_allowed() {
            release::release(&self.pack, &decision.answers).await;
        }
        decision.time = started.elapsed();
        decision
    }

    /// As [`Gate::decide`], on the caller's thread, which is blocked meanwhile. Works within an async runtime too.
    #[must_use]
    pub fn decide_blocking(&self, event: &Event) -> Decision {
        block_on(self.decide(event))
    }

    /// A decision of this gate as the audit log keeps it.
    #[must_use]
    pub fn record(&self, event: &Event, decision: &Decision) -> DecisionRecord {
        record::of(&self.pack, event, decision, self.content)
    }

    async fn run(&self, event: &Event, asked: &mut Asked) -> Effect {
        let enforced: Vec<&Entry> = self.covering(event, Mode::Enforce).collect();
        let mut payload = event.payload.clone();
        let effect = match self.uncovered(event, &enforced) {
            Some(denied) => denied,
            None => settle(&enforced, event, &mut payload, asked).await,
        };
        self.ask_shadows(event, &payload, asked).await;
        effect
    }

    /// The plugins of a mode that are asked about an event.
    fn covering(&self, event: &Event, mode: Mode) -> impl Iterator<Item = &Entry> {
        self.pack.entries().iter().filter(move |entry| entry.mode() == mode && entry.covers(event))
    }

    /// The denial of an event that no enforcing plugin covers, unless the pack allows that.
    fn uncovered(&self, event: &Event, enforced: &[&Entry]) -> Option<Effect> {
        let (pack, phase, target) = (self.pack.name(), event.phase, &event.target);
        (enforced.iter().all(|entry| entry.added) && !self.pack.allows_uncovered(phase)).then(|| {
            denied(
                "uncovered",
                format!(
                    "no enforcing plugin of the pack `{pack}` covers {phase} of `{target}`; add one, or `allow-uncovered = [\"{phase}\"]`"
                ),
            )
        })
    }

    /// Last, about what the enforced ones left: what a shadow would add. Nothing of its answer is enforced.
    async fn ask_shadows(&self, event: &Event, payload: &Document, asked: &mut Asked) {
        for shadow in self.covering(event, Mode::Shadow) {
            ask(shadow, event, payload, asked).await;
        }
    }
}

/// Asks the enforced plugins until each has passed the payload in the very form in which it goes on.
async fn settle(entries: &[&Entry], event: &Event, payload: &mut Document, asked: &mut Asked) -> Effect {
    let mut progress = Progress::new(entries.len());
    let mut escalations: Vec<Option<Escalation>> = vec![None; entries.len()];
    while !progress.is_settled() {
        if asked.rounds == MAX_ROUNDS {
            return denied("no-fixed-point", format!("the plugins' edits did not settle within {MAX_ROUNDS} rounds"));
        }
        asked.rounds += 1;
        asked.answers.reserve_exact(entries.len());
        for (index, (entry, escalated)) in entries.iter().zip(&mut escalations).enumerate() {
            if !progress.is_open(index) {
                continue;
            }
            *escalated = None;
            match ask(entry, event, payload, asked).await {
                Ruling::Edited(edited) if edited != *payload => {
                    *payload = edited;
                    progress.record(index, Step::Changed);
                    continue;
                }
                Ruling::Pass | Ruling::Edited(_) => {}
                Ruling::Escalate(escalation) => *escalated = Some(escalation),
                Ruling::Deny(denial) => {
                    let rest = entries.iter().skip(index + 1);
                    asked.answers.extend(rest.map(|entry| ask::answer(entry, asked.rounds, Answer::Skipped)));
                    return Effect::Deny(Denied { plugin: Some(entry.id().to_owned()), denial });
                }
            }
            progress.record(index, Step::Passed);
        }
    }
    let escalation = entries.iter().zip(escalations).find_map(|(entry, escalation)| Some((entry, escalation?)));
    match escalation {
        Some((entry, escalation)) => Effect::Escalate(NeedsApproval { plugin: entry.id().to_owned(), escalation }),
        None if *payload == event.payload => Effect::Allow(payload.clone()),
        None => Effect::Modify(payload.clone()),
    }
}

/// What was asked for one event so far.
#[derive(Default)]
struct Asked {
    rounds: u32,
    answers: Vec<PluginAnswer>,
    taints: Vec<Taint>,
    /// Of the payload that a sanitiser was asked about last.
    texts: Option<Arc<Texts>>,
}

impl Asked {
    /// The texts of a payload, which are the same for all sanitisers until one of them changes it.
    fn texts(&mut self, payload: &Document) -> Arc<Texts> {
        match self.texts.take().filter(|texts| texts.document() == payload) {
            Some(texts) => Arc::clone(self.texts.insert(texts)),
            None => Arc::clone(self.texts.insert(Arc::new(Texts::of(payload)))),
        }
    }
}

/// A denial by the host itself.
fn denied(code: &str, detail: impl Into<String>) -> Effect {
    Effect::Deny(Denied { plugin: None, denial: Denial::new(code, detail) })
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
