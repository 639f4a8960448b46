//! A parameter, and where it stands in a payload.

use serde_json::Value;

use super::spec::Spec;
use super::{Place, Section};
use crate::object::{Object, escape};
use crate::report::Report;
use crate::text::pattern::Pattern;

/// What holds of one parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// Where it stands in the payload.
    pub(crate) pointer: String,
    pub(crate) spec: Spec,
}

/// Names of one limit: how many tokens a model may answer with.
const TOKEN_LIMITS: [&str; 3] = ["/max_tokens", "/max_completion_tokens", "/max_output_tokens"];
/// Parameters of model operations that callers set to fractions.
const FRACTIONS: [&str; 4] = ["temperature", "top_p", "frequency_penalty", "presence_penalty"];

/// Whether a pointer names the limit of a model's answer.
pub(crate) fn is_token_limit(pointer: &str) -> bool {
    TOKEN_LIMITS.contains(&pointer)
}

/// All the names of the limit of a model's answer.
pub(crate) fn token_limits() -> &'static [&'static str] {
    &TOKEN_LIMITS
}

/// Whether a pattern speaks of an operation of a model.
pub(crate) fn is_model_pattern(text: &str) -> bool {
    ["/generate", "/complete", "/respond"].iter().any(|operation| text.ends_with(operation))
}

/// Where a parameter stands in a payload: `a.b` is `/a/b`, and a pointer is itself. The error says what is wrong.
pub(crate) fn pointer_of(name: &str) -> Result<String, String> {
    let shown = name.escape_debug();
    if name.starts_with('/') {
        let plain = name.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
        return if plain { Ok(name.to_owned()) } else { Err(format!("`{shown}` is not a JSON pointer")) };
    }
    if name.split('.').any(str::is_empty) {
        return Err(format!("`{shown}` has an empty name in it: write `a.b`, or a pointer, `/a.b`"));
    }
    Ok(name.split('.').map(|name| format!("/{}", escape(name))).collect())
}

/// Reads `resource pattern → parameter → something`.
pub(super) fn sections<T>(
    object: &Object<'_>,
    place: &Place<'_>,
    report: &mut Report,
    read: fn(&str, &Value, &Place<'_>, &mut Report) -> Option<T>,
) -> Vec<Section<T>> {
    let mut sections = Vec::new();
    for (text, value) in object.members() {
        let place = place.to(text);
        let pattern = match Pattern::new(text) {
            Ok(pattern) => pattern,
            Err(error) => {
                report.error(place.at(), error);
                continue;
            }
        };
        let Some(parameters) = Object::new(value, place.at(), report) else { continue };
        let entries =
            parameters.members().filter_map(|(name, value)| read(name, value, &place.to(name), report)).collect();
        sections.push(Section { pattern, at: place.at(), entries });
    }
    sections
}

impl Parameter {
    pub(super) fn read(name: &str, value: &Value, place: &Place<'_>, report: &mut Report) -> Option<Self> {
        let pointer = pointer_of(name).map_err(|error| report.error(place.at(), error)).ok()?;
        let spec = Spec::read(value, place, false, report)?;
        let typed = value.get("type").is_some();
        let bounds = || [&spec.low, &spec.high].into_iter().flatten();
        if !typed
            && (FRACTIONS.contains(&name) && bounds().count() > 0 || bounds().any(|bound| !bound.decimal.is_whole()))
        {
            let message = format!(
                "a limit without `type` is of any number, also of `{name}` = 0.5: write `\"type\": \"number\"`"
            );
            report.warn("bare-bound", place.at(), message);
        }
        Some(Self { name: name.to_owned(), pointer, spec })
    }
}
