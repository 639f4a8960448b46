//! `cargo xtask fuzz`: libFuzzer drives the targets of `tests/fuzz`.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    run::{self, announce},
    setup,
    workspace::Workspace,
};

const FOLDER: &str = "tests/fuzz";
const USAGE: &str = "call it as `cargo xtask fuzz [--target NAME] --seconds N`";
/// An input that takes longer is a finding: what is read of others is read in linear time.
const SLOW_SECONDS: u32 = 10;

/// Every target for so many seconds, or one.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Plan { target, seconds } = plan(arguments)?;
    setup::cargo_fuzz()?;
    let workspace = Workspace::load()?;
    let targets = targets(&workspace)?;
    let chosen = match &target {
        None => targets,
        Some(name) if targets.contains(name) => vec![name.clone()],
        Some(name) => bail!("there is no target `{name}`; there are {}", targets.join(", ")),
    };
    announce("Building the targets: ten minutes or more the first time");
    let mut build = cargo_fuzz(&workspace, "build");
    run::run_or(build.args(&target), "libFuzzer is C++: is a C++ compiler installed?")?;
    for target in &chosen {
        announce(&format!("{target}, {seconds} s"));
        fuzz(&workspace, target, seconds)?;
    }
    Ok(())
}

struct Plan {
    target: Option<String>,
    seconds: u32,
}

fn plan(arguments: &[String]) -> Result<Plan> {
    let (mut target, mut seconds) = (None, None);
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--target" => target = Some(value.clone()),
            [name, value] if name == "--seconds" => {
                seconds = Some(value.parse().with_context(|| format!("`{value}` is no number of seconds; {USAGE}"))?);
            }
            _ => bail!("`{}` is not understood; {USAGE}", pair.join(" ")),
        }
    }
    let seconds = seconds.context(USAGE)?;
    ensure!(seconds > 0, "0 seconds would be without an end; {USAGE}");
    Ok(Plan { target, seconds })
}

fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let mut cargo = run::cargo();
    cargo.current_dir(&workspace.root).args(["fuzz", "list", "--fuzz-dir", FOLDER]);
    Ok(run::read(&mut cargo)?.lines().map(str::to_owned).collect())
}

fn fuzz(workspace: &Workspace, target: &str, seconds: u32) -> Result<()> {
    // What libFuzzer comes upon stays with what is built, and is gone on with next time. The corpus in the repository is
    // read only: what is to be kept is put there by hand.
    let found = workspace.cargo_target.join("fuzz/corpus").join(target);
    fs::create_dir_all(&found).with_context(|| format!("`{}` can't be made", found.display()))?;
    let mut cargo = cargo_fuzz(workspace, "run");
    cargo.arg(target).arg(&found).arg(Path::new(FOLDER).join("corpus").join(target)).arg("--");
    cargo.args([format!("-max_total_time={seconds}"), format!("-timeout={SLOW_SECONDS}")]);
    cargo.args(["-print_final_stats=1", "-max_len=16384"]);
    run::run_or(
        &mut cargo,
        &format!(
            "the input is in {FOLDER}/artifacts/{target}; put it in {FOLDER}/corpus/{target}, where a test replays it"
        ),
    )
}

/// Without a sanitiser, which takes a nightly compiler: see docs/decisions/0015-fuzzing.md.
fn cargo_fuzz(workspace: &Workspace, command: &str) -> std::process::Command {
    let mut cargo = run::cargo();
    cargo.current_dir(&workspace.root).args(["fuzz", command, "--fuzz-dir", FOLDER, "--sanitizer", "none"]);
    cargo.args(["--features", "libfuzzer", "--target-dir"]).arg(workspace.cargo_target.join("fuzz"));
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(arguments: &[&str]) -> Result<(Option<String>, u32)> {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        plan(&arguments).map(|plan| (plan.target, plan.seconds))
    }

    #[test]
    fn a_number_of_seconds_must_be_given() {
        assert_eq!(planned(&["--seconds", "5"]).expect("it is whole"), (None, 5));
        let both = planned(&["--target", "edits", "--seconds", "60"]).expect("it is whole");
        assert_eq!(both, (Some("edits".to_owned()), 60));
        for wrong in [&[][..], &["--seconds"], &["--seconds", "soon"], &["--seconds", "0"], &["--all", "5"]] {
            let error = planned(wrong).expect_err("it lacks something");
            assert!(error.to_string().contains(USAGE), "{error}");
        }
    }
}
