use super::{Decides, Descriptor, Plugin, check_phase};
use crate::{ConfigErrors, Document, Error, Event, Policy, Verdict, config};

/// A plugin that is a policy.
#[derive(Debug)]
pub struct PolicyOnly<P>(P);

impl<P: Policy> PolicyOnly<P> {
    /// The policy itself.
    pub fn policy(&self) -> &P {
        &self.0
    }
}

impl<P: Policy> Plugin for PolicyOnly<P> {
    fn describe() -> Descriptor {
        Descriptor { name: P::NAME, version: P::VERSION, phases: P::PHASES.to_vec(), config_schema: P::CONFIG_SCHEMA }
    }

    fn load(config: &str) -> Result<Self, ConfigErrors> {
        P::configure(config::read(config)?).map(Self)
    }
}

impl<P: Policy> Decides for PolicyOnly<P> {
    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        check_phase(P::NAME, P::PHASES, event.phase)?;
        self.0.evaluate(event, payload)
    }
}
