//! What a plugin may use, how much of it, and who said so.
//!
//! A limit has a finite default. The operator's value replaces it; a pack or a plugin's entry in it can only lower it.

mod alarm;
mod answer;
mod deadline;
mod fuel;
mod host_calls;
mod log;
mod space;
mod state;

use std::{collections::BTreeMap, fmt, str::FromStr};

use portcullis_audit::{LimitsRecord, MAX_INTEGER};

pub(crate) use answer::AnswerBudget;
pub(crate) use deadline::{Deadline, FIRST_LOOK, Running, TICK, Ticker, Timer};
pub(crate) use fuel::Tank;
pub(crate) use host_calls::HostCalls;
pub(crate) use log::LogBook;
pub(crate) use space::Space;
pub(crate) use state::StateBook;

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident $name:literal $unit:literal $default:literal;)*) => {
        /// Something that a plugin can use up. Every limit is a whole number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Limit { $($(#[$doc])* #[doc = concat!("\n\nDefault: ", $default, " ", $unit, ".")] $variant,)* }

        impl Limit {
            /// Every limit.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in packs, reports and records: `memory-bytes`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it counts.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }

            /// Its value where nobody says otherwise.
            #[must_use]
            pub const fn default(self) -> u64 {
                match self { $(Self::$variant => $default,)* }
            }
        }
    };
}

limits! {
    /// Instructions per event, roughly. The same event takes the same fuel on every machine.
    Fuel "fuel" "units" 50_000_000;
    /// More fuel for each byte of payload, since a guest that parses the payload itself takes about 80 per byte.
    FuelPerByte "fuel-per-byte" "units" 1_000;
    /// Fuel for `describe` and `configure`, which run once, at load.
    ConfigureFuel "configure-fuel" "units" 5_000_000_000;
    /// Wall time per event. It is checked every millisecond.
    Deadline "deadline-ms" "ms" 500;
    /// Wall time for `configure`.
    ConfigureDeadline "configure-deadline-ms" "ms" 20_000;
    /// Calls of one plugin that run at once. More wait for one to end, as long as their deadline. Where the runtime holds
    /// fewer than twice as many instances, it is half of those, unless the operator says otherwise.
    Concurrency "concurrency" "calls" 64;
    /// Linear memory, summed over all memories of the component.
    Memory "memory-bytes" "bytes" 67_108_864;
    /// Elements of tables, summed over all tables of the component.
    TableElements "table-elements" "elements" 100_000;
    /// Depth of calls, as bytes of stack. One value for the whole runtime: only the operator sets it.
    Stack "stack-bytes" "bytes" 524_288;
    /// Calls of host functions per event. A call that passes many values or copies much counts as several.
    HostCalls "host-calls" "calls" 10_000;
    /// What the guest hands the host in one go: its whole answer, or the arguments of one host call.
    HostCallBytes "host-call-bytes" "bytes" 1_048_576;
    /// Text in an answer: codes, details, edits, replacements, notes.
    AnswerBytes "answer-bytes" "bytes" 524_288;
    /// Items in an answer: edits, violations, findings, notes.
    AnswerItems "answer-items" "items" 10_000;
    /// Log lines per event.
    LogLines "log-lines" "lines" 100;
    /// Log text per event.
    LogBytes "log-bytes" "bytes" 65_536;
    /// What goes into the state and comes out of it per event: keys, ids and values, and 64 bytes for each call.
    StateBytes "state-bytes" "bytes" 65_536;
    /// Size of the component.
    ComponentBytes "component-bytes" "bytes" 67_108_864;
    /// Wall time to compile a component, and again its snapshot.
    CompileTime "compile-ms" "ms" 120_000;
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Limit {
    type Err = UnknownLimit;

    fn from_str(text: &str) -> Result<Self, UnknownLimit> {
        Self::ALL
            .iter()
            .copied()
            .find(|limit| limit.name() == text)
            .ok_or_else(|| UnknownLimit { found: text.to_owned() })
    }
}

/// A text that names no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no limit")]
pub struct UnknownLimit {
    found: String,
}

/// The values that one party asks for: the operator, a pack, or a plugin's entry in it.
///
/// # Example
/// ```
/// use portcullis::plugin::{Limit, LimitSet};
///
/// let operator = LimitSet::new().with(Limit::Fuel, 10_000_000).with(Limit::Memory, 16 << 20);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitSet {
    values: BTreeMap<Limit, u64>,
}

