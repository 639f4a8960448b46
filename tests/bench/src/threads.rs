//! Decisions per second on one and on two threads, beside a control that shows how the machine itself scales.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use portcullis::{audit::Log, plugin::RuntimeOptions};
use portcullis_bench::{desk, refund};

use crate::{
    groups::{Workbench, check, decide},
    page::{Table, thousands},
};

/// The counts of one and of two threads are taken in turn, so many times, and the median is shown.
const TURNS: usize = 9;
/// A thread looks at the clock once in so many calls, which costs a native one nothing then.
const BETWEEN_LOOKS: u32 = 32;

pub(crate) fn table(bench: &Workbench) -> Result<Table> {
    let gate = bench.gate(Log::in_memory(), 1)?;
    let alone = desk::runtime_with(RuntimeOptions { waiting: 0, ..RuntimeOptions::default() })?;
    let alone = desk::gate(&alone, Log::in_memory(), "refund_limits", desk::ONE_RULE, 1)?;
    let event = desk::event(refund::ARGUMENTS)?;
    let native: &(dyn Fn() + Sync) =
        &|| check(Some(refund::native(refund::ACTION, &[refund::ROLE], &refund::SCOPES, refund::ARGUMENTS)));
    let runs: [(&str, &(dyn Fn() + Sync)); 4] = [
        ("control: the rule as a native Rust function", native),
        ("bare wasmtime, a fresh instance from the snapshot", &|| check(bench.bare.fresh().ok())),
        ("`Gate::decide`, one plugin, audit in memory", &|| decide(&gate, &event)),
        ("the same, and no instance waits (`waiting = 0`)", &|| decide(&alone, &event)),
    ];
    let time = bench.each / 10;
    let mut rates = vec![(Vec::new(), Vec::new()); runs.len()];
    for _ in 0..TURNS {
        for ((_, call), (one, two)) in runs.iter().zip(&mut rates) {
            one.push(per_second(1, time, *call));
            two.push(per_second(2, time, *call));
        }
    }
    let rows = runs.iter().zip(rates).map(|((name, _), (one, two))| {
        let (one, two) = (median(one), median(two));
        vec![format!("{:.2} ×", two / one), (*name).to_owned(), thousands(one), thousands(two)]
    });
    Ok(Table::new("Threads")
        .note(
            "Decisions per second; each thread asks again as soon as it is answered. No instance waits then for long: they are made \
             ready where the thread that makes them keeps up.",
        )
        .columns(&["2 threads / 1", "what", "1 thread", "2 threads"], rows.collect()))
}

fn per_second(threads: usize, time: Duration, call: &(dyn Fn() + Sync)) -> f64 {
    let start = Instant::now();
    let calls: u32 = thread::scope(|scope| {
        let count = || {
            let mut calls = 0;
            while start.elapsed() < time {
                (0..BETWEEN_LOOKS).for_each(|_| call());
                calls += BETWEEN_LOOKS;
            }
            calls
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_default()).sum()
    });
    f64::from(calls) / start.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]).to_bits(), 5.0_f64.to_bits());
    }
}
