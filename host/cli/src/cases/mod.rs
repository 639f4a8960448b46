//! Test cases of packs and plugins: events, and what a gate is expected to decide. `docs/cases.md` describes them.

mod compare;
mod node;
mod observed;
mod read;
mod report;
mod state;

use std::{path::Path, sync::Arc, time::Duration};

use portcullis::{
    audit::Log,
    decision::{Decision, PluginAnswer},
    document::Document,
    gate::Gate,
    pack::Pack,
};

use crate::{Exit, args::TestPack, progress::load_pack, runtime::testing_runtime};

pub(crate) use compare::Difference;
pub(crate) use read::{Case, all};
pub(crate) use report::Report;
pub(crate) use state::CaseState;

/// What came of one case.
pub(crate) struct Outcome {
    pub(crate) differences: Vec<Difference>,
    /// What was decided, as JSON, in the words of cases.
    pub(crate) found: String,
    /// The most fuel that one call took.
    pub(crate) fuel: u64,
    pub(crate) time: Duration,
}

/// `portcullis pack test`
pub(crate) fn test(args: &TestPack) -> anyhow::Result<Exit> {
    let state = Arc::default();
    let pack = load_pack(&testing_runtime(&state)?, &args.pack)?;
    run(&pack, &state, &args.pack, args.json)?.end()
}

/// Runs all cases of a pack's folder, and reports each. `state` is the one of the pack's runtime.
pub(crate) fn run(pack: &Pack, state: &CaseState, folder: &Path, json: bool) -> anyhow::Result<Report> {
    let mut report = Report::new(json);
    for case in all(folder)? {
        report.case(&case, judge(pack, state, &case)?);
    }
    Ok(report)
}

/// One case, by a gate and with a state of its own: no case sees what another left.
fn judge(pack: &Pack, state: &CaseState, case: &Case) -> anyhow::Result<Outcome> {
    state.begin(case.state.as_deref());
    let gate = Gate::new(pack.clone(), Log::in_memory());
    for event in &case.before {
        state.at(event.time_ms);
        // What it leaves behind is what matters of it.
        let _ = gate.decide_blocking(event);
    }
    state.at(case.event.time_ms);
    let (decision, released) = match &case.chunks {
        None => (gate.decide_blocking(&case.event), None),
        Some(chunks) => {
            let (released, decision) = stream(&gate, case, chunks)?;
            (decision, Some(released))
        }
    };
    let found = observed::of(&case.event, &decision, released);
    let mut differences = compare::compare(&case.expect, &found);
    for record in state.left() {
        let expected = serde_json::to_string(&record.call)?;
        differences.push(Difference { at: "state".to_owned(), expected, found: None });
    }
    let fuel = decision.answers.iter().map(|answer| answer.fuel).max().unwrap_or(0);
    if let Some(ceiling) = case.fuel.filter(|ceiling| fuel > *ceiling) {
        let expected = format!("at most {ceiling}");
        differences.push(Difference { at: "fuel".to_owned(), expected, found: Some(fuel.to_string()) });
    }
    let time = decision.answers.iter().map(|answer: &PluginAnswer| answer.time).sum();
    Ok(Outcome { differences, found: found.json(), fuel, time })
}

/// A payload that comes in pieces: what was let go of it, and the decision at its end.
fn stream(gate: &Gate, case: &Case, chunks: &[String]) -> anyhow::Result<(String, Decision)> {
    const TEXT: &str = "/text";
    let event = portcullis::event::Event { payload: Document::empty_object(), ..case.event.clone() };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let (mut stream, mut released) = (gate.stream(event), String::new());
        for chunk in chunks {
            match stream.push(TEXT, chunk).await {
                Ok(text) => released.push_str(&text),
                Err(_stopped) => break,
            }
        }
        let (rest, decision) = stream.finish().await;
        if decision.is_allowed() {
            released.push_str(rest.get(TEXT).map_or("", String::as_str));
        }
        Ok((released, decision))
    })
}