impl LimitSet {
    /// Asks for nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for one value, in the limit's unit.
    #[must_use]
    pub fn with(mut self, limit: Limit, value: u64) -> Self {
        self.values.insert(limit, value);
        self
    }

    /// Asks for a value, unless it asks for one already.
    pub(crate) fn or(mut self, limit: Limit, value: u64) -> Self {
        self.values.entry(limit).or_insert(value);
        self
    }
}

/// Who set a limit's effective value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetBy {
    /// Nobody: it is the default.
    Default,
    /// The operator of the host.
    Operator,
    /// The pack.
    Pack,
    /// The plugin's entry in the pack.
    Plugin,
}

impl fmt::Display for SetBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "the default",
            Self::Operator => "the operator",
            Self::Pack => "the pack",
            Self::Plugin => "the plugin's entry in the pack",
        })
    }
}

/// A limit's effective value, and who set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The value, in the limit's unit.
    pub value: u64,
    /// Who set it.
    pub set_by: SetBy,
}

impl Bound {
    /// What stands where no limit does: nothing is allowed.
    const NONE: Self = Self { value: 0, set_by: SetBy::Default };
}

/// The effective limits of one plugin.
///
/// # Example
/// ```
/// use portcullis::plugin::{Limit, LimitSet, Limits, SetBy};
///
/// let operator = LimitSet::new().with(Limit::Fuel, 10_000_000);
/// let pack = LimitSet::new().with(Limit::Fuel, 99_000_000).with(Limit::LogLines, 5);
/// let limits = Limits::effective(&operator, &pack, &LimitSet::new());
/// assert_eq!(limits.get(Limit::Fuel).set_by, SetBy::Operator); // a pack can't raise it
/// assert_eq!(limits.get(Limit::LogLines).value, 5);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// In the order of [`Limit::ALL`].
    bounds: [Bound; Limit::ALL.len()],
    /// As records have them: every record of every call does.
    named: LimitsRecord,
}

impl Limits {
    /// The least of what the operator, the pack and the plugin's entry say.
    #[must_use]
    pub fn effective(operator: &LimitSet, pack: &LimitSet, plugin: &LimitSet) -> Self {
        let bound = |limit: Limit| {
            let mut bound = match operator.values.get(&limit) {
                Some(&value) => Bound { value, set_by: SetBy::Operator },
                None => Bound { value: limit.default(), set_by: SetBy::Default },
            };
            for (set, set_by) in [(pack, SetBy::Pack), (plugin, SetBy::Plugin)] {
                if let Some(&value) = set.values.get(&limit).filter(|&&value| value < bound.value) {
                    bound = Bound { value, set_by };
                }
            }
            bound
        };
        let bounds = std::array::from_fn(|index| Limit::ALL.get(index).map_or(Bound::NONE, |limit| bound(*limit)));
        let named = Limit::ALL.iter().zip(bounds);
        let named = named.map(|(limit, bound)| (limit.name().to_owned(), bound.value.min(MAX_INTEGER)));
        Self { bounds, named: LimitsRecord::from(named.collect::<BTreeMap<_, _>>()) }
    }

    /// One limit's effective value.
    #[must_use]
    pub fn get(&self, limit: Limit) -> Bound {
        self.bounds.get(limit as usize).copied().unwrap_or(Bound::NONE)
    }

    /// Every limit with its effective value.
    pub fn iter(&self) -> impl Iterator<Item = (Limit, Bound)> + '_ {
        Limit::ALL.iter().copied().zip(self.bounds)
    }

    /// The values by the limits' names.
    pub(crate) fn named(&self) -> LimitsRecord {
        self.named.clone()
    }

    pub(crate) fn value(&self, limit: Limit) -> u64 {
        self.get(limit).value
    }

    pub(crate) fn exceeded(&self, limit: Limit) -> Exceeded {
        Exceeded { limit, bound: self.get(limit) }
    }
}

/// A plugin used up one of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the limit `{limit}` of {} {}, set by {}, is used up", .bound.value, .limit.unit(), .bound.set_by)]
pub struct Exceeded {
    /// Which limit.
    pub limit: Limit,
    /// Its value, and who set it.
    pub bound: Bound,
}
