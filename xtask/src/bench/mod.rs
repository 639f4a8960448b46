//! `cargo xtask bench`: times for people, and the figures that CI holds us to.

mod baseline;
mod check;

use std::{ffi::OsString, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    conformance, guests,
    run::{self, announce},
    setup, toolchains,
    workspace::{self, Workspace},
};

pub(crate) use check::{Then, check};

const PACKAGE: &str = "portcullis-bench";
const EXTISM_GUEST: &str = "extism-refund";
const PAGE: &str = "docs/benchmarks.md";

/// Takes the times, or holds the figures against what was committed.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check"] => check(&prepare()?, Then::Compare),
        ["--bless"] => check(&prepare()?, Then::Bless),
        _ if arguments.iter().any(|argument| argument == "--check" || argument == "--bless") => {
            bail!("`--check` and `--bless` stand alone")
        }
        _ => times(arguments),
    }
}

fn prepare() -> Result<Workspace> {
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    guests::build(&workspace)?;
    Ok(workspace)
}

/// Only a whole run at full length writes the page: its figures are all of one run.
fn times(arguments: &[String]) -> Result<()> {
    let workspace = prepare()?;
    toolchains::install(&workspace)?;
    conformance::build(&workspace, None)?;
    announce("Building the benchmark");
    peers(&workspace)?;
    // `--workspace` resolves features once for all that is released: the dependencies are compiled once, too.
    let release = ["build", "--release", "--workspace", "--bin", PACKAGE, "--features"];
    run::run(run::cargo().current_dir(&workspace.root).args(release).arg(format!("{PACKAGE}/peers")))?;

    announce("Measuring: about two minutes");
    let program = workspace.cargo_target.join("release").join(executable(PACKAGE));
    let mut bench = Command::new(program);
    bench.current_dir(&workspace.root).args(arguments);
    if arguments.is_empty() {
        bench.args(["--page", PAGE]);
    }
    run::run(&mut bench)
}

/// The plugin of another sandbox: a core module, which nothing of ours runs.
fn peers(workspace: &Workspace) -> Result<()> {
    let build = ["build", "--profile", guests::PROFILE, "--target", setup::TARGET, "--package", EXTISM_GUEST];
    run::run(run::cargo().current_dir(&workspace.root).args(build))?;
    let module = "extism_refund.wasm";
    let built = workspace.cargo_target.join(setup::TARGET).join(guests::PROFILE).join(module);
    let peers = workspace.output().join("peers");
    fs::create_dir_all(&peers).with_context(|| format!("`{}`", peers.display()))?;
    fs::copy(&built, peers.join(module)).with_context(|| format!("`{}`", built.display()))?;
    Ok(())
}

fn executable(name: &str) -> OsString {
    format!("{name}{}", std::env::consts::EXE_SUFFIX).into()
}

/// A file of the benchmark's folder.
fn path(name: &str) -> Result<PathBuf> {
    Ok(workspace::root()?.join("tests/bench").join(name))
}

fn read(name: &str) -> Result<String> {
    let path = path(name)?;
    fs::read_to_string(&path)
        .with_context(|| format!("`{}` can't be read: `cargo xtask bench --bless` writes it", path.display()))
}
