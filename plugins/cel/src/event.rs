//! What expressions are told of an event.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::{Context, Env, Value};
use portcullis_guest::prelude::*;

use crate::value::{map, read, text, texts};

/// The names that expressions may use.
pub(crate) const NAMES: [&str; 9] =
    ["action", "args", "context", "phase", "session", "subject", "target", "time_ms", "tool"];

/// What the language itself calls by a name: its types.
pub(crate) const TYPES: [&str; 10] =
    ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// The values of those names that some rule uses.
pub(crate) fn context(
    event: &Event,
    payload: &Document,
    used: &BTreeSet<String>,
    env: &Arc<Env>,
) -> Result<Context<'static, 'static>, Error> {
    let mut context = Context::with_env(Arc::clone(env));
    for name in used {
        context.add_variable_from_value(name.clone(), value(event, payload, name)?);
    }
    Ok(context)
}

fn value(event: &Event, payload: &Document, name: &str) -> Result<Value, Error> {
    Ok(match name {
        "action" => text(&event.action),
        "args" => read(&payload.exact_json()?)?,
        "context" => read(&event.context().exact_json()?)?,
        "phase" => text(event.phase.as_str()),
        "session" => text(&event.session),
        "subject" => subject(&event.subject)?,
        "target" => text(&event.target),
        "time_ms" => Value::Int(i64::try_from(event.time_ms)?),
        "tool" => text(event.target.rsplit('/').next().unwrap_or_default()),
        other => return Err(Error::new(format!("there is nothing called `{other}`"))),
    })
}

fn subject(subject: &portcullis_guest::Subject) -> Result<Value, Error> {
    let kind = match subject.kind {
        SubjectKind::User => "user",
        SubjectKind::Service => "service",
        SubjectKind::Agent => "agent",
    };
    let members = [
        ("id", text(&subject.id)),
        ("kind", text(kind)),
        ("roles", texts(&subject.roles)),
        ("scopes", texts(&subject.scopes)),
        ("via", texts(&subject.via)),
        ("claims", read(&subject.claims().exact_json()?)?),
    ];
    Ok(map(members.map(|(name, value)| (name.to_owned(), value))))
}
