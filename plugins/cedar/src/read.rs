//! JSON as Cedar's values.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use cedar_policy_core::ast::{Name, PartialValue, Value};
use cedar_policy_core::extensions::Extensions;
use jiter::{Jiter, JiterError, Peek};
use portcullis_guest::{Document, Error};
use smol_str::SmolStr;

use crate::hint::{Hint, Wanted};
use crate::names::uid;
use crate::number::{self, Number};
use crate::text::{line, token};
use crate::used::Part;

/// Parsed once: a name takes more of the parser than all the rest of a small question.
static DECIMAL: LazyLock<Option<Name>> = LazyLock::new(|| Name::parse_unqualified_name("decimal").ok());

/// Sets up what every question needs. Cedar compiles an expression for decimals when it makes the first one, which takes ten times
/// as much as a decision: made here, it is in the snapshot, whether the pack names events to warm up with or not.
pub(crate) fn prepare() {
    if let Some(decimal) = DECIMAL.as_ref() {
        drop(call(decimal, "0.0"));
    }
}

/// The part that is asked for of the value at a pointer; none where there is nothing, or `null`, which Cedar does not have.
/// `called` is what errors call the document.
pub(crate) fn read(
    document: &Document,
    pointer: &str,
    part: &Part,
    hint: &Hint,
    called: &str,
) -> Result<Option<Value>, Error> {
    let refuse = |wrong: Wrong| {
        let named: String = wrong.path.iter().rev().map(|name| format!("/{}", token(name))).collect();
        Error::new(format!("the {called}'s `{pointer}{named}` {}", wrong.message))
    };
    value(document, pointer, part, hint).map_err(refuse)
}

/// A text.
pub(crate) fn text(text: &str) -> Value {
    Value::from(text)
}

/// A set of texts.
pub(crate) fn texts(texts: &[String]) -> Value {
    Value::set(texts.iter().map(|text| Value::from(text.as_str())), None)
}

/// A record of these members.
pub(crate) fn record_of(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::record(members, None)
}

/// What is wrong, and the names that lead there, from within.
#[derive(Debug)]
struct Wrong {
    path: Vec<String>,
    message: String,
}

impl Wrong {
    fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    fn below(mut self, name: impl Into<String>) -> Self {
        self.path.push(name.into());
        self
    }
}

impl From<JiterError> for Wrong {
    fn from(error: JiterError) -> Self {
        Self::new(format!("is not JSON: {error}"))
    }
}

fn value(document: &Document, pointer: &str, part: &Part, hint: &Hint) -> Result<Option<Value>, Wrong> {
    match part {
        Part::Members(members) if !members.keys().any(|name| is_index(name)) => {
            some_members(document, pointer, members, hint)
        }
        _ => document.raw(pointer).map_or(Ok(None), |text| json(&text, hint)),
    }
}

/// A record of no more than these members. They are asked for one by one: what lies beside them is not looked at.
fn some_members(
    document: &Document,
    pointer: &str,
    members: &BTreeMap<String, Part>,
    hint: &Hint,
) -> Result<Option<Value>, Wrong> {
    let mut found = BTreeMap::new();
    for (name, part) in members {
        let at = format!("{pointer}/{}", token(name));
        let value = value(document, &at, part, hint.member(name)).map_err(|wrong| wrong.below(name))?;
        found.extend(value.map(|value| (SmolStr::from(name), value)));
    }
    // Where nothing was found, there may be no record at all: a list, a text. What is asked of those is an error.
    if found.is_empty() {
        let Some(text) = document.raw(pointer) else { return Ok(None) };
        if !text.trim_start().starts_with('{') {
            return json(&text, hint);
        }
    }
    Ok(Some(Value::record_arc(Arc::new(found), None)))
}

