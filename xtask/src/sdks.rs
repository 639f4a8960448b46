//! The official clients of OpenAI's API, which tests use against the gateway.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    run::{self, announce},
    workspace::Workspace,
};

/// Where their versions are pinned, and where these files go, so that it is seen which are installed.
const PINNED: &str = "tests/sdks";
const FILES: [&str; 2] = ["requirements.txt", "package.json"];

/// Installs them to `target/sdks`, unless they are there.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let (pinned, folder) = (workspace.root.join(PINNED), workspace.output().join("sdks"));
    let same = |file: &&str| fs::read(pinned.join(file)).ok() == fs::read(folder.join(file)).ok();
    let [python, node] = FILES;
    if same(&python) && same(&node) {
        return Ok(());
    }
    announce("Installing the official clients for Python and JavaScript, which tests use");
    for (program, version) in [("python3", "3.9"), ("npm", "9")] {
        if run::version(Command::new(program).arg("--version")).is_none() {
            bail!("`{program}` is missing: install it, {version} or later, with your system's packages");
        }
    }
    fs::create_dir_all(&folder).with_context(|| format!("`{}`", folder.display()))?;
    let remedy = "are the registries of Python and npm reachable? the task goes on from here when it is called again";
    let environment = folder.join("python");
    run::run_or(
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment),
        "on Debian and Ubuntu the package `python3-venv` is needed",
    )?;
    let mut pip = Command::new(environment.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(pinned.join(python));
    run::run_or(&mut pip, remedy)?;
    // npm reads the file in the folder that it installs to.
    copy(&pinned, &folder, node)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]).current_dir(&folder);
    if let Err(error) = run::run_or(&mut npm, remedy) {
        // What is half done is done again.
        let _ = fs::remove_file(folder.join(node));
        return Err(error);
    }
    copy(&pinned, &folder, python)
}

fn copy(from: &Path, to: &Path, file: &str) -> Result<()> {
    fs::copy(from.join(file), to.join(file)).with_context(|| format!("`{}`", to.join(file).display()))?;
    Ok(())
}
