use super::{Descriptor, Plugin, Report, Scans, Segment, check_phase, scan};
use crate::{ConfigErrors, Error, Sanitiser, ScanContext, config};

/// A plugin that is a sanitiser.
#[derive(Debug)]
pub struct SanitiserOnly<S>(S);

impl<S: Sanitiser> Plugin for SanitiserOnly<S> {
    fn describe() -> Descriptor {
        Descriptor { name: S::NAME, version: S::VERSION, phases: S::PHASES.to_vec(), config_schema: S::CONFIG_SCHEMA }
    }

    fn load(config: &str) -> Result<Self, ConfigErrors> {
        S::configure(config::read(config)?).map(Self)
    }
}

impl<S: Sanitiser> Scans for SanitiserOnly<S> {
    fn scan(&self, segments: &[Segment<'_>], context: &ScanContext, more: bool) -> Result<Report, Error> {
        check_phase(S::NAME, S::PHASES, context.phase)?;
        scan(&self.0, segments, context, more)
    }
}
