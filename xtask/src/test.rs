//! `cargo xtask test`.

use anyhow::Result;

use crate::{conformance, guests, run, sdks, setup, toolchains, workspace::Workspace};

/// All tests, or those that the arguments choose.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if arguments.is_empty() {
        return run_all();
    }
    let workspace = prepare()?;
    nextest(&workspace, arguments)?;
    eprintln!("  documentation was left out, since there were arguments: `cargo test --doc --workspace` runs it");
    Ok(())
}

/// All tests. A failing one doesn't hide another.
pub(crate) fn run_all() -> Result<()> {
    let workspace = prepare()?;
    nextest(&workspace, &["--no-fail-fast".to_owned()])?;
    run::announce("Examples in the documentation");
    run::run(run::cargo().current_dir(&workspace.root).args(["test", "--doc", "--workspace"]))
}

fn prepare() -> Result<Workspace> {
    setup::wasm_target()?;
    setup::nextest()?;
    setup::redis()?;
    let workspace = Workspace::load()?;
    sdks::install(&workspace)?;
    toolchains::install(&workspace)?;
    guests::build(&workspace)?;
    conformance::build(&workspace, None)?;
    Ok(workspace)
}

fn nextest(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    run::announce("Tests");
    let mut cargo = run::cargo();
    cargo.current_dir(&workspace.root).args(["nextest", "run"]);
    cargo.env(toolchains::FOLDER, toolchains::folder(workspace)?);
    // One crate where the caller names one; otherwise all, which is also how the demonstration is built.
    if !arguments.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package")) {
        cargo.arg("--workspace");
    }
    run::run(cargo.args(arguments))
}
