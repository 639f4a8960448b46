use std::fmt;

use crate::{document::EditError, state::StateError};

use super::limits::{Exceeded, Limit, Limits};

/// Every way in which a plugin can fail to answer. Whatever it was, the event does not happen, unless the pack says
/// `on-error = "allow"` for this plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It used up a limit.
    Limit(Exceeded),
    /// It trapped: the engine's name of the trap.
    Trap(String),
    /// It answered an error: its own text, made printable.
    Refused(String),
    /// It answered something that the contract does not allow.
    Malformed(Malformed),
    /// It tried to wait for something, which nothing here would ever end.
    Waited,
    /// It ended itself instead of answering.
    Exited,
    /// No instance could be had within its deadline.
    Busy(Busy),
    /// It asked something of the state, which could not answer.
    State(StateError),
}

/// What there was no place in, for as long as the plugin's deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// As many calls of this plugin were running as may at once: its limit `concurrency`.
    Plugin(Exceeded),
    /// As many instances lived as the runtime may hold.
    Runtime {
        /// How many that are.
        instances: u32,
    },
}

/// How an answer can break the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// The answer can't be read: a pointer out of bounds, a case that does not exist, text that is not UTF-8.
    Unreadable(String),
    /// A finding is about a segment that was not given.
    NoSuchSegment {
        /// The index that was answered.
        segment: u32,
    },
    /// A span lies outside of its segment, ends before it starts, or cuts a character.
    Span {
        /// The segment's index.
        segment: u32,
        /// First byte.
        start: u32,
        /// First byte after it.
        end: u32,
    },
    /// There is not one `settled` value for each segment, or one lies outside of its segment or within a character.
    Settled,
    /// An edit can't be applied.
    Edit(EditError),
}

impl Failure {
    /// Stable and machine-readable: `fuel-exceeded`, `trap`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit(exceeded) => match exceeded.limit {
                Limit::Fuel | Limit::FuelPerByte => "fuel-exceeded",
                Limit::ConfigureFuel => "configure-fuel-exceeded",
                Limit::Deadline => "deadline-exceeded",
                Limit::ConfigureDeadline => "configure-deadline-exceeded",
                Limit::Concurrency => "busy",
                Limit::Memory => "memory-exceeded",
                Limit::TableElements => "table-elements-exceeded",
                Limit::Stack => "stack-exceeded",
                Limit::HostCalls => "host-calls-exceeded",
                Limit::HostCallBytes => "host-call-bytes-exceeded",
                Limit::AnswerBytes => "answer-bytes-exceeded",
                Limit::AnswerItems => "answer-items-exceeded",
                Limit::LogLines => "log-lines-exceeded",
                Limit::LogBytes => "log-bytes-exceeded",
                Limit::StateBytes => "state-bytes-exceeded",
                Limit::ComponentBytes => "component-bytes-exceeded",
                Limit::CompileTime => "compile-time-exceeded",
            },
            Self::Trap(_) => "trap",
            Self::Refused(_) => "plugin-error",
            Self::Malformed(_) => "malformed-answer",
            Self::Waited => "waited",
            Self::Exited => "exited",
            Self::Busy(_) => "busy",
            Self::State(_) => "state-unavailable",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(exceeded) => write!(f, "{exceeded}"),
            Self::Trap(trap) => write!(f, "it trapped: {trap}"),
            Self::Refused(text) => write!(f, "it answered an error: {text}"),
            Self::Malformed(malformed) => write!(f, "its answer breaks the contract: {malformed}"),
            Self::Waited => write!(f, "it tried to wait, which a plugin can't"),
            Self::Exited => write!(f, "it ended itself instead of answering"),
            Self::Busy(busy) => write!(f, "it was not asked within its deadline: {busy}"),
            Self::State(error) => write!(f, "what it asked of the state was not answered: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plugin(exceeded) => write!(f, "{exceeded}"),
            Self::Runtime { instances } => write!(f, "all {instances} places of the runtime were taken"),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(cause) => write!(f, "it can't be read: {cause}"),
            Self::NoSuchSegment { segment } => write!(f, "a finding in segment {segment}, which was not given"),
            Self::Span { segment, start, end } => write!(f, "{start} to {end} is no span of segment {segment}"),
            Self::Settled => write!(f, "`settled` does not fit the segments"),
            Self::Edit(error) => write!(f, "an edit can't be applied: {error}"),
        }
    }
}

/// What the engine says went wrong, as a [`Failure`]. The one place where its errors are told apart: by type.
pub(super) fn classify(error: &wasmtime::Error, fuel: Limit, limits: &Limits, instances: u32) -> Failure {
    if let Some(exceeded) = error.downcast_ref::<Exceeded>() {
        return Failure::Limit(*exceeded);
    }
    if let Some(trap) = error.downcast_ref::<wasmtime::Trap>() {
        return match trap {
            wasmtime::Trap::OutOfFuel => Failure::Limit(limits.exceeded(fuel)),
            wasmtime::Trap::StackOverflow => Failure::Limit(limits.exceeded(Limit::Stack)),
            other => Failure::Trap(other.to_string()),
        };
    }
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return Failure::Busy(Busy::Runtime { instances });
    }
    if let Some(error) = error.downcast_ref::<StateError>() {
        return Failure::State(error.clone());
    }
    if error.is::<super::imports::Waited>() {
        return Failure::Waited;
    }
    if error.is::<wasmtime_wasi::I32Exit>() {
        return Failure::Exited;
    }
    // What is left comes from lifting the answer or a host call's arguments. What can't be read is reported there as a
    // message or a text-encoding error; the one other type is the private error of an exhausted `hostcall_fuel`.
    let unreadable = error.is::<&'static str>()
        || error.is::<String>()
        || error.is::<std::str::Utf8Error>()
        || error.is::<std::char::DecodeUtf16Error>();
    if unreadable {
        Failure::Malformed(Malformed::Unreadable(crate::text::printable(&error.root_cause().to_string())))
    } else {
        Failure::Limit(limits.exceeded(Limit::HostCallBytes))
    }
}
