//! What a machine needs beyond a Rust toolchain.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    run::{self, announce},
    sdks,
    workspace::Workspace,
};

/// What plugins are compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// All of it, with the versions that are in use.
pub(crate) fn run() -> Result<()> {
    wasm_target()?;
    nextest()?;
    valgrind()?;
    redis()?;
    sdks::install(&Workspace::load()?)?;
    announce("Ready");
    for tool in [
        Command::new("rustc").arg("--version"),
        run::cargo().arg("--version"),
        &mut nextest_version(),
        &mut valgrind_version(),
        &mut redis_version(),
    ] {
        eprintln!("  {}", run::version(tool).unwrap_or_else(|| "(one tool does not tell its version)".to_owned()));
    }
    eprintln!("  target {TARGET}");
    Ok(())
}

/// The target that plugins are compiled for.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = run::read(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    announce(&format!("Installing the target {TARGET}, which plugins are compiled for"));
    if run::version(Command::new("rustup").arg("--version")).is_none() {
        bail!(
            "the target `{TARGET}` is missing, and there is no rustup to install it: install rustup from https://rustup.rs, or \
             your system's package of Rust's standard library for wasm32"
        );
    }
    run::run_or(
        Command::new("rustup").args(["target", "add", TARGET]),
        "is the network reachable? the task goes on from here when it is called again",
    )
}

/// The test runner.
pub(crate) fn nextest() -> Result<()> {
    if run::version(&mut nextest_version()).is_some() {
        return Ok(());
    }
    announce("Installing cargo-nextest, the test runner: several minutes, once");
    install("cargo-nextest")
}

/// The version that is in use: what it passes to the compiler is what works with a stable one.
const CARGO_FUZZ: &str = "0.13.2";

/// What drives the fuzz targets. Only `cargo xtask fuzz` needs it.
pub(crate) fn cargo_fuzz() -> Result<()> {
    let installed = run::version(run::cargo().args(["fuzz", "--version"]));
    if installed.as_deref() == Some(&format!("cargo-fuzz {CARGO_FUZZ}")) {
        return Ok(());
    }
    announce("Installing cargo-fuzz: a minute, once");
    install(&format!("cargo-fuzz@{CARGO_FUZZ}"))
}

/// What counts instructions for `bench --check`. It runs on Linux; there is no other way to count.
pub(crate) fn valgrind() -> Result<()> {
    package("valgrind", "counts instructions", &mut valgrind_version())
}

/// What the tests share state in.
pub(crate) fn redis() -> Result<()> {
    package("redis-server", "the tests of shared state start", &mut redis_version())
}

/// A system's package: it is installed where that can be done without asking.
fn package(name: &str, what: &str, version: &mut Command) -> Result<()> {
    if run::version(version).is_some() {
        return Ok(());
    }
    let apt = run::version(Command::new("apt-get").arg("--version")).is_some();
    let root = run::version(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !(apt && root) {
        bail!(
            "{name} is missing, which {what}: install it with your system's packages, on Debian and Ubuntu \
             `sudo apt-get install {name}`"
        );
    }
    announce(&format!("Installing {name}, which {what}"));
    let remedy = format!("install the package `{name}` by hand");
    run::run_or(Command::new("apt-get").arg("update"), &remedy)?;
    run::run_or(Command::new("apt-get").args(["install", "--yes", "--no-install-recommends", name]), &remedy)
}

fn valgrind_version() -> Command {
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--version");
    valgrind
}

fn redis_version() -> Command {
    let mut redis = Command::new("redis-server");
    redis.arg("--version");
    redis
}

/// Installs a tool for this user, from source, as its authors locked it.
pub(crate) fn install(tool: &str) -> Result<()> {
    // Its build must not land in the workspace's: other profiles, other features, gigabytes that nobody needs again.
    let mut cargo = run::cargo();
    cargo.args(["install", "--locked", tool]).env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
    run::run_or(&mut cargo, "is the network reachable? the task goes on from here when it is called again")
}

fn nextest_version() -> Command {
    let mut cargo = run::cargo();
    cargo.args(["nextest", "--version"]);
    cargo
}
