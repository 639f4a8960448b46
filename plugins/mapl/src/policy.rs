use portcullis_guest::prelude::*;

use crate::config::Config;
use crate::decide::decide;
use crate::load::Policies;
use crate::report::{Report, Warning};

/// The policy, with its documents checked and compiled.
#[derive(Debug)]
pub struct Mapl {
    pub(crate) policies: Policies,
    /// What was odd, for whoever asks later.
    pub(crate) warnings: Vec<Warning>,
}

impl Mapl {
    /// Loads a config, and says what is odd about it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(config: &Config) -> Result<(Self, Vec<Warning>), ConfigErrors> {
        let mut report = Report::default();
        match Policies::load(config, &mut report) {
            Some(policies) => Ok((Self { policies, warnings: report.warnings.clone() }, report.warnings)),
            None => Err(report.errors),
        }
    }
}

impl Policy for Mapl {
    type Config = Config;
    const NAME: &str = "mapl";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[
        Phase::ModelRequest,
        Phase::ToolCall,
        Phase::AgentSpawn,
        Phase::AgentDelegate,
        Phase::AgentPlan,
        Phase::MemoryWrite,
        Phase::MemoryRead,
    ];
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let (mapl, warnings) = Self::load(&config)?;
        warnings.iter().for_each(|warning| log::warn!("{warning}"));
        Ok(mapl)
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        decide(&self.policies, event, payload)
    }
}
