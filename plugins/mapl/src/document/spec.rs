//! What a parameter's value must be.

use regex_lite::{Regex, RegexBuilder};
use serde_json::{Number, Value};

use super::Place;
use super::values::{listed, number};
use crate::decide::{Defaults, check};
use crate::object::{Object, kind, suggestion};
use crate::report::Report;
use crate::text::decimal::Decimal;
use crate::value::Found;

/// What a parameter's value must be: all of it.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) rule: String,
    pub(crate) at: String,
    pub(crate) kind: Option<Kind>,
    pub(crate) allowed: Option<Vec<Value>>,
    /// Where the list stands, below the spec: nothing where the spec is the list.
    pub(crate) allowed_path: &'static str,
    pub(crate) low: Option<Bound>,
    pub(crate) high: Option<Bound>,
    pub(crate) pattern: Option<Regex>,
    pub(crate) length: Span,
    pub(crate) items: Span,
    pub(crate) element: Option<Box<Spec>>,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    /// None: as the language has it, which depends on the operation.
    pub(crate) mode: Option<Mode>,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Number,
    String,
    Boolean,
    Array,
    Object,
}

/// What happens where a value is not what it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Deny,
    Clamp,
    Downgrade,
    Warn,
}

/// A limit of a number.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) number: Number,
    pub(crate) decimal: Decimal,
    /// Where it stands, below the spec.
    pub(crate) path: &'static str,
}

/// A limit of a length or a count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
}

pub(crate) const KEYS: [&str; 15] = [
    "type",
    "allowed_values",
    "min",
    "max",
    "range",
    "pattern",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "items",
    "required",
    "default",
    "on_violation",
    "description",
];
const KINDS: [(&str, Kind); 6] = [
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("string", Kind::String),
    ("boolean", Kind::Boolean),
    ("array", Kind::Array),
    ("object", Kind::Object),
];
const MODES: [(&str, Mode); 4] =
    [("deny", Mode::Deny), ("clamp", Mode::Clamp), ("downgrade", Mode::Downgrade), ("warn", Mode::Warn)];
/// Enough for any pattern that people write; what is larger would cost every event that it looks at.
const PATTERN_BYTES: usize = 64 * 1024;

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether some value is of both.
    pub(crate) fn fits(self, other: Self) -> bool {
        let is_number = |kind| matches!(kind, Kind::Integer | Kind::Number);
        self == other || is_number(self) && is_number(other)
    }
}

impl Spec {
    /// Reads either form: a list of allowed values, or an object. `nested`: of the elements of a list.
    pub(super) fn read(value: &Value, place: &Place<'_>, nested: bool, report: &mut Report) -> Option<Self> {
        match value {
            Value::Array(list) => {
                let mut spec = Self::empty(place);
                spec.allowed = Some(listed(list, place, report));
                spec.kind = spec.implied(report);
                Some(spec)
            }
            Value::Object(_) => Self::read_object(&Object::new(value, place.at(), report)?, place, nested, report),
            other => {
                let message = format!(
                    "is {}, but must be a list of allowed values or an object such as {{\"max\": 500}}",
                    kind(other)
                );
                report.error(place.at(), message);
                None
            }
        }
    }

    /// The pattern as it was written.
    pub(crate) fn pattern_text(&self) -> Option<&str> {
        self.pattern.as_ref()?.as_str().strip_prefix(r"\A(?:")?.strip_suffix(r")\z")
    }

    fn empty(place: &Place<'_>) -> Self {
        Self {
            rule: place.rule(),
            at: place.at(),
            kind: None,
            allowed: None,
            allowed_path: "",
            low: None,
            high: None,
            pattern: None,
            length: Span::default(),
            items: Span::default(),
            element: None,
            required: false,
            default: None,
            mode: None,
        }
    }

    fn read_object(object: &Object<'_>, place: &Place<'_>, nested: bool, report: &mut Report) -> Option<Self> {
        object.only(&KEYS, report);
        let mut spec = Self::empty(place);
        spec.kind = word(object, "type", &KINDS, report);
        spec.mode = word(object, "on_violation", &MODES, report);
        if let Some(list) = object.list("allowed_values", report) {
            spec.allowed = Some(listed(list, &place.to("allowed_values"), report));
            spec.allowed_path = "/allowed_values";
        }
        spec.read_bounds(object, report);
        spec.pattern = object.string("pattern", report).and_then(|text| {
            let read = pattern(text);
            read.map_err(|error| report.error(object.place("pattern"), error)).ok()
        });
        spec.length = span(object, "min_length", "max_length", report);
        spec.items = span(object, "min_items", "max_items", report);
        spec.required = object.boolean("required", report).unwrap_or(false);
        spec.default = object.get("default").cloned();
        if let Some(element) = object.get("items") {
            spec.element = Self::read(element, &place.to("items"), true, report).map(Box::new);
        }
        if nested {
            for key in ["required", "default", "on_violation"].iter().filter(|key| object.get(key).is_some()) {
                report.error(
                    object.place(key),
                    format!("`{key}` is the list's, not its elements': write it beside `items`"),
                );
            }
        }
        let implied = spec.implied(report);
        spec.kind = spec.kind.or(implied);
        spec.check_mode(object, report);
        spec.check_default(object, report);
        Some(spec)
    }

