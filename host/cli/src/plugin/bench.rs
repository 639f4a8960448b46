//! `portcullis plugin bench`

use std::{sync::Arc, time::Duration};

use anyhow::{Context, bail};
use portcullis::{
    audit::Log,
    decision::PluginAnswer,
    event::Event,
    gate::Gate,
    pack::{Entry, Pack},
    plugin::{Limit, Limits, Plugin},
    text::printable,
};
use serde::Serialize;

use super::{args::Bench, project::Project};
use crate::{
    Exit, cases,
    print::{BOLD, DIM, Table, styled, thousands},
    progress::load_pack,
    runtime::measuring_runtime,
};

pub(crate) fn run(args: &Bench) -> anyhow::Result<Exit> {
    let project = Project::open(&args.project.folder)?;
    project.ensure_built()?;
    let state = Arc::default();
    let pack = load_pack(&measuring_runtime(&state)?, project.folder())?;
    let [entry] = pack.entries() else { bail!("the pack of a plugin's folder has one plugin") };
    let cases = cases::all(project.folder())?;
    let first = cases.first().context("there are no test cases")?;
    let plugin = Costs::of(entry.plugin(), &first.event);
    let cases = cases.iter().filter(|case| case.chunks.is_none());
    let cases =
        cases.map(|case| measure(&pack, &state, entry, case, args.rounds)).collect::<anyhow::Result<Vec<_>>>()?;
    if args.json {
        #[derive(Serialize)]
        struct Output {
            plugin: Costs,
            cases: Vec<Measured>,
        }
        anstream::println!("{}", serde_json::to_string_pretty(&Output { plugin, cases })?);
    } else {
        print(entry, &plugin, &cases, args.rounds);
    }
    Ok(Exit::Ok)
}

/// What a plugin costs before it is asked anything.
#[derive(Serialize)]
struct Costs {
    component_bytes: usize,
    code_bytes: Option<usize>,
    /// None where what was compiled before was in the cache.
    compile_us: Option<u64>,
    /// None where it was compiled in an earlier run.
    configure_us: Option<u64>,
    configure_fuel: u64,
    configured_memory: u64,
    snapshot: bool,
    instantiate_us: u64,
}

impl Costs {
    fn of(plugin: &Plugin, event: &Event) -> Self {
        let (component, configuring) = (plugin.component(), plugin.configuring());
        let code = plugin.compiled().or_else(|| component.compiled());
        let mut times: Vec<_> = (0..100).map(|_| plugin.instantiate_blocking(event).time).collect();
        Self {
            component_bytes: component.size(),
            code_bytes: code.map(|code| code.size),
            compile_us: component.compiled().filter(|code| !code.cached).map(|code| micros(code.time)),
            configure_us: configuring.time.map(micros),
            configure_fuel: configuring.fuel,
            configured_memory: configuring.memory,
            snapshot: plugin.compiled().is_some(),
            instantiate_us: micros(percentile(&mut times, 50)),
        }
    }
}

/// What it costs to ask a plugin about one event.
#[derive(Serialize)]
struct Measured {
    case: String,
    p50_us: u64,
    p99_us: u64,
    fuel: u64,
    fuel_limit: u64,
    memory: u64,
    memory_limit: u64,
    deadline_ms: u64,
}

fn measure(
    pack: &Pack,
    state: &cases::CaseState,
    entry: &Entry,
    case: &cases::Case,
    rounds: u32,
) -> anyhow::Result<Measured> {
    let (mut times, mut last) = (Vec::new(), None);
    for _ in 0..rounds {
        // A log in memory grows, and what a session and the state remember would add up.
        state.begin(case.state.as_deref());
        state.at(case.event.time_ms);
        let decision = Gate::new(pack.clone(), Log::in_memory()).decide_blocking(&case.event);
        let answers = decision.answers.iter().filter(|answer| answer.round == 1);
        times.push(answers.clone().map(|answer: &PluginAnswer| answer.time).sum());
        last = answers.clone().map(|answer| (answer.fuel, answer.memory)).reduce(|one, other| {
            // Of a plugin that scans and decides: both calls.
            (one.0 + other.0, one.1.max(other.1))
        });
    }
    let limits: &Limits = entry.plugin().limits();
    let unasked = || format!("{}:{}: the plugin is not asked about this event", case.file.display(), case.place.0);
    let (fuel, memory) = last.with_context(unasked)?;
    Ok(Measured {
        case: case.name.clone(),
        p50_us: micros(percentile(&mut times, 50)),
        p99_us: micros(percentile(&mut times, 99)),
        fuel,
        fuel_limit: limits.get(Limit::Fuel).value,
        memory,
        memory_limit: limits.get(Limit::Memory).value,
        deadline_ms: limits.get(Limit::Deadline).value,
    })
}

fn print(entry: &Entry, plugin: &Costs, cases: &[Measured], rounds: u32) {
    let line = |name: &str, value: String| anstream::println!("  {} {value}", styled(DIM, format!("{name:<12}")));
    let size = |bytes: usize| thousands(u64::try_from(bytes).unwrap_or(u64::MAX));
    let start = if plugin.snapshot { "from a snapshot" } else { "configured each time: there is no snapshot" };
    anstream::println!("{}", styled(BOLD, printable(entry.id())));
    let compiled = plugin.code_bytes.map(|bytes| format!(", compiled {}", size(bytes))).unwrap_or_default();
    line("size", format!("{} bytes{compiled}", size(plugin.component_bytes)));
    line(
        "compile",
        plugin.compile_us.map_or_else(|| "done before".to_owned(), |us| format!("{} µs, once", thousands(us))),
    );
    let configure = plugin.configure_us.map_or("in an earlier run".to_owned(), |us| format!("{} µs", thousands(us)));
    line("configure", format!("{} fuel, {configure}, once", thousands(plugin.configure_fuel)));
    line("instantiate", format!("{} µs, {start}", thousands(plugin.instantiate_us)));
    line(
        "limits",
        format!("{}, {} and {} at most", of(entry, Limit::Fuel), of(entry, Limit::Memory), of(entry, Limit::Deadline)),
    );
    anstream::println!("\n  {}", styled(DIM, format!("each of {rounds} times, with its fresh instance")));
    let mut table = Table::new(&["case", "p50 µs", "p99 µs", "fuel", "of its limit", "memory", "of its limit"]);
    for case in cases {
        let plain = anstyle::Style::new();
        table.row([
            (printable(&case.case), BOLD),
            (thousands(case.p50_us), plain),
            (thousands(case.p99_us), plain),
            (thousands(case.fuel), plain),
            (share(case.fuel, case.fuel_limit), plain),
            (format!("{} KiB", thousands(case.memory / 1024)), plain),
            (share(case.memory, case.memory_limit), plain),
        ]);
    }
    table.print();
}

fn of(entry: &Entry, limit: Limit) -> String {
    format!("{} {}", thousands(entry.plugin().limits().get(limit).value), limit.unit())
}

fn share(part: u64, whole: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a share is read to a tenth of a per cent")]
    let share = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{share:.1} %")
}

/// The time within which so many per cent are.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_taken_of_sorted_times() {
        let mut times: Vec<_> = (1..=100).rev().map(Duration::from_micros).collect();
        assert_eq!(percentile(&mut times, 50), Duration::from_micros(51));
        assert_eq!(percentile(&mut times, 99), Duration::from_micros(100));
        assert_eq!(percentile(&mut [], 50), Duration::ZERO);
    }
}
