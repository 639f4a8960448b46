//! The gate: figures that no clock touches, held against committed ones.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::{
    baseline::{self, Figures, Kind},
    executable,
};
use crate::{
    run::{self, announce},
    setup,
    workspace::Workspace,
};

const PROGRAM: &str = "portcullis-counts";
/// How it is compiled.
const PROFILE: &str = "tests/bench/counted.toml";
/// The function of that program that is counted.
const COUNTED: &str = "*portcullis_counted*";

const FUEL: Kind = Kind {
    file: "fuel.toml",
    unit: "fuel",
    tolerance: 20,
    why: "Fuel of the stock plugins for the events in `events/`. The same bytes take the same fuel everywhere; another compiler makes other bytes.",
};
const INSTRUCTIONS: Kind = Kind {
    file: "instructions.toml",
    unit: "instructions",
    tolerance: 50,
    why: "Instructions of the host's own parts, counted by callgrind on x86-64. Allocators and hash seeds differ a little from run to run.",
};

/// What becomes of the figures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// They are held against the baseline.
    Compare,
    /// They become the baseline.
    Bless,
}

/// Counts, and compares or blesses. The plugins must have been built.
pub(crate) fn check(workspace: &Workspace, then: Then) -> Result<()> {
    setup::valgrind()?;
    announce("Building what is counted");
    let program = build(workspace)?;
    announce("Fuel of the stock plugins");
    let fuel = fuel(&program)?;
    announce("Instructions of the host's parts");
    let instructions = instructions(&program, &workspace.output())?;
    let measured = [(FUEL, fuel), (INSTRUCTIONS, instructions)];
    match then {
        Then::Bless => measured.iter().try_for_each(|(kind, figures)| bless(kind, figures)),
        Then::Compare => compare(&measured),
    }
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = run::cargo();
    // Incremental builds are cut into other pieces, and so inlined in other ways, than those of CI.
    cargo.current_dir(&workspace.root).env("CARGO_INCREMENTAL", "0");
    // `--workspace` resolves features as the tests do: wasmtime is not compiled again.
    cargo.args(["build", "--workspace", "--bin", PROGRAM, "--config", PROFILE]);
    run::run(&mut cargo)?;
    Ok(workspace.cargo_target.join("debug").join(executable(PROGRAM)))
}

fn fuel(program: &Path) -> Result<Figures> {
    let text = run::read(Command::new(program).arg("fuel"))?;
    text.lines()
        .map(|line| {
            let (name, figure) = line.split_once('\t').with_context(|| format!("`{PROGRAM} fuel` says `{line}`"))?;
            Ok((name.to_owned(), figure.parse()?))
        })
        .collect()
}

fn instructions(program: &Path, output: &Path) -> Result<Figures> {
    let file = output.join("callgrind.out");
    let mut figures = BTreeMap::new();
    for part in run::read(Command::new(program).arg("list"))?.lines() {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--quiet", "--collect-atstart=no"]);
        valgrind.arg(format!("--toggle-collect={COUNTED}"));
        valgrind.arg(format!("--callgrind-out-file={}", file.display()));
        run::read(valgrind.arg(program).args(["run", part]))?;
        let text = fs::read_to_string(&file).with_context(|| format!("`{}`", file.display()))?;
        let count = total(&text).with_context(|| format!("`{}` has no total", file.display()))?;
        ensure!(count > 0, "callgrind counted nothing for `{part}`: is `{COUNTED}` still a function of its own?");
        eprintln!("  {count:>12}  {part}");
        figures.insert(part.to_owned(), count);
    }
    Ok(figures)
}

/// The instructions that were collected, from callgrind's file.
fn total(text: &str) -> Option<u64> {
    let line = |name| text.lines().find_map(|line| line.strip_prefix(name));
    line("summary:").or_else(|| line("totals:"))?.split_whitespace().next()?.parse().ok()
}

fn bless(kind: &Kind, figures: &Figures) -> Result<()> {
    let path = super::path(kind.file)?;
    fs::write(&path, baseline::write(kind, figures)).with_context(|| format!("`{}`", path.display()))?;
    eprintln!("  {} figures in {}", figures.len(), path.display());
    Ok(())
}

fn compare(measured: &[(Kind, Figures)]) -> Result<()> {
    announce("Against the baseline");
    let mut failures = 0;
    for (kind, figures) in measured {
        let comparison = baseline::compare(kind, figures, &baseline::parse(kind, &super::read(kind.file)?)?);
        for line in &comparison.better {
            eprintln!("  better: {line}: bless with `cargo xtask bench --bless`, so that it stays");
        }
        for line in &comparison.failures {
            eprintln!("  WORSE: {line}: bless with `cargo xtask bench --bless` if intended");
        }
        let tolerance = baseline::percent(kind.tolerance);
        eprintln!("  {} figures of {}, up to {tolerance} more accepted", figures.len(), kind.unit);
        failures += comparison.failures.len();
    }
    if failures > 0 {
        bail!("{failures} figures are worse than what is committed in tests/bench, see above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_from_callgrinds_file() {
        assert_eq!(total("version: 1\nevents: Ir\nsummary: 4711\nfn=(1) f\n7 3\ntotals: 4711\n"), Some(4711));
        assert_eq!(total("fn=(1) f\n7 3\n\ntotals: 12\n"), Some(12));
        assert_eq!(total("version: 1\n"), None);
    }

    #[test]
    fn worse_figures_fail_the_check() {
        let committed = baseline::parse(&FUEL, &super::super::read(FUEL.file).expect("it is committed"));
        let mut figures = committed.expect("it is well-formed");
        compare(&[(FUEL, figures.clone())]).expect("the same figures pass");
        let (_, first) = figures.iter_mut().next().expect("there is one");
        *first += *first / 10;
        let error = compare(&[(FUEL, figures)]).expect_err("a tenth more is too much");
        assert!(error.to_string().starts_with("1 figures are worse"), "{error}");
    }
}