/// A list has elements by such names, where Cedar finds none.
fn is_index(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn json(text: &str, hint: &Hint) -> Result<Option<Value>, Wrong> {
    let mut jiter = Jiter::new(text.as_bytes());
    let peek = jiter.peek()?;
    let value = next(&mut jiter, peek, hint)?;
    jiter.finish()?;
    Ok(value)
}

fn next(jiter: &mut Jiter<'_>, peek: Peek, hint: &Hint) -> Result<Option<Value>, Wrong> {
    Ok(Some(match peek {
        Peek::Null => {
            jiter.known_null()?;
            return Ok(None);
        }
        Peek::True | Peek::False => Value::from(jiter.known_bool(peek)?),
        Peek::String => {
            let text = jiter.known_str()?;
            written(text, hint)?
        }
        Peek::Array => list(jiter, hint)?,
        Peek::Object => object(jiter, hint)?,
        number => {
            let bytes = jiter.known_number_bytes(number)?;
            let text = std::str::from_utf8(bytes).map_err(|error| Wrong::new(error.to_string()))?;
            numeric(text, hint)?
        }
    }))
}

fn list(jiter: &mut Jiter<'_>, hint: &Hint) -> Result<Value, Wrong> {
    let mut elements = Vec::new();
    let mut peek = jiter.known_array()?;
    while let Some(first) = peek {
        let element = next(jiter, first, hint.element()).map_err(|wrong| wrong.below(elements.len().to_string()))?;
        // Left out, the list would be another.
        let missing = || Wrong::new("is `null`, which Cedar does not have").below(elements.len().to_string());
        elements.push(element.ok_or_else(missing)?);
        peek = jiter.array_step()?;
    }
    Ok(Value::set(elements, None))
}

fn object(jiter: &mut Jiter<'_>, hint: &Hint) -> Result<Value, Wrong> {
    let mut members = BTreeMap::new();
    let mut nothing = Vec::new();
    let mut name = jiter.known_object()?.map(SmolStr::from);
    while let Some(at) = name {
        if members.contains_key(&at) || nothing.contains(&at) {
            return Err(Wrong::new("stands there twice").below(at));
        }
        let peek = jiter.peek()?;
        match next(jiter, peek, hint.member(&at)).map_err(|wrong| wrong.below(at.as_str()))? {
            Some(value) => _ = members.insert(at, value),
            None => nothing.push(at),
        }
        name = jiter.next_key()?.map(SmolStr::from);
    }
    Ok(Value::record_arc(Arc::new(members), None))
}

fn written(text: &str, hint: &Hint) -> Result<Value, Wrong> {
    match &hint.wanted {
        Some(Wanted::Entity(kind)) => Ok(Value::from(uid(kind, text))),
        Some(Wanted::Extension(function)) => call(function, text),
        Some(Wanted::Long | Wanted::Decimal) => Err(Wrong::new("is a text, not a number")),
        None => Ok(Value::from(text)),
    }
}

fn numeric(text: &str, hint: &Hint) -> Result<Value, Wrong> {
    let wanted = match &hint.wanted {
        Some(Wanted::Long) => number::Wanted::Long,
        Some(Wanted::Decimal) => number::Wanted::Decimal,
        _ => number::Wanted::AsWritten,
    };
    match number::read(text, wanted).map_err(Wrong::new)? {
        Number::Long(value) => Ok(Value::from(value)),
        Number::Decimal(units) => {
            let decimal = DECIMAL.as_ref().ok_or_else(|| Wrong::new("is a decimal, which this Cedar does not have"))?;
            call(decimal, &number::decimal(units))
        }
    }
}

/// What a function of an extension makes of a text.
fn call(function: &Name, text: &str) -> Result<Value, Wrong> {
    let refuse = |error: &dyn std::fmt::Display| Wrong::new(format!("is no {function}: {}", line(&error.to_string())));
    let function = Extensions::all_available().func(function).map_err(|error| refuse(&error))?;
    match function.call(&[Value::from(text)]).map_err(|error| refuse(&error))? {
        PartialValue::Value(value) => Ok(value),
        PartialValue::Residual(rest) => Err(refuse(&rest)),
    }
}
