//! One attack: how its plugin is built, how it is asked, and what must come of it.

use crate::outcome::Outcome;

/// A plugin that attacks its host.
#[derive(Debug, Clone, Copy)]
pub struct Attack {
    /// Its name, and its folder's.
    pub name: &'static str,
    /// What must come of it in a runtime with the default limits.
    pub expected: Outcome,
    pub(crate) source: Source,
    pub(crate) payload: Payload,
    /// The limits of its entry in the pack, as inline TOML.
    pub(crate) limits: &'static str,
    /// What its entry grants, as inline TOML.
    pub(crate) grants: &'static str,
}

/// Where the plugin's bytes come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    /// Text that stands between these and becomes a component.
    Part { text: &'static str, end: End, lift: &'static str },
    /// Text that is the whole file.
    Whole(&'static str),
    /// What text can't say, or would be too long for.
    Made(fn() -> Result<Vec<u8>, wat::Error>),
}

/// What a component exports beside `lifecycle`.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// `policy`.
    Policy,
    /// `sanitiser`.
    Sanitiser,
    /// Nothing, or what the text itself says.
    Lifecycle,
}

/// What the event is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Payload {
    /// A few members.
    Short,
    /// A text of 4 MiB.
    LongText,
    /// A list of 200,000 numbers.
    LongList,
}

const PRELUDE: &str = include_str!("../attacks/prelude.wat.inc");
const LIFECYCLE: &str = include_str!("../attacks/lifecycle.wat.inc");
const POLICY: &str = include_str!("../attacks/policy.wat.inc");
const SANITISER: &str = include_str!("../attacks/sanitiser.wat.inc");

impl Attack {
    const fn new(name: &'static str, source: Source, expected: Outcome) -> Self {
        Self { name, expected, source, payload: Payload::Short, limits: "", grants: "" }
    }

    pub(crate) const fn policy((name, text): (&'static str, &'static str), expected: Outcome) -> Self {
        Self::new(name, Source::Part { text, end: End::Policy, lift: "" }, expected)
    }

    pub(crate) const fn sanitiser((name, text): (&'static str, &'static str), expected: Outcome) -> Self {
        Self::new(name, Source::Part { text, end: End::Sanitiser, lift: "" }, expected)
    }

    /// A component that brings its own `policy`.
    pub(crate) const fn lifecycle((name, text): (&'static str, &'static str), expected: Outcome) -> Self {
        Self::new(name, Source::Part { text, end: End::Lifecycle, lift: "" }, expected)
    }

    pub(crate) const fn whole((name, text): (&'static str, &'static str), expected: Outcome) -> Self {
        Self::new(name, Source::Whole(text), expected)
    }

    pub(crate) const fn made(name: &'static str, make: fn() -> Result<Vec<u8>, wat::Error>, expected: Outcome) -> Self {
        Self::new(name, Source::Made(make), expected)
    }

    /// With one more option where the component lifts its answer.
    pub(crate) const fn lift(mut self, option: &'static str) -> Self {
        if let Source::Part { text, end, .. } = self.source {
            self.source = Source::Part { text, end, lift: option };
        }
        self
    }

    pub(crate) const fn about(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }

    pub(crate) const fn grants(mut self, grants: &'static str) -> Self {
        self.grants = grants;
        self
    }

    pub(crate) const fn limits(mut self, limits: &'static str) -> Self {
        self.limits = limits;
        self
    }

    /// The plugin's file.
    ///
    /// # Errors
    /// Text that is not WebAssembly text.
    pub fn bytes(&self) -> Result<Vec<u8>, wat::Error> {
        match self.source {
            Source::Part { text, end, lift } => component(text, end, lift),
            Source::Whole(text) => wat::parse_str(text),
            Source::Made(make) => make(),
        }
    }
}

/// Makes a component of the part that is a plugin's own: text that defines a core instance `$plugin`, between the contract's
/// types and imports and what lifts its exports, with one more option there.
///
/// # Errors
/// Text that is not WebAssembly text.
pub fn component(text: &str, end: End, lift: &str) -> Result<Vec<u8>, wat::Error> {
    let end = match end {
        End::Policy => POLICY,
        End::Sanitiser => SANITISER,
        End::Lifecycle => ")",
    };
    wat::parse_str([PRELUDE, text, LIFECYCLE, &end.replace("{lift}", lift)].concat())
}

impl Payload {
    pub(crate) fn text(self) -> String {
        match self {
            // Three strings, the last with a character of three bytes: `amount`, `note`, `5 €`.
            Self::Short => r#"{"amount":1,"note":"5 €"}"#.to_owned(),
            Self::LongText => format!(r#"{{"amount":1,"text":"{}"}}"#, "x".repeat(4 << 20)),
            Self::LongList => format!(r#"{{"amount":1,"list":[{}0]}}"#, "0,".repeat(199_999)),
        }
    }
}