    fn read_bounds(&mut self, object: &Object<'_>, report: &mut Report) {
        let bound = |key, path, report: &mut Report| {
            object.get(key).and_then(|value| number(value, &object.place(key), path, report))
        };
        self.low = bound("min", "/min", report);
        self.high = bound("max", "/max", report);
        if let Some(range) = object.list("range", report) {
            if self.low.is_some() || self.high.is_some() {
                report.error(object.place("range"), "`range` stands beside `min` or `max`: write one or the other");
            } else if let [low, high] = range.as_slice() {
                self.low = number(low, &format!("{}/0", object.place("range")), "/range", report);
                self.high = number(high, &format!("{}/1", object.place("range")), "/range", report);
            } else {
                report.error(object.place("range"), "must be a list of two numbers: the smallest and the largest");
            }
        }
        if let (Some(low), Some(high)) = (&self.low, &self.high)
            && low.decimal > high.decimal
        {
            report.error(
                object.at.clone(),
                format!("the smallest value is {} and over the largest, {}", low.number, high.number),
            );
        }
    }

    /// The type that the limits speak of. Limits of different types hold of no value at all.
    fn implied(&self, report: &mut Report) -> Option<Kind> {
        let mut implied = self.kind;
        let listed = self.allowed.iter().flatten().map(|value| match value {
            Value::String(_) => (Kind::String, "allowed_values"),
            Value::Bool(_) => (Kind::Boolean, "allowed_values"),
            _ => (Kind::Number, "allowed_values"),
        });
        let spans = [(self.length, Kind::String, "min_length"), (self.items, Kind::Array, "min_items")];
        let limits = [
            (self.low.is_some() || self.high.is_some()).then_some((Kind::Number, "min, max or range")),
            self.pattern.is_some().then_some((Kind::String, "pattern")),
            self.element.is_some().then_some((Kind::Array, "items")),
        ];
        let spans = spans.into_iter().filter(|(span, ..)| *span != Span::default()).map(|(_, kind, key)| (kind, key));
        // A list may hold several types; then it implies none.
        let mut mixed = false;
        for (kind, key) in limits.into_iter().flatten().chain(spans).chain(listed) {
            match implied {
                None if !mixed => implied = Some(kind),
                Some(before) if !before.fits(kind) => {
                    if key == "allowed_values" && self.kind.is_none() && self.allowed_alone() {
                        (implied, mixed) = (None, true);
                    } else {
                        let (before, kind) = (before.as_str(), kind.as_str());
                        let message =
                            format!("`{key}` speaks of a {kind}, and the rest of a {before}: no value is both");
                        report.error(self.at.clone(), message);
                        return implied;
                    }
                }
                _ => {}
            }
        }
        implied
    }

    fn allowed_alone(&self) -> bool {
        self.low.is_none()
            && self.high.is_none()
            && self.pattern.is_none()
            && self.element.is_none()
            && self.length == Span::default()
            && self.items == Span::default()
    }

    /// What is filled in must satisfy the limits that it stands beside.
    fn check_default(&self, object: &Object<'_>, report: &mut Report) {
        match &self.default {
            Some(Value::Null) => report.error(object.place("default"), "is `null`, which is no value"),
            Some(value) if !check(self, &Found::read(&value.to_string()), Defaults::DENY).is_empty() => {
                report.error(object.place("default"), "is not allowed by the limits beside it");
            }
            _ => {}
        }
    }

    fn check_mode(&self, object: &Object<'_>, report: &mut Report) {
        let at = object.place("on_violation");
        match self.mode {
            Some(Mode::Clamp) if self.low.is_none() && self.high.is_none() => {
                report.warn(
                    "no-effect",
                    at,
                    "`clamp` moves a number to its limit, and there is no `min`, `max` or `range`: it denies",
                );
            }
            Some(Mode::Downgrade) if self.allowed.is_none() => {
                report.warn(
                    "no-effect",
                    at,
                    "`downgrade` takes the first allowed value, and there are no `allowed_values`: it denies",
                );
            }
            _ => {}
        }
    }
}

fn word<T: Copy>(object: &Object<'_>, key: &str, words: &[(&str, T)], report: &mut Report) -> Option<T> {
    let word = object.string(key, report)?;
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
        let shown = word.escape_debug();
        let message = match suggestion(word, &known) {
            Some(meant) => format!("`{shown}` is no value of `{key}`; did you mean `{meant}`?"),
            None => format!("`{shown}` is no value of `{key}`; there are {}", known.join(", ")),
        };
        report.error(object.place(key), message);
    }
    found
}

fn span(object: &Object<'_>, min_key: &str, max_key: &str, report: &mut Report) -> Span {
    let span = Span { min: object.count(min_key, report), max: object.count(max_key, report) };
    if let (Some(min), Some(max)) = (span.min, span.max)
        && min > max
    {
        report.error(object.place(min_key), format!("`{min_key}` is {min} and over `{max_key}`, which is {max}"));
    }
    span
}

/// A pattern of the whole value. It is compiled alone first: `a)|(b` must not become a pattern by being wrapped.
fn pattern(text: &str) -> Result<Regex, String> {
    let build = |text: &str| RegexBuilder::new(text).size_limit(PATTERN_BYTES).nest_limit(50).build();
    build(text)
        .and_then(|_| build(&format!(r"\A(?:{text})\z")))
        .map_err(|error| format!("is no pattern that is understood: {error}"))
}
