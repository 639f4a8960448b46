//! `portcullis doctor`: the hostile plugins of the test suite, on this machine and under the user's own limits.

use std::thread;

use anstyle::Style;
use anyhow::Context;
use portcullis::plugin::{Limit, LimitSet, Limits, Runtime, RuntimeOptions};
use portcullis_hostile::{ATTACKS, Report};
use serde_json::json;

use crate::{
    Exit,
    args::Doctor,
    print::{BOLD, DIM, Table, effect, styled, thousands},
};

pub(crate) fn run(args: &Doctor) -> anyhow::Result<Exit> {
    let limits = args.limits.iter().fold(LimitSet::new(), |set, (limit, value)| set.with(*limit, *value));
    let runtime = Runtime::new(&RuntimeOptions { limits: limits.clone(), ..RuntimeOptions::default() })?;
    if !args.json {
        machine_to_stdout(&args.limits);
    }
    let reports = portcullis_hostile::run(&runtime).context("the hostile plugins can't be run")?;
    let fallen = reports.iter().filter(|report| !report.held).count();
    if args.json {
        json_to_stdout(&limits, &reports)?;
    } else {
        table(&reports).print();
        verdict_to_stdout(&reports, fallen);
    }
    Ok(if fallen == 0 { Exit::Ok } else { Exit::Deny })
}

/// Reads `memory-bytes=33554432`.
pub(crate) fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, for instance `memory-bytes=33554432`")?;
    let limit = name.parse::<Limit>().map_err(|error| {
        let known: Vec<_> = Limit::ALL.iter().map(|limit| limit.name()).collect();
        format!("{error}; there are {}", known.join(", "))
    })?;
    let value =
        value.replace('_', "").parse().map_err(|_| format!("`{value}` is no whole number of {}", limit.unit()))?;
    Ok((limit, value))
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

fn machine_to_stdout(limits: &[(Limit, u64)]) {
    let line = |name: &str, value: String| anstream::println!("  {} {value}", styled(DIM, format!("{name:<14}")));
    anstream::println!("{}", styled(BOLD, Runtime::version()));
    line("system", format!("{} on {}, {} cores", std::env::consts::OS, std::env::consts::ARCH, cores()));
    line(
        "pagemap scan",
        if Runtime::has_pagemap_scan() {
            "yes".to_owned()
        } else {
            "no: a fresh instance costs several times as much; Linux 6.7 or later has it".to_owned()
        },
    );
    for (limit, value) in limits {
        line("limit", format!("{limit} = {} {}", thousands(*value), limit.unit()));
    }
    anstream::println!("  {}\n", styled(DIM, format!("{} hostile plugins, some seconds each at most", ATTACKS.len())));
}

fn table(reports: &[Report]) -> Table {
    let mut table = Table::new(&["attack", "expected", "observed", "held", "ms"]);
    for report in reports {
        let plain = Style::new();
        let (held, style) = if report.held { ("yes", effect("allow")) } else { ("NO", effect("deny")) };
        table.row([
            (report.attack.to_owned(), BOLD),
            (report.expected.to_string(), plain),
            (
                if report.observed == report.expected { "the same".to_owned() } else { report.observed.to_string() },
                plain,
            ),
            (held.to_owned(), style),
            (thousands(ms(report)), plain),
        ]);
    }
    table
}

fn verdict_to_stdout(reports: &[Report], fallen: usize) {
    anstream::println!();
    if fallen == 0 {
        anstream::println!("{} all {} attacks were stopped", styled(effect("allow"), "HELD"), reports.len());
        return;
    }
    anstream::println!(
        "{} {fallen} of {} attacks were not stopped as they must be",
        styled(effect("deny"), "NOT HELD"),
        reports.len()
    );
    for report in reports.iter().filter(|report| !report.held) {
        let detail = portcullis::text::printable(&report.detail);
        anstream::println!("  - {}: {}: {detail}", styled(BOLD, report.attack), report.observed);
    }
}

fn json_to_stdout(operator: &LimitSet, reports: &[Report]) -> anyhow::Result<()> {
    let none = LimitSet::new();
    let limits = Limits::effective(operator, &none, &none);
    let attack = |report: &Report| {
        json!({
            "attack": report.attack,
            "expected": report.expected.to_string(),
            "observed": report.observed.to_string(),
            "held": report.held,
            "detail": report.detail,
            "ms": ms(report),
        })
    };
    let output = json!({
        "engine": Runtime::version(),
        "machine": {
            "os": std::env::consts::OS,
            "arch": std::env::consts::ARCH,
            "cores": cores(),
            "pagemap_scan": Runtime::has_pagemap_scan(),
        },
        "limits": limits.iter().map(|(limit, bound)| (limit.name().to_owned(), json!(bound.value))).collect::<serde_json::Map<_, _>>(),
        "held": reports.iter().all(|report| report.held),
        "attacks": reports.iter().map(attack).collect::<Vec<_>>(),
    });
    anstream::println!("{}", serde_json::to_string_pretty(&output)?);
    Ok(())
}

fn ms(report: &Report) -> u64 {
    u64::try_from(report.time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_name_and_a_number() {
        assert_eq!(limit("memory-bytes=33_554_432"), Ok((Limit::Memory, 33_554_432)));
        for text in ["memory-bytes", "memory=1", "memory-bytes=much", "memory-bytes=-1", ""] {
            assert!(limit(text).is_err(), "{text}");
        }
    }
}
