//! `portcullis check`: one event against a pack.

use std::{fs, io::Read, path::Path};

use anyhow::Context;
use portcullis::{
    audit::{FindingAction, Log, Mode},
    decision::{Answer, Decision, Effect, PluginAnswer, Violation},
    event::Event,
    gate::Gate,
    pack::Pack,
    plugin::{Outcome, Trace},
    text::printable,
};
use serde_json::{json, value::RawValue};

use crate::{
    Exit,
    args::Check,
    print::{BOLD, DIM, Table, effect, styled, thousands},
    progress::load_pack,
    runtime::runtime,
};

pub(crate) fn run(args: &Check) -> anyhow::Result<Exit> {
    let text = read(&args.event)?;
    let event = Event::from_json(&text).with_context(|| format!("`{}` is no event", args.event.display()))?;
    let runtime = runtime()?;
    let pack = load_pack(&runtime, &args.pack)?;
    let log = match &args.audit {
        None => Log::in_memory(),
        Some(file) => Log::open(file).with_context(|| format!("the audit log `{}` can't be opened", file.display()))?.0,
    };
    let explained = if args.explain { explain(&pack, &event)? } else { Vec::new() };
    let gate = Gate::new(pack, log);
    let decision = gate.decide_blocking(&event);
    if args.json {
        print_json(&gate, &event, &decision, args.explain.then_some(&explained))?;
    } else {
        print_text(&event, &decision);
        explained.iter().for_each(Explained::print);
    }
    Ok(match &decision.effect {
        Effect::Allow(_) | Effect::Modify(_) => Exit::Ok,
        Effect::Deny(_) => Exit::Deny,
        Effect::Escalate(_) => Exit::Escalate,
    })
}

/// What one policy says of its rules.
#[derive(serde::Serialize)]
struct Explained {
    plugin: String,
    /// None where the policy can't tell.
    rules: Option<Vec<Trace>>,
}

/// Each policy about the event as it came: what other policies edit is not seen.
fn explain(pack: &Pack, event: &Event) -> anyhow::Result<Vec<Explained>> {
    let policies = pack.entries().iter().filter(|entry| entry.is_policy() && entry.covers(event));
    let explained = policies.map(|entry| {
        let said = entry.plugin().explain_blocking(event);
        let said = said.with_context(|| format!("the plugin `{}` can't explain itself", printable(entry.id())))?;
        Ok(Explained { plugin: entry.id().to_owned(), rules: said.map(|said| said.rules) })
    });
    explained.collect()
}

impl Explained {
    fn print(&self) {
        let plugin = printable(&self.plugin);
        anstream::println!();
        let Some(rules) = &self.rules else {
            return anstream::println!("  {} has no rules to show", styled(BOLD, plugin));
        };
        anstream::println!("  rules of {}", styled(BOLD, plugin));
        for trace in rules {
            let outcome = match trace.outcome {
                Outcome::Fired => styled(BOLD, "fired "),
                Outcome::Nearly => styled(DIM, "nearly"),
            };
            anstream::println!("    {outcome} {}  {}", trace.rule, styled(DIM, &trace.why));
        }
        if rules.is_empty() {
            anstream::println!("    none speaks of this event");
        }
    }
}

fn read(file: &Path) -> anyhow::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("the event can't be read from standard input")?;
        return Ok(text);
    }
    fs::read_to_string(file).with_context(|| format!("the event `{}` can't be read", file.display()))
}

fn print_json(
    gate: &Gate,
    event: &Event,
    decision: &Decision,
    explained: Option<&Vec<Explained>>,
) -> anyhow::Result<()> {
    let payload = decision.payload().map(|payload| RawValue::from_string(payload.text().to_owned())).transpose()?;
    let message = match &decision.effect {
        Effect::Deny(denied) => denied.denial.message.as_deref(),
        Effect::Escalate(needs) => needs.escalation.message.as_deref(),
        Effect::Allow(_) | Effect::Modify(_) => None,
    };
    #[derive(serde::Serialize)]
    struct Output<'o> {
        effect: &'static str,
        message: Option<&'o str>,
        payload: Option<Box<RawValue>>,
        record: portcullis::audit::DecisionRecord,
        receipt: serde_json::Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        explained: Option<&'o Vec<Explained>>,
    }
    let receipt = decision.receipt.as_ref().map(|receipt| json!({"seq": receipt.seq, "hash": receipt.hash}));
    let output = Output {
        effect: decision.effect.name(),
        message,
        payload,
        record: gate.record(event, decision),
        receipt: receipt.unwrap_or_default(),
        explained,
    };
    anstream::println!("{}", serde_json::to_string_pretty(&output)?);
    Ok(())
}

