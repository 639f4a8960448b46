//! One call in a fresh instance. Nothing that an event touched is used again.

use std::time::{Duration, Instant};

use portcullis_audit::{LogLine, StateRecord};
use tokio::sync::{OwnedSemaphorePermit, SemaphorePermit};

use crate::{
    decision::{Report, Verdict},
    document::{Document, Text},
    event::Event,
};

use super::{
    configured::Plugin,
    convert,
    failure::{Busy, Failure},
    imports::Documents,
    limits::{Deadline, Limit, Running, Tank},
    sandbox::Sandbox,
    template::Guest,
    waiting::Fresh,
};

/// What a call answered, and what it took.
#[derive(Debug, Clone)]
pub struct Measured<T> {
    /// The answer, or why there is none.
    pub result: Result<T, Failure>,
    /// Fuel that it took, without what instantiating took.
    pub fuel: u64,
    /// Wall time, from the question to the answer.
    pub time: Duration,
    /// Linear memory that it had at the end, in bytes.
    pub memory: u64,
    /// What the plugin wrote.
    pub log: Vec<LogLine>,
    /// What the plugin asked of the state, and what it was answered.
    pub state: Vec<StateRecord>,
}

impl<T> Measured<T> {
    /// No instance could be had.
    pub(super) fn busy(busy: Busy, started: Instant) -> Self {
        let result = Err(Failure::Busy(busy));
        Self { result, fuel: 0, time: started.elapsed(), memory: 0, log: Vec::new(), state: Vec::new() }
    }
}

/// A call that is being made.
pub(super) struct Call<'p> {
    plugin: &'p Plugin,
    sandbox: Sandbox,
    guest: Result<Guest, Failure>,
    started: Instant,
    /// Its place among the calls that may run at once, if its instance has waited. Else it is the instance's slot.
    place: Option<OwnedSemaphorePermit>,
    _turn: SemaphorePermit<'p>,
    _running: Running,
}

impl<'p> Call<'p> {
    /// Waits for its turn and for a place, as long as the deadline allows, and gets an instance: one that has waited, or
    /// one of its own.
    pub(super) async fn begin(
        plugin: &'p Plugin,
        event: &Event,
        documents: Option<Documents>,
        started: Instant,
    ) -> Result<Self, Busy> {
        let (runtime, template) = (plugin.runtime(), plugin.template());
        let until = Deadline::start(&template.limits, Limit::Deadline).at();
        let turn = plugin.turn(until).await?;
        let place = runtime.place(until).await?;
        let running = runtime.ticker().running();
        let (mut sandbox, guest, place) = match runtime.keeper().and_then(|keeper| keeper.take(plugin.shelf())) {
            Some(Fresh { sandbox, guest }) => (sandbox, Ok(guest), Some(place)),
            None => {
                let mut sandbox = template.sandbox(place);
                let guest = template.prepare(&mut sandbox).await;
                (sandbox, guest, None)
            }
        };
        sandbox.set_event(documents, event.time_ms, &event.id);
        Ok(Self { plugin, sandbox, guest, started, place, _turn: turn, _running: running })
    }

    pub(super) async fn evaluate(&mut self, event: &Event, payload: &Document) -> Result<Verdict, Failure> {
        let guest = self.guest.as_ref().map_err(Clone::clone)?;
        evaluate(&mut self.sandbox, guest, event, payload).await
    }

    pub(super) async fn scan(&mut self, event: &Event, texts: &[Text], more: bool) -> Result<Report, Failure> {
        let guest = self.guest.as_ref().map_err(Clone::clone)?;
        scan(&mut self.sandbox, guest, event, texts, more).await
    }

    /// Whether there is an instance.
    pub(super) fn made(&self) -> Result<(), Failure> {
        self.guest.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Ends the call. An instance that has waited is cleared away after the answer.
    pub(super) fn finish<T>(self, result: Result<T, Failure>) -> Measured<T> {
        let Self { plugin, mut sandbox, started, place, .. } = self;
        let measured = sandbox.measure(result, started);
        match (place, plugin.runtime().keeper()) {
            (Some(_place), Some(keeper)) => keeper.clear(sandbox),
            _ => drop(sandbox),
        }
        measured
    }
}

/// Asks an instance's policy.
pub(super) async fn evaluate(
    sandbox: &mut Sandbox,
    guest: &Guest,
    event: &Event,
    payload: &Document,
) -> Result<Verdict, Failure> {
    let Some(policy) = &guest.policy else { return Ok(convert::no_policy()) };
    sandbox.arm(Tank::for_event(sandbox.limits(), payload.text().len()), Limit::Deadline)?;
    let lists = convert::Lists::of(event);
    let answer = policy.call_evaluate(sandbox.store(), convert::event(event, &lists)).await;
    let answer = sandbox.read(answer)?.map_err(|text| convert::refusal(&text, sandbox.limits()))?;
    convert::verdict(answer, sandbox.limits())
}

/// Has an instance's sanitiser scan texts. `more`: they go on.
async fn scan(
    sandbox: &mut Sandbox,
    guest: &Guest,
    event: &Event,
    texts: &[Text],
    more: bool,
) -> Result<Report, Failure> {
    let Some(sanitiser) = &guest.sanitiser else { return Ok(Report::default()) };
    let bytes = texts.iter().map(|text| text.text.len()).sum();
    sandbox.arm(Tank::for_event(sandbox.limits(), bytes), Limit::Deadline)?;
    let (context, segments) = (convert::scan_context(event), convert::segments(texts));
    let answer = sanitiser.call_scan(sandbox.store(), context, &segments, more).await;
    let answer = sandbox.read(answer)?.map_err(|text| convert::refusal(&text, sandbox.limits()))?;
    convert::report(answer, texts, sandbox.limits())
}
