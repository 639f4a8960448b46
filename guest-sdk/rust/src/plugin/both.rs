use super::{Decides, Descriptor, Plugin, Report, Scans, Segment, check_phase, scan, understands};
use crate::{ConfigErrors, Document, Error, Event, Phase, Policy, Sanitiser, ScanContext, Verdict, config};

/// A plugin that is a policy and a sanitiser, with one config.
#[derive(Debug)]
pub struct Both<P, S> {
    policy: P,
    sanitiser: S,
}

impl<P: Policy, S: Sanitiser<Config = P::Config>> Both<P, S> {
    /// Each half's phases; every phase where one of them is for every phase.
    fn phases() -> Vec<Phase> {
        if P::PHASES.is_empty() || S::PHASES.is_empty() {
            return Vec::new();
        }
        let of_sanitiser = S::PHASES.iter().filter(|phase| !P::PHASES.contains(phase));
        P::PHASES.iter().chain(of_sanitiser).copied().collect()
    }
}

impl<P: Policy, S: Sanitiser<Config = P::Config>> Plugin for Both<P, S> {
    fn describe() -> Descriptor {
        Descriptor {
            name: P::NAME,
            version: P::VERSION,
            phases: Self::phases(),
            config_schema: if P::CONFIG_SCHEMA.is_empty() { S::CONFIG_SCHEMA } else { P::CONFIG_SCHEMA },
        }
    }

    fn load(config: &str) -> Result<Self, ConfigErrors> {
        // Read twice, since a config need not be `Clone`. What both halves refuse is the same config: say it once.
        let (for_policy, for_sanitiser) = (config::read(config)?, config::read(config)?);
        match (P::configure(for_policy), S::configure(for_sanitiser)) {
            (Ok(policy), Ok(sanitiser)) => Ok(Self { policy, sanitiser }),
            (Err(errors), Ok(_)) | (Ok(_), Err(errors)) => Err(errors),
            (Err(mut errors), Err(others)) => {
                for other in others {
                    if !errors.iter().any(|error| *error == other) {
                        errors.add(other.pointer, other.message);
                    }
                }
                Err(errors)
            }
        }
    }
}

/// The host asks both halves in a phase that one of them declared. The other has nothing to say about it.
impl<P: Policy, S: Sanitiser<Config = P::Config>> Decides for Both<P, S> {
    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        check_phase(P::NAME, &Self::phases(), event.phase)?;
        if understands(P::PHASES, event.phase) { self.policy.evaluate(event, payload) } else { Ok(Verdict::allow()) }
    }
}

impl<P: Policy, S: Sanitiser<Config = P::Config>> Scans for Both<P, S> {
    fn scan(&self, segments: &[Segment<'_>], context: &ScanContext, more: bool) -> Result<Report, Error> {
        check_phase(S::NAME, &Self::phases(), context.phase)?;
        if understands(S::PHASES, context.phase) {
            scan(&self.sanitiser, segments, context, more)
        } else {
            Ok(Report::clean(segments))
        }
    }
}
