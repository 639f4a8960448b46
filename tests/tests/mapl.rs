//! Policies as text, in the sandbox and behind the gate.

use portcullis::{
    decision::{Answer, Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
};
use portcullis_tests::{PackFolder, pack, runtime};

fn fintech() -> Gate {
    let loaded = Pack::load_blocking(runtime(), pack("fintech")).unwrap_or_else(|error| panic!("{error}"));
    Gate::new(loaded, portcullis::audit::Log::in_memory())
}

fn event(user: &str, phase: Phase, target: &str, payload: &str) -> Event {
    let mut subject = Subject::new(user, SubjectKind::User);
    let claims =
        format!(r#"{{"company": "FinTech", "business_unit": "Analytics", "team": "Reporting", "user": "{user}"}}"#);
    subject.claims = Document::parse(claims.as_str()).unwrap();
    Event::new(phase, subject, target, Document::parse(payload).unwrap())
}

async fn request(gate: &Gate, user: &str, payload: &str) -> Decision {
    gate.decide(&event(user, Phase::ModelRequest, "tool:secure-openai-app/generate", payload)).await
}

#[tokio::test]
async fn a_request_goes_on_within_everybodys_limits() {
    let gate = fintech();
    let large = r#"{"model":"gpt-4","max_tokens":3000,"temperature":0.9}"#;
    for (user, expected) in [
        ("alice", r#"{"model":"gpt-3.5-turbo","max_tokens":500,"temperature":0.5}"#),
        ("bob", r#"{"model":"gpt-4","max_tokens":2000,"temperature":0.8}"#),
        ("carol", large),
    ] {
        let decision = request(&gate, user, large).await;
        assert_eq!(decision.payload().map(|payload| payload.text().to_owned()).as_deref(), Some(expected), "{user}");
    }
    let filled = request(&gate, "alice", r#"{"model":"gpt-3.5-turbo"}"#).await;
    assert_eq!(filled.payload().unwrap().text(), r#"{"model":"gpt-3.5-turbo","max_tokens":500}"#);
    assert_eq!(filled.rounds, 2, "asked again about what goes on");
}

#[tokio::test]
async fn a_denial_names_each_document_and_tells_the_model_nothing() {
    let gate = fintech();
    let decision = gate.decide(&event("alice", Phase::ToolCall, "data:executive/salaries", "{}")).await;
    let Effect::Deny(denied) = &decision.effect else { panic!("{decision:?}") };
    let rules: Vec<_> = denied.denial.violations.iter().filter_map(|one| one.rule.as_deref()).collect();
    assert_eq!(rules, ["user:alice#/resources", "user:alice#/denied_resources/0", "company:FinTech#/resources"]);
    assert_eq!(denied.denial.message.as_deref(), Some("This action is not allowed in this session."));
}

#[tokio::test]
async fn names_that_stand_twice_never_come_to_a_policy() {
    assert!(Document::parse(r#"{"max_tokens":5,"max_tokens":5000}"#).is_err());
    let decision = request(&fintech(), "alice", r#"{"model":"gpt-3.5-turbo","max_tokens":"5"}"#).await;
    assert!(matches!(&decision.effect, Effect::Deny(denied) if denied.denial.code == "wrong-type"));
}

#[test]
fn a_config_is_refused_with_every_mistake_and_its_place() {
    let documents = r#"{"documents": [{"policy_id": "user:a", "extends": "team:x", "resuorces": []}]}"#;
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"mapl\"\ncomponent = \"mapl.wasm\"\nconfig-file = \"p.json\"\ngrants = { state = [\"mapl/\"] }\n";
    let folder = PackFolder::new(manifest, &["mapl"]).with("p.json", documents);
    let error = folder.load().map(|_| ()).unwrap_err();
    let shown = error.problems().iter().map(ToString::to_string).collect::<String>();
    for part in ["/documents/0/resuorces", "did you mean `resources`?", "/documents/0/extends"] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
}

/// What it may cost at most.
const MOST: u64 = 3;

/// Five levels and a hundred documents, against one rule of the small policy: the fuel is the same on every machine.
#[tokio::test]
async fn a_decision_by_a_hundred_documents_costs_a_few_times_one_by_a_rule() {
    let limits = r#""resources": ["tool:*/approve_refund", "tool:*/generate"], "denied_resources": ["data:secret/**"], "constraints":
        {"parameters": {"tool:*/approve_refund": {"amount": {"type": "number", "range": [0, 100]}}}}"#;
    let open = r#""resources": ["**"]"#;
    let document = |id: &str, parent: &str, says: &str| format!(r#"{{"policy_id": "{id}", {parent} {says}}}"#);
    let mut documents = vec![
        document("global:all", "", limits),
        document("company:FinTech", r#""extends": "global:all","#, limits),
        document("bu:Analytics", r#""extends": "company:FinTech","#, open),
        document("team:Reporting", r#""extends": "bu:Analytics","#, open),
        document("user:alice", r#""extends": "team:Reporting","#, limits),
    ];
    documents.extend((0..95).map(|n| document(&format!("user:u{n}"), r#""extends": "team:Reporting","#, limits)));
    let config = format!(r#"{{"documents": [{}]}}"#, documents.join(","));
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"mapl\"\ncomponent = \"mapl.wasm\"\nconfig-file = \"p.json\"\ngrants = { state = [\"mapl/\"] }\n";
    let loaded =
        PackFolder::new(manifest, &["mapl"]).with("p.json", config).load().unwrap_or_else(|error| panic!("{error}"));
    let mapl = Gate::new(loaded, portcullis::audit::Log::in_memory());
    let small = Pack::load_blocking(runtime(), pack("support-desk")).unwrap_or_else(|error| panic!("{error}"));
    let small = Gate::new(small, portcullis::audit::Log::in_memory());
    let mut event = event("alice", Phase::ToolCall, "tool:support/approve_refund", r#"{"amount": 50}"#);
    event.subject.roles.push("support_agent".to_owned());
    event.subject.scopes.push("approve_refund_under_100".to_owned());
    let fuel = async |gate: &Gate| {
        let decision = gate.decide(&event).await;
        let answer = decision.answers.iter().find(|answer| matches!(answer.answer, Answer::Allow)).unwrap();
        answer.fuel
    };
    let (mapl, small) = (fuel(&mapl).await, fuel(&small).await);
    assert!(mapl <= MOST * small, "{mapl} of fuel, and {small} for the small policy");
}
