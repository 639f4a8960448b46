//! `cargo xtask demo`: from a checkout to a governed agent.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{guests, run, setup, workspace::Workspace};

const BINARY: &str = "portcullis";
const PACK: &str = "packs/demo";

/// Builds what the demonstration needs, and runs it where the caller stands.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let here = std::env::current_dir().context("the current folder")?;
    // Tests are not needed here, so cargo-nextest isn't either.
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    let binary = workspace.cargo_target.join("debug").join(format!("{BINARY}{}", std::env::consts::EXE_SUFFIX));
    if !binary.exists() {
        eprintln!(
            "\nThe first run compiles the sandbox, which has a compiler of its own: about ten minutes on two cores. Later ones \
             take seconds."
        );
    }
    guests::build(&workspace)?;

    run::announce(&format!("Building `{BINARY}`"));
    // `--workspace` resolves features as the tests do: what is compiled for one is compiled for the other.
    let mut cargo = run::cargo();
    run::run(cargo.current_dir(&workspace.root).args(["build", "--workspace", "--bin", BINARY]))?;

    run::announce("The demonstration");
    let mut demo = Command::new(&binary);
    demo.current_dir(here).arg("demo").args(arguments);
    if !arguments.iter().any(|argument| argument == "--pack" || argument.starts_with("--pack=")) {
        demo.arg("--pack").arg(workspace.output().join(PACK));
    }
    run::run(&mut demo)
}