fn print_text(event: &Event, decision: &Decision) {
    let name = decision.effect.name();
    let style = effect(name);
    let (who, code, detail, message, violations): (_, _, _, _, &[Violation]) = match &decision.effect {
        Effect::Allow(_) => (None, "", "", None, &[]),
        Effect::Modify(payload) => {
            anstream::println!("{}  {} of {}", styled(style, "MODIFY"), event.phase, styled(BOLD, &event.target));
            anstream::println!("  goes on as  {}", payload.text());
            (None, "", "", None, &[])
        }
        Effect::Deny(denied) => {
            let denial = &denied.denial;
            (
                denied.plugin.as_deref(),
                denial.code.as_str(),
                denial.detail.as_str(),
                denial.message.as_deref(),
                denial.violations.as_slice(),
            )
        }
        Effect::Escalate(needs) => {
            let escalation = &needs.escalation;
            (
                Some(needs.plugin.as_str()),
                escalation.code.as_str(),
                escalation.detail.as_str(),
                escalation.message.as_deref(),
                &[],
            )
        }
    };
    if !matches!(decision.effect, Effect::Modify(_)) {
        anstream::println!(
            "{}  {} of {}",
            styled(style, name.to_uppercase()),
            event.phase,
            styled(BOLD, &event.target)
        );
    }
    if !code.is_empty() {
        anstream::println!("  {}  by {}", styled(BOLD, code), who.unwrap_or("the host"));
        anstream::println!("  {detail}");
    }
    for violation in violations {
        let part = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!(", {name} {value}")).unwrap_or_default()
        };
        let (found, allowed, rule) =
            (part("found", &violation.found), part("allowed", &violation.allowed), part("rule", &violation.rule));
        // A rule about who acts, not about the payload, has no place in it.
        let place = if violation.pointer.is_empty() { String::new() } else { format!(" at `{}`", violation.pointer) };
        anstream::println!("  - {}{place}{found}{allowed}{rule}", violation.code);
    }
    if let Some(message) = message {
        anstream::println!("  {} {message}", styled(DIM, "the model is told:"));
    }
    anstream::println!();
    answers(&decision.answers).print();
    for (plugin, line) in
        decision.answers.iter().flat_map(|answer| answer.log.iter().map(|line| (&answer.plugin, line)))
    {
        anstream::println!("  {} {}", styled(DIM, format!("{plugin} says:")), line.message);
    }
    for (plugin, note) in
        decision.answers.iter().flat_map(|answer| answer.notes.iter().map(|note| (&answer.plugin, note)))
    {
        anstream::println!("  {} {note}", styled(DIM, format!("{plugin} notes:")));
    }
    if let Some(receipt) = &decision.receipt {
        anstream::println!(
            "\n  {} {} µs, record {} {}",
            styled(DIM, "decided in"),
            decision.time.as_micros(),
            receipt.seq,
            receipt.hash
        );
    }
}

fn answers(answers: &[PluginAnswer]) -> Table {
    let mut table = Table::new(&["plugin", "answer", "", "fuel", "µs", "memory", "digest"]);
    for answer in answers {
        let (name, what) = summary(&answer.answer);
        let mode = if answer.mode == Mode::Shadow { " (shadow)" } else { "" };
        let plain = anstyle::Style::new();
        table.row([
            (format!("{}{mode}", answer.plugin), BOLD),
            (name.to_owned(), effect(name)),
            (what, plain),
            (thousands(answer.fuel), plain),
            (thousands(u64::try_from(answer.time.as_micros()).unwrap_or(u64::MAX)), plain),
            (format!("{} KiB", answer.memory / 1024), plain),
            (answer.digest.to_string().chars().take(19).collect(), DIM),
        ]);
    }
    table
}

/// One word for an answer, and a few more.
pub(crate) fn summary(answer: &Answer) -> (&'static str, String) {
    match answer {
        Answer::Allow => ("allow", String::new()),
        Answer::Deny(denial) => ("deny", denial.code.clone()),
        Answer::Modify(edits) => {
            ("modify", edits.iter().map(|edit| printable(&edit.pointer)).collect::<Vec<_>>().join(", "))
        }
        Answer::Escalate(escalation) => ("escalate", escalation.code.clone()),
        Answer::Failed(failure) => ("failed", failure.code().to_owned()),
        Answer::Skipped => ("skipped", String::new()),
        Answer::Findings(findings) => {
            let worst = |action| findings.iter().any(|acted| acted.action == action);
            let name = match () {
                () if findings.is_empty() => "nothing found",
                () if worst(FindingAction::Deny) => "denied",
                () if worst(FindingAction::Redact) => "redacted",
                () => "noted",
            };
            let mut kinds: Vec<_> = findings
                .iter()
                .map(|acted| format!("{} at {}", acted.finding.kind, printable(&acted.pointer)))
                .collect();
            kinds.dedup();
            (name, kinds.join(", "))
        }
    }
}
