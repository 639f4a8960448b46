//! Figures that no clock touches, for `cargo xtask bench --check`.
//!
//! `fuel` prints what the stock plugins take for the fixed events; `list` prints the host's parts; `run <part>` runs one of
//! them once, in a function that callgrind can be told to count.

#![forbid(unsafe_code)]

use anyhow::{Context, Result, bail};
use portcullis_bench::{desk, fuel, parts};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["fuel"] => fuel::measure(&desk::runtime()?)?.iter().for_each(|(key, fuel)| println!("{key}\t{fuel}")),
        ["list"] => parts::ALL.iter().for_each(|part| println!("{}", part.name)),
        ["run", name] => {
            let part = parts::ALL.iter().find(|part| part.name == name);
            let mut run = part.with_context(|| format!("there is no part `{name}`"))?.prepare()?;
            // Once before, so that what is set up at a first use is not counted.
            run();
            portcullis_counted(&mut run);
        }
        _ => bail!("called by `cargo xtask bench --check`, as `fuel`, `list` or `run <part>`"),
    }
    Ok(())
}

/// What callgrind counts: everything that happens from here on, until it returns.
#[inline(never)]
fn portcullis_counted(run: &mut parts::Run) {
    run();
    // The call above is not the last thing that happens, so it can't become a jump out of this function.
    std::hint::black_box(());
}
