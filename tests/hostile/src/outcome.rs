//! What came of an attack. The engine's own errors, told apart by type, as far as they can be.

use std::fmt;

use portcullis::{
    decision::{Answer, Decision, Effect},
    pack::{PackError, PackFault},
    plugin::{ConfigureError, Failure, Limit, LoadError, Malformed},
};

/// What came of an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Refused at load: more bytes than a component may have.
    TooLarge,
    /// Refused at load: a core module.
    CoreModule,
    /// Refused at load: no WebAssembly.
    NotWasm,
    /// Refused at load: too much for the compiler.
    TooComplex,
    /// Refused at load: it can't be compiled.
    NotCompiled,
    /// Refused at load: it imports what nobody provides.
    ForeignImport,
    /// Refused at load: an import is not what it is here.
    ImportType,
    /// Refused at load: it is no plugin.
    NoPlugin,
    /// Refused at load: another version of the contract.
    Version,
    /// Refused at load: an export is not what the contract says.
    ExportType,
    /// Its config schema can't be used.
    ConfigSchema,
    /// It refuses its config.
    ConfigRefused,
    /// It imports what it was not granted.
    Ungranted,
    /// It failed.
    Failed(Stage, Cause),
    /// The gate denied, since edits did not settle.
    NeverSettled,
    /// It answered, and the event does not happen.
    Denied,
    /// The event may happen: the attack has succeeded.
    Released,
    /// The host panicked.
    Panicked,
    /// The host did not come back.
    Hung,
    /// Something else: the detail says what.
    Other,
}

/// When a plugin failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Before any of its code ran.
    Load,
    /// When it was first instantiated, and asked what it is.
    Describe,
    /// When it was given its config.
    Configure,
    /// When it was asked about an event.
    Event,
}

/// How a plugin failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It used up a limit.
    Limit(Limit),
    /// It trapped.
    Trap,
    /// It answered an error.
    Refused,
    /// What it handed the host can't be read.
    Unreadable,
    /// A finding in a segment that was not given.
    Segment,
    /// A finding whose span is none.
    Span,
    /// `settled` does not fit the segments.
    Settled,
    /// An edit that can't be applied.
    Edit,
    /// It tried to wait.
    Waited,
    /// It ended itself.
    Exited,
    /// There was no place for it.
    Busy,
    /// Something else.
    Other,
}

impl Outcome {
    pub(crate) const fn event(cause: Cause) -> Self {
        Self::Failed(Stage::Event, cause)
    }

    pub(crate) const fn limit(limit: Limit) -> Self {
        Self::event(Cause::Limit(limit))
    }

    /// Whether the attack was stopped, however: nothing happened, and the host is well.
    #[must_use]
    pub fn is_closed(self) -> bool {
        !matches!(self, Self::Released | Self::Panicked | Self::Hung | Self::Other)
    }

    pub(crate) fn is_deadline(self) -> bool {
        matches!(self, Self::Failed(_, Cause::Limit(Limit::Deadline | Limit::ConfigureDeadline | Limit::CompileTime)))
    }

    pub(crate) fn of_load(error: &PackError) -> Self {
        match error.problems().first().map(|problem| &problem.fault) {
            Some(PackFault::TooLarge { .. }) => Self::TooLarge,
            Some(PackFault::Component { source, .. }) => Self::of_component(source),
            Some(PackFault::Configure { source: ConfigureError::Schema(_), .. }) => Self::ConfigSchema,
            Some(PackFault::Configure { source: ConfigureError::Config(_), .. }) => Self::ConfigRefused,
            Some(PackFault::Configure { source: ConfigureError::Ungranted { .. }, .. }) => Self::Ungranted,
            Some(PackFault::Configure { source: ConfigureError::Failed(failure), .. }) => {
                Self::Failed(Stage::Configure, Cause::of(failure))
            }
            Some(PackFault::Configure { source: ConfigureError::Snapshot(error), .. }) => Self::of_component(error),
            _ => Self::Other,
        }
    }

