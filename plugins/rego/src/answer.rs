//! What the rules say, as a verdict.

use portcullis_guest::prelude::*;
use regorus::Value;

use crate::{document, verdict};

/// The verdict that a value means. `asked` is what was asked for it.
pub(crate) fn answer(value: &Value, asked: &str) -> Result<Verdict, Error> {
    match value {
        Value::Undefined => {
            Ok(Verdict::deny("undefined", format!("`{asked}` is undefined: no rule says that this may happen")))
        }
        Value::Bool(true) => Ok(Verdict::allow().note(format!("{asked} is true"))),
        Value::Bool(false) => Ok(Verdict::deny("not-allowed", format!("`{asked}` is false"))),
        Value::Object(_) if value["decision"] != Value::Undefined => verdict::read(value),
        Value::Object(_) => document::read(value, asked),
        other => Err(Error::new(format!(
            "`{asked}` is {}: it has to be a boolean, a decision document or a verdict; to have `deny` read, name its package",
            kind(other)
        ))),
    }
}

/// What a value is, for people.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Set(_) => "a set",
        Value::Object(_) => "an object",
        Value::Undefined => "undefined",
    }
}
