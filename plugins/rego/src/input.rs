//! What rules are told of an event: the document `input`.

use std::collections::BTreeMap;

use portcullis_guest::prelude::*;
use regorus::Value;

use crate::used::Used;
use crate::value::{list, object, read};

/// What the host may say about a session, and is `null` where it does not.
const OPTIONAL: [&str; 10] = [
    "parent_token_id",
    "parent_session_id",
    "tenant_id",
    "budget_total_tokens",
    "budget_used_tokens",
    "budget_total_api_calls",
    "budget_used_api_calls",
    "budget_total_cost_cents",
    "budget_used_cost_cents",
    "data_classification",
];

/// The fields of `input`.
pub(crate) const FIELDS: [&str; 15] = [
    "action",
    "args",
    "context",
    "data_classification",
    "delegation_target",
    "event_type",
    "phase",
    "requested_capabilities",
    "resource_path",
    "session_id",
    "steps",
    "subject",
    "target",
    "time_ms",
    "tool_name",
];

/// Where `input.resource_path` is looked for in a payload.
#[derive(Debug)]
pub(crate) struct Pointers(Vec<Vec<Value>>);

impl Pointers {
    pub(crate) fn new(pointers: &[String], errors: &mut ConfigErrors) -> Self {
        let mut paths = Vec::new();
        for (index, pointer) in pointers.iter().enumerate() {
            match pointer.strip_prefix('/') {
                Some(tokens) => paths.push(tokens.split('/').map(member).collect()),
                None => errors.add(
                    format!("/resource_path/{index}"),
                    format!("`{}` is not a JSON pointer to a member: write `/path`", pointer.escape_debug()),
                ),
            }
        }
        Self(paths)
    }

    fn find(&self, payload: &Value) -> Value {
        let at = |path: &Vec<Value>| path.iter().fold(payload.clone(), |value, name| value[name].clone());
        self.0.iter().map(at).find(|found| *found != Value::Undefined).unwrap_or(Value::Null)
    }
}

/// RFC 6901: `~1` is a slash, `~0` a tilde.
fn member(token: &str) -> Value {
    Value::from(token.replace("~1", "/").replace("~0", "~"))
}

/// The document `input`, as far as it is used. What the host verified stands over what else it says, and the payload is
/// never mixed with either.
pub(crate) fn input(event: &Event, payload: &Document, pointers: &Pointers, used: &Used) -> Result<Value, Error> {
    let read_for = |document: &Document, names: &[&str]| match names.iter().any(|name| used.has(name)) {
        true => read(&document.exact_json()?),
        false => Ok(Value::new_object()),
    };
    let args = read_for(payload, &["args", "resource_path", "requested_capabilities", "delegation_target", "steps"])?;
    let said = read_for(event.context(), &["context", "data_classification"])?;
    let claims = read_for(event.subject.claims(), &["context", "subject"])?;
    let asked = |name: &str, otherwise: Value| match &args[name] {
        Value::Undefined => otherwise,
        value => value.clone(),
    };
    let mut input = BTreeMap::new();
    for name in FIELDS.into_iter().filter(|name| used.has(name)) {
        let value = match name {
            "event_type" => event_type(event.phase).into(),
            "action" => event.action.as_str().into(),
            "tool_name" => event.target.rsplit('/').next().unwrap_or_default().into(),
            "resource_path" => pointers.find(&args),
            "session_id" => event.session.as_str().into(),
            "data_classification" => match &said[name] {
                Value::Undefined => Value::Null,
                class => class.clone(),
            },
            "requested_capabilities" | "steps" => asked(name, Value::new_array()),
            "delegation_target" => asked(name, Value::Null),
            "phase" => event.phase.as_str().into(),
            "target" => event.target.as_str().into(),
            "time_ms" => event.time_ms.into(),
            "subject" => subject(&event.subject, claims.clone()),
            "context" => context(event, &said, &claims)?,
            _ => args.clone(),
        };
        input.insert(name.into(), value);
    }
    Ok(input.into())
}

fn subject(subject: &portcullis_guest::Subject, claims: Value) -> Value {
    let kind = match subject.kind {
        SubjectKind::User => "user",
        SubjectKind::Service => "service",
        SubjectKind::Agent => "agent",
    };
    object([
        ("id", subject.id.as_str().into()),
        ("kind", kind.into()),
        ("roles", list(&subject.roles)),
        ("scopes", list(&subject.scopes)),
        ("via", list(&subject.via)),
        ("claims", claims),
    ])
}

fn context(event: &Event, said: &Value, claims: &Value) -> Result<Value, Error> {
    let mut context: BTreeMap<Value, Value> = OPTIONAL.into_iter().map(|name| (name.into(), Value::Null)).collect();
    context.insert("sandbox_verified".into(), false.into());
    context.insert("delegation_depth".into(), 0_u64.into());
    context.insert("token_id".into(), "".into());
    let said = said.as_object().map_err(|_| Error::new("the event's context is not an object"))?;
    context.extend(said.iter().map(|(name, value)| (name.clone(), value.clone())));
    if claims["tenant_id"] != Value::Undefined {
        context.insert("tenant_id".into(), claims["tenant_id"].clone());
    }
    let role = event.subject.roles.first().map_or(Value::Null, |role| role.as_str().into());
    context.insert("session_id".into(), event.session.as_str().into());
    context.insert("user_role".into(), role);
    context.insert("session_scopes".into(), list(&event.subject.scopes));
    Ok(context.into())
}

/// What the moments of an agent's life are called in governance events.
fn event_type(phase: Phase) -> &'static str {
    match phase {
        Phase::ModelRequest => "model_request",
        Phase::ModelResponse => "model_response",
        Phase::ToolDefinition => "tool_definition",
        Phase::ToolCall => "tool_call",
        Phase::ToolResult => "tool_result",
        Phase::AgentSpawn => "agent.spawn",
        Phase::AgentDelegate => "agent.delegate",
        Phase::AgentPlan => "agent.plan",
        Phase::MemoryWrite => "memory_write",
        Phase::MemoryRead => "memory_read",
    }
}