    fn of_component(error: &LoadError) -> Self {
        match error {
            LoadError::TooLarge { .. } => Self::TooLarge,
            LoadError::CoreModule => Self::CoreModule,
            LoadError::NotWasm => Self::NotWasm,
            LoadError::TooComplex(_) => Self::TooComplex,
            LoadError::Declared { exceeded, .. } | LoadError::CompileTime(exceeded) => {
                Self::Failed(Stage::Load, Cause::Limit(exceeded.limit))
            }
            LoadError::Compile(_) => Self::NotCompiled,
            LoadError::Import { .. } => Self::ForeignImport,
            LoadError::ImportType(_) => Self::ImportType,
            LoadError::Export { .. } => Self::NoPlugin,
            LoadError::Version { .. } => Self::Version,
            LoadError::ExportType(_) => Self::ExportType,
            LoadError::Describe(failure) => Self::Failed(Stage::Describe, Cause::of(failure)),
            _ => Self::Other,
        }
    }

    pub(crate) fn of_decision(decision: &Decision) -> Self {
        if decision.payload().is_some() {
            return Self::Released;
        }
        let failed = decision.answers.iter().find_map(|answer| match &answer.answer {
            Answer::Failed(failure) => Some(failure),
            _ => None,
        });
        match (failed, &decision.effect) {
            (Some(failure), _) => Self::event(Cause::of(failure)),
            (None, Effect::Deny(denied)) if denied.plugin.is_none() && denied.denial.code == "no-fixed-point" => {
                Self::NeverSettled
            }
            (None, _) => Self::Denied,
        }
    }
}

impl Cause {
    fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Limit(exceeded) => Self::Limit(exceeded.limit),
            Failure::Trap(_) => Self::Trap,
            Failure::Refused(_) => Self::Refused,
            Failure::Malformed(Malformed::Unreadable(_)) => Self::Unreadable,
            Failure::Malformed(Malformed::NoSuchSegment { .. }) => Self::Segment,
            Failure::Malformed(Malformed::Span { .. }) => Self::Span,
            Failure::Malformed(Malformed::Settled) => Self::Settled,
            Failure::Malformed(Malformed::Edit(_)) => Self::Edit,
            Failure::Waited => Self::Waited,
            Failure::Exited => Self::Exited,
            Failure::Malformed(_) | Failure::State(_) => Self::Other,
            Failure::Busy(_) => Self::Busy,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "refused: too large",
            Self::CoreModule => "refused: core module",
            Self::NotWasm => "refused: not WebAssembly",
            Self::TooComplex => "refused: too complex",
            Self::NotCompiled => "refused: can't be compiled",
            Self::ForeignImport => "refused: import",
            Self::ImportType => "refused: type of an import",
            Self::NoPlugin => "refused: no plugin",
            Self::Version => "refused: other version",
            Self::ExportType => "refused: type of an export",
            Self::ConfigSchema => "refused: config schema",
            Self::ConfigRefused => "config refused",
            Self::Ungranted => "refused: not granted",
            Self::Failed(stage, cause) => return write!(f, "{cause} {stage}"),
            Self::NeverSettled => "denied: edits never settle",
            Self::Denied => "denied",
            Self::Released => "THE EVENT MAY HAPPEN",
            Self::Panicked => "THE HOST PANICKED",
            Self::Hung => "THE HOST HANGS",
            Self::Other => "something else",
        })
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "at load",
            Self::Describe => "in `describe`",
            Self::Configure => "in `configure`",
            Self::Event => "at the event",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Limit(limit) => return write!(f, "limit `{limit}`"),
            Self::Trap => "trap",
            Self::Refused => "its own error",
            Self::Unreadable => "unreadable",
            Self::Segment => "no such segment",
            Self::Span => "no span",
            Self::Settled => "`settled`",
            Self::Edit => "edit",
            Self::Waited => "waited",
            Self::Exited => "exited",
            Self::Busy => "busy",
            Self::Other => "something else",
        })
    }
}
