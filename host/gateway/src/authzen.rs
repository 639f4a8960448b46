//! The Authorization API of AuthZEN 1.0: any program can ask for a decision.

use portcullis::{
    decision::Effect,
    document::{Document, Kind, Value},
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
};
use serde_json::json;

use crate::reply::Problem;

/// More questions at once are refused.
const MAX_QUESTIONS: usize = 100;

/// Where one question is asked.
pub(crate) const EVALUATION: &str = "/access/v1/evaluation";
/// Where several are.
pub(crate) const EVALUATIONS: &str = "/access/v1/evaluations";
/// Where it is said where.
pub(crate) const METADATA: &str = "/.well-known/authzen-configuration";

/// What the gateway says of itself.
pub(crate) fn metadata(base: &str) -> String {
    json!({
        "policy_decision_point": base,
        "access_evaluation_endpoint": format!("{base}{EVALUATION}"),
        "access_evaluations_endpoint": format!("{base}{EVALUATIONS}"),
    })
    .to_string()
}

/// Answers one question.
pub(crate) async fn evaluation(gate: &Gate, body: &str) -> Result<String, Problem> {
    let question = parse(body)?;
    let event = event(&question, None)?;
    Ok(answer(gate, &event).await.0)
}

/// Answers several questions, each of which may leave out what all have in common.
pub(crate) async fn evaluations(gate: &Gate, body: &str) -> Result<String, Problem> {
    let common = parse(body)?;
    let questions = common.get("/evaluations").filter(|list| list.kind() == Kind::List);
    let Some(questions) = questions.filter(|list| list.elements().next().is_some()) else {
        return evaluation(gate, body).await;
    };
    let semantic = text(&common, "/options/evaluations_semantic")?;
    // Which answer is the last one; none: all are given.
    let last = match semantic.as_deref() {
        None | Some("execute_all") => None,
        Some("deny_on_first_deny") => Some(false),
        Some("permit_on_first_permit") => Some(true),
        Some(_) => return Err(bad("/options/evaluations_semantic", "one that AuthZEN knows")),
    };
    if questions.elements().count() > MAX_QUESTIONS {
        return Err(bad("/evaluations", &format!("a list of at most {MAX_QUESTIONS}")));
    }
    // All of them are read before any is decided.
    let events = questions.elements().map(|question| event(&document(question)?, Some(&common)));
    let mut answers = Vec::new();
    for event in events.collect::<Result<Vec<_>, _>>()? {
        let (answer, decision) = answer(gate, &event).await;
        answers.push(answer);
        if last == Some(decision) {
            break;
        }
    }
    Ok(format!(r#"{{"evaluations":[{}]}}"#, answers.join(",")))
}

async fn answer(gate: &Gate, event: &Event) -> (String, bool) {
    let decision = gate.decide(event).await;
    let record = decision.receipt.is_some().then_some(&decision.id);
    let mut context = serde_json::Map::new();
    context.insert("record".to_owned(), json!(record));
    context.insert("effect".to_owned(), decision.effect.name().into());
    let message = match &decision.effect {
        Effect::Deny(by) => by.denial.message.clone(),
        Effect::Escalate(by) => by.escalation.message.clone(),
        Effect::Allow(_) | Effect::Modify(_) => None,
    };
    if let Some(message) = message {
        context.insert("reason_user".to_owned(), json!({ "en": message }));
    }
    let payload = match &decision.effect {
        // As text within the answer: numbers stay what they are.
        Effect::Modify(payload) => format!(r#","payload":{}"#, payload.text()),
        _ => String::new(),
    };
    let context = serde_json::Value::Object(context).to_string();
    let context = context.strip_suffix('}').unwrap_or(&context);
    let allowed = decision.is_allowed();
    (format!(r#"{{"decision":{allowed},"context":{context}{payload}}}}}"#), allowed)
}

/// A question as an event: the resource `{"type": "tool", "id": "<app>/<operation>"}` is what it is about, and the payload
/// is the context's `payload`, or else the action's properties.
fn event(question: &Document, common: Option<&Document>) -> Result<Event, Problem> {
    let part = |pointer: &str| question.get(pointer).or_else(|| common?.get(pointer));
    let string = |pointer: &'static str| {
        let whole = pointer.split('/').nth(1).unwrap_or_default();
        // A question that has the whole has all of it.
        let of = if question.get(&format!("/{whole}")).is_some() { Some(question) } else { common };
        of.map_or(Ok(None), |of| text(of, pointer))?.ok_or_else(|| bad(pointer, "a string"))
    };
    let kind = match string("/subject/type")?.as_str() {
        "service" | "client" | "machine" => SubjectKind::Service,
        "agent" => SubjectKind::Agent,
        _ => SubjectKind::User,
    };
    let phase = match part("/context").and_then(|context| context.get("phase")) {
        None => Phase::ToolCall,
        Some(phase) => {
            let phase = phase.as_str().and_then(|phase| phase.parse().ok());
            phase.ok_or_else(|| bad("/context/phase", "a phase, as `tool-call`"))?
        }
    };
    let properties = part("/subject").and_then(|subject| subject.get("properties"));
    let list = |name| -> Vec<String> {
        let list = properties.and_then(|properties| properties.get(name));
        list.iter().flat_map(Value::elements).filter_map(|item| Some(item.as_str()?.into_owned())).collect()
    };
    let mut subject = Subject::new(string("/subject/id")?, kind);
    subject.roles = list("roles");
    subject.scopes = list("scopes");
    if let Some(properties) = properties.filter(|properties| properties.kind() == Kind::Object) {
        subject.claims = document(properties)?;
    }
    let context = part("/context").filter(|context| context.kind() == Kind::Object);
    let payload = context.and_then(|context| context.get("payload"));
    let payload = payload.or_else(|| part("/action").and_then(|action| action.get("properties")));
    let payload = payload.map_or_else(|| Ok(Document::empty_object()), document)?;
    let target = format!("{}:{}", string("/resource/type")?, string("/resource/id")?);
    let mut event = Event::new(phase, subject, target, payload);
    event.action = string("/action/name")?;
    if let Some(context) = context {
        event.context = document(context)?;
    }
    Ok(event)
}

fn parse(body: &str) -> Result<Document, Problem> {
    Document::parse(body).map_err(|error| Problem::invalid(format!("The request's body is not valid JSON: {error}.")))
}

fn document(value: Value<'_>) -> Result<Document, Problem> {
    parse(value.raw())
}

fn text(of: &Document, pointer: &str) -> Result<Option<String>, Problem> {
    let Some(value) = of.get(pointer) else { return Ok(None) };
    value.as_str().map(|text| Some(text.into_owned())).ok_or_else(|| bad(pointer, "a string"))
}

fn bad(pointer: &str, expected: &str) -> Problem {
    Problem::invalid(format!("`{pointer}` is not {expected}."))
}
