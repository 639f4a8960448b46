//! The stock plugins: what sanitisers cost for what a tool returns, and a policy in text beside a table of rules.

use anyhow::{Result, ensure};
use portcullis::{
    audit::Log,
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
};
use portcullis_bench::{
    desk::{self, Part},
    measure::Case,
    refund,
};

use crate::{
    groups::{Workbench, decide},
    page::Table,
};

/// Text as a ticket system returns it: numbers, names and dates, and nothing to remove.
const SENTENCES: &str = "The parcel 4711-88 came on 3 March, two days late, and one of the two cups is broken. \
    The customer asks for a new cup, or 12.50 back, and has sent a photo of the box. ";
/// What is removed where something is.
const ADDRESS: &str = "Write to jane.roe@mail.example.org about it. ";
const RESULT_BYTES: usize = 2048;

pub(crate) fn table(bench: &Workbench) -> Result<Table> {
    let alone = |guest| desk::pack(&bench.runtime, Log::in_memory(), &[Part { guest, config: "{}".to_owned() }]);
    let stock = |name| desk::stock(&bench.runtime, Log::in_memory(), name);
    let (clean, found) = (tool_result("")?, tool_result(ADDRESS)?);
    let sanitisers = stock("sanitisers")?;
    ensure!(left_alone(&sanitisers, &clean), "there should be nothing to remove");
    ensure!(!left_alone(&sanitisers, &found), "there should be something to remove");
    let (hierarchy, refund) = desk::hierarchy(&bench.runtime)?;
    let cases = vec![
        case(
            "policy `refund-limits`, one rule, 100-byte tool call",
            bench.gate(Log::in_memory(), 1)?,
            desk::event(refund::ARGUMENTS)?,
        ),
        case("policy `mapl`, pack `fintech`, model request", stock("fintech")?, model_request()?),
        case("policy `mapl`, 100 documents in five levels, 100-byte tool call", hierarchy, refund),
        case(
            "policy `rego`, pack `rego-defaults`, 100-byte tool call",
            stock("rego-defaults")?,
            desk::event(refund::ARGUMENTS)?,
        ),
        case(
            "policy `cedar`, pack `cedar-desk`, 100-byte tool call",
            stock("cedar-desk")?,
            desk::event(refund::ARGUMENTS)?,
        ),
        case("policy `cel`, pack `cel-desk`, 100-byte tool call", stock("cel-desk")?, desk::event(refund::ARGUMENTS)?),
        case("sanitiser `secrets`, 2 KiB tool result", alone("secrets")?, clean.clone()),
        case("sanitiser `pii`, 2 KiB tool result", alone("pii")?, clean.clone()),
        case("sanitiser `injection`, 2 KiB tool result", alone("injection")?, clean.clone()),
        case("all three, pack `sanitisers`, a tool result of two words", sanitisers.clone(), short()?),
        case("all three, pack `sanitisers`, 2 KiB tool result", sanitisers.clone(), clean),
        case("all three, and an address that is removed", sanitisers, found),
    ];
    Ok(Table::new("Stock plugins")
        .note(
            "`Gate::decide`, audit in memory. Nothing is found in the tool result but in the last row, where all are asked \
             again about what is left. The budget for all three is 100 µs.",
        )
        .times(bench.times(cases), 0))
}

fn case(name: &str, gate: Gate, event: Event) -> Case<'static> {
    Case::new(name, move || decide(&gate, &event))
}

fn left_alone(gate: &Gate, event: &Event) -> bool {
    gate.decide_blocking(event).payload().is_some_and(|payload| payload.text() == event.payload.text())
}

/// A ticket of 2 KiB.
fn tool_result(with: &str) -> Result<Event> {
    let mut text = SENTENCES.repeat(RESULT_BYTES / SENTENCES.len());
    text.insert_str(0, with);
    let text: String = text.chars().cycle().take(RESULT_BYTES - r#"{"ticket":7,"text":""}"#.len()).collect();
    let payload = Document::parse(format!(r#"{{"ticket":7,"text":"{text}"}}"#))?;
    let subject = Subject::new("alice", SubjectKind::User).scope("read_customer");
    Ok(Event::new(Phase::ToolResult, subject, "tool:support/read_ticket", payload))
}

/// A tool result in which there is next to nothing to read: what is left is what each call costs.
fn short() -> Result<Event> {
    let subject = Subject::new("alice", SubjectKind::User).scope("read_customer");
    let payload = Document::parse(r#"{"ticket":7,"text":"All done."}"#)?;
    Ok(Event::new(Phase::ToolResult, subject, "tool:support/read_ticket", payload))
}

/// A request that four documents of the pack `fintech` allow as it is.
fn model_request() -> Result<Event> {
    let payload =
        r#"{"model":"gpt-4","max_tokens":3000,"temperature":0.9,"messages":[{"role":"user","content":"Sum it up."}]}"#;
    let mut subject = Subject::new("carol", SubjectKind::User);
    subject.claims =
        Document::parse(r#"{"company":"FinTech","business_unit":"Analytics","team":"Reporting","user":"carol"}"#)?;
    Ok(Event::new(Phase::ModelRequest, subject, "tool:assistant/generate", Document::parse(payload)?))
}
