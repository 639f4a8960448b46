//! What stands between the contract's functions and the traits: one configured plugin, asked event by event. Nothing in
//! here knows WebAssembly, so all of it is tested natively.

mod both;
mod policy_only;
mod sanitiser_only;
mod scan;
mod slot;

use crate::{Author, ConfigErrors, Document, Error, Event, Phase, Policy, Sanitiser, ScanContext, Verdict};

pub use self::both::Both;
pub use self::policy_only::PolicyOnly;
pub use self::sanitiser_only::SanitiserOnly;
pub(crate) use self::scan::scan;
pub use self::scan::{Report, Segment};
pub use self::slot::Slot;

/// What a plugin says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Its name.
    pub name: &'static str,
    /// Its semantic version.
    pub version: &'static str,
    /// The phases that it understands; empty: all.
    pub phases: Vec<Phase>,
    /// JSON Schema of its config; the empty string: anything goes.
    pub config_schema: &'static str,
}

/// Something that an export macro exports.
pub trait Plugin: Sized {
    /// What the plugin says of itself, configured or not.
    fn describe() -> Descriptor;
    /// The plugin from its config, JSON text.
    fn load(config: &str) -> Result<Self, ConfigErrors>;
}

/// A plugin that exports `policy`.
pub trait Decides: Plugin {
    /// Answers one event.
    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error>;
}

/// A plugin that exports `sanitiser`.
pub trait Scans: Plugin {
    /// Scans the texts of one event. `more`: they go on.
    fn scan(&self, segments: &[Segment<'_>], context: &ScanContext, more: bool) -> Result<Report, Error>;
}

/// Whether something that understands `phases` is to be asked in a phase.
fn understands(phases: &[Phase], phase: Phase) -> bool {
    phases.is_empty() || phases.contains(&phase)
}

/// The host never asks in a phase that was not declared; if it did, an answer would mean nothing.
fn check_phase(name: &str, phases: &[Phase], phase: Phase) -> Result<(), Error> {
    if understands(phases, phase) {
        Ok(())
    } else {
        Err(Error::new(format!("`{name}` does not understand the phase `{phase}`")))
    }
}

/// Natively the export macros only check what they are given.
pub const fn check_policy<P: Policy>() {}

/// Natively the export macros only check what they are given.
pub const fn check_author<P: Author>() {}

/// Natively the export macros only check what they are given.
pub const fn check_sanitiser<S: Sanitiser>() {}

/// Natively the export macros only check what they are given.
pub const fn check_both<P: Policy, S: Sanitiser<Config = P::Config>>() {
    assert!(same(P::NAME, S::NAME), "the policy and the sanitiser of one plugin have one name");
    assert!(same(P::VERSION, S::VERSION), "the policy and the sanitiser of one plugin have one version");
}

/// `==` for a constant.
const fn same(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let ([first, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
        if *first != *other {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}

#[cfg(test)]
mod tests;
