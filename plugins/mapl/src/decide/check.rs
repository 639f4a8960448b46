//! One value and one spec: everything that is not as it must be.

use portcullis_guest::json;
use serde_json::Value;

use crate::document::{Bound, Kind, Mode, Span, Spec};
use crate::text::canonical;
use crate::value::Found;

/// One thing that is not as it must be.
#[derive(Debug)]
pub(crate) struct Breach {
    pub(crate) code: &'static str,
    /// Below the parameter, for an element of a list.
    pub(crate) path: String,
    pub(crate) rule: String,
    pub(crate) allowed: Value,
    pub(crate) mode: Mode,
}

/// What is done about breaches whose spec does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Defaults {
    pub(crate) bound: Mode,
    pub(crate) list: Mode,
}

impl Defaults {
    pub(crate) const DENY: Self = Self { bound: Mode::Deny, list: Mode::Deny };
}

pub(crate) fn check(spec: &Spec, found: &Found, defaults: Defaults) -> Vec<Breach> {
    let mut breaches = Vec::new();
    Checker { spec, defaults, path: String::new(), breaches: &mut breaches }.check(found);
    breaches
}

struct Checker<'a> {
    spec: &'a Spec,
    defaults: Defaults,
    path: String,
    breaches: &'a mut Vec<Breach>,
}

impl Checker<'_> {
    fn check(&mut self, found: &Found) {
        if *found == Found::NoNumber {
            self.breach("number-invalid", "", "a number below 1.8e308".into(), Mode::Deny);
            return;
        }
        if let Some(kind) = self.spec.kind
            && !is(found, kind)
        {
            let key = if self.spec.allowed.is_some() { self.spec.allowed_path } else { "" };
            self.breach("wrong-type", key, kind.as_str().into(), Mode::Deny);
            return;
        }
        if let Some(allowed) = &self.spec.allowed
            && !allowed.iter().any(|value| found.is(value))
        {
            let mode = self.defaults.list;
            self.breach("value-not-allowed", self.spec.allowed_path, allowed.as_slice().into(), mode);
        }
        match found {
            Found::Number(number) => {
                if let Some(low) = self.spec.low.as_ref().filter(|low| *number < low.decimal) {
                    self.bound("below-min", low, json!({ "min": low.number }));
                }
                if let Some(high) = self.spec.high.as_ref().filter(|high| *number > high.decimal) {
                    self.bound("above-max", high, json!({ "max": high.number }));
                }
            }
            Found::String(text) => self.text(text),
            Found::List(elements) => self.list(elements),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(pattern) = &self.spec.pattern {
            // A path must match where it leads, too.
            let leads = match canonical::path(text) {
                None => true,
                Some(Ok(path)) => pattern.is_match(&path),
                Some(Err(())) => false,
            };
            if !leads || !pattern.is_match(text) {
                let shown = self.spec.pattern_text().unwrap_or_default().into();
                self.breach("pattern-mismatch", "/pattern", shown, Mode::Deny);
            }
        }
        if self.spec.length != Span::default() {
            self.span(
                self.spec.length,
                text.chars().count(),
                ("too-short", "/min_length"),
                ("too-long", "/max_length"),
            );
        }
    }

    fn list(&mut self, elements: &[String]) {
        self.span(self.spec.items, elements.len(), ("too-few-items", "/min_items"), ("too-many-items", "/max_items"));
        let Some(spec) = &self.spec.element else { return };
        let mode = if self.spec.mode == Some(Mode::Warn) { Mode::Warn } else { Mode::Deny };
        for (index, json) in elements.iter().enumerate() {
            let path = format!("{}/{index}", self.path);
            let defaults = Defaults { bound: mode, list: mode };
            let before = self.breaches.len();
            Checker { spec, defaults, path, breaches: &mut *self.breaches }.check(&Found::read(json));
            self.breaches.iter_mut().skip(before).for_each(|breach| breach.mode = mode);
        }
    }

    fn span(&mut self, span: Span, count: usize, short: (&'static str, &str), long: (&'static str, &str)) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if let Some(min) = span.min.filter(|min| count < *min) {
            self.breach(short.0, short.1, min.into(), Mode::Deny);
        }
        if let Some(max) = span.max.filter(|max| count > *max) {
            self.breach(long.0, long.1, max.into(), Mode::Deny);
        }
    }

    fn bound(&mut self, code: &'static str, bound: &Bound, allowed: Value) {
        self.breach(code, bound.path, allowed, self.defaults.bound);
    }

    /// `mode`: what the language has for this kind of breach. The spec may say otherwise, as far as that can be done.
    fn breach(&mut self, code: &'static str, path: &str, allowed: Value, mode: Mode) {
        let is_bound = matches!(code, "above-max" | "below-min");
        let mode = match self.spec.mode {
            None => mode,
            Some(Mode::Warn) => Mode::Warn,
            Some(Mode::Clamp) if is_bound => Mode::Clamp,
            Some(Mode::Downgrade) if code == "value-not-allowed" => Mode::Downgrade,
            Some(_) => Mode::Deny,
        };
        let rule = format!("{}{path}", self.spec.rule);
        self.breaches.push(Breach { code, path: self.path.clone(), rule, allowed, mode });
    }
}

fn is(found: &Found, kind: Kind) -> bool {
    match (found, kind) {
        (Found::Number(number), Kind::Integer) => number.is_whole(),
        (Found::Number(_), Kind::Number)
        | (Found::String(_), Kind::String)
        | (Found::Boolean(_), Kind::Boolean)
        | (Found::List(_), Kind::Array)
        | (Found::Object, Kind::Object) => true,
        _ => false,
    }
}
