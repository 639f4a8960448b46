//! A policy that never answers. The demo puts it in front of one tool, to show what becomes of a plugin that hangs: its
//! fuel runs out, and the call that it was asked about does not happen.

use portcullis_guest::prelude::*;

/// Never answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runaway {}

impl Policy for Runaway {
    type Config = Self;
    const NAME: &str = "runaway";
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    fn configure(config: Self) -> Result<Self, ConfigErrors> {
        Ok(config)
    }

    fn evaluate(&self, _event: &Event, _payload: &Document) -> Result<Verdict, Error> {
        loop {
            std::hint::black_box(());
        }
    }
}

export_policy!(Runaway);
