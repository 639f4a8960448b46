//! `cargo xtask lint`: everything that can be judged without running a test.

use anyhow::{Error, Result, anyhow};

use crate::{
    bindings,
    guests::PROFILE,
    run::{self, Failed, announce},
    setup::{self, TARGET},
    tidy,
    workspace::Workspace,
};

/// Runs all checks, also after one has failed, and ends with the first failure's status.
pub(crate) fn run() -> Result<()> {
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    let mut failures = Vec::new();
    let mut check = |what: &str, result: Result<()>| {
        if let Err(error) = result {
            eprintln!("  {error:#}");
            failures.push((what.to_owned(), error));
        }
    };

    announce("Files");
    check("files", tidy::run(&workspace.root));
    announce("Bindings");
    check("bindings", bindings::check(&workspace.root));
    announce("Format");
    check("format", cargo(&workspace, &["fmt", "--all", "--check"]));
    announce("Clippy");
    check("clippy", cargo(&workspace, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    announce("Clippy, as plugins are compiled");
    check("clippy for wasm", clippy_for_wasm(&workspace));
    announce("Documentation");
    check("documentation", documentation(&workspace));

    summary(failures)
}

/// The native build of a plugin leaves out what talks to the host; this one doesn't. In the profile that plugins are built in,
/// so that the bindings' generator is compiled for both at once.
fn clippy_for_wasm(workspace: &Workspace) -> Result<()> {
    let guests = workspace.guests.iter().flat_map(|guest| ["-p", &guest.package]);
    let mut arguments = vec!["clippy", "--profile", PROFILE, "--target", TARGET, "-p", "portcullis-guest"];
    arguments.extend(guests);
    arguments.extend(["--", "-D", "warnings"]);
    cargo(workspace, &arguments)
}

fn documentation(workspace: &Workspace) -> Result<()> {
    let mut command = run::cargo();
    command.current_dir(&workspace.root).env("RUSTDOCFLAGS", "-D warnings");
    run::run(command.args(["doc", "--workspace", "--no-deps"]))
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    run::run(run::cargo().current_dir(&workspace.root).args(arguments))
}

fn summary(failures: Vec<(String, Error)>) -> Result<()> {
    let names: Vec<_> = failures.iter().map(|(what, _)| what.clone()).collect();
    let message = format!("lint found something, see above: {}", names.join(", "));
    let mut errors = failures.into_iter().map(|(_, error)| error);
    match errors.next() {
        None => Ok(()),
        // Kept as the cause, for its status.
        Some(first) if first.is::<Failed>() => Err(first.context(message)),
        Some(_) => Err(anyhow!(message)),
    }
}
