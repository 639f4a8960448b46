//! Runs commands, and says which, how long, and how they ended.

use std::{
    ffi::OsStr,
    fmt, io,
    process::{Command, ExitCode, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Error, Result};

/// A command that ran and did not succeed. The task ends with its status.
#[derive(Debug)]
pub(crate) struct Failed {
    command: String,
    status: ExitStatus,
    remedy: Option<String>,
}

impl Failed {
    /// The status to end with. A command that was killed has none of its own.
    pub(crate) fn exit_code(&self) -> ExitCode {
        self.status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed ({})", self.command, self.status)?;
        self.remedy.as_ref().map_or(Ok(()), |remedy| write!(f, ": {remedy}"))
    }
}

impl std::error::Error for Failed {}

/// Says what comes next.
pub(crate) fn announce(what: &str) {
    eprintln!("\n==> {what}");
}

/// Runs a command on the same terminal; says which, and how long it took.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("  $ {}", shown(command));
    let start = Instant::now();
    let status = command.status().map_err(|error| not_started(command, error))?;
    if !status.success() {
        return Err(Failed { command: shown(command), status, remedy: None }.into());
    }
    eprintln!("  done ({})", seconds(start.elapsed()));
    Ok(())
}

/// Like [`run`]; where the command fails, the message goes on with what to do.
pub(crate) fn run_or(command: &mut Command, remedy: &str) -> Result<()> {
    run(command).map_err(|error| match error.downcast::<Failed>() {
        Ok(failed) => Failed { remedy: Some(remedy.to_owned()), ..failed }.into(),
        Err(other) => other,
    })
}

/// What a command prints. Nothing is echoed; what it complains of goes to the terminal.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, error))?;
    if !output.status.success() {
        return Err(Failed { command: shown(command), status: output.status, remedy: None }.into());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something that is not UTF-8", shown(command)))
}

/// The first line that a command prints; none where it isn't installed, or fails.
pub(crate) fn version(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().next().map(str::to_owned)
}

/// The cargo that started this task, so that a toolchain chosen on the command line is chosen for all steps.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo told this task about the task's own package. Build scripts that look at it (ring's does) would run again,
    // and half of the tree be compiled again, each time that a task follows on a plain `cargo build` or the other way round.
    for (name, _) in std::env::vars_os() {
        let shown = name.to_string_lossy();
        if shown.starts_with("CARGO_PKG_") || shown.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// A duration as people say it.
pub(crate) fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        whole @ 0..60 => format!("{whole}.{} s", duration.subsec_millis() / 100),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

fn not_started(command: &Command, error: io::Error) -> Error {
    let program = command.get_program().display().to_string();
    let missing = error.kind() == io::ErrorKind::NotFound;
    let remedy = if missing { "; is it installed, and in PATH?" } else { "" };
    Error::new(error).context(format!("`{program}` could not be started{remedy}"))
}

/// The command as one would type it: variables that were set, the program without its folder, arguments.
fn shown(command: &Command) -> String {
    let variables = command.get_envs().filter_map(|(name, value)| {
        let value = value.filter(|_| !name.to_string_lossy().starts_with("CARGO_"))?;
        Some(format!("{}={}", name.to_string_lossy(), quoted(value)))
    });
    let program = command.get_program();
    let program = std::path::Path::new(program).file_name().unwrap_or(program);
    let words = std::iter::once(program).chain(command.get_args()).map(quoted);
    variables.chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.is_empty() || word.contains([' ', '"', '\'', '$', '*']) { format!("'{word}'") } else { word.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/somewhere/cargo");
        command.args(["doc", "--cfg", "a b"]).env("RUSTDOCFLAGS", "-D warnings").env_remove("RUSTFLAGS");
        assert_eq!(shown(&command), "RUSTDOCFLAGS='-D warnings' cargo doc --cfg 'a b'");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program-here")).expect_err("it cannot run");
        assert_eq!(error.to_string(), "`no-such-program-here` could not be started; is it installed, and in PATH?");
    }

    #[test]
    fn a_failure_keeps_its_status_and_gains_a_remedy() {
        let error = run_or(cargo().arg("--no-such-option"), "ask `cargo help`").expect_err("cargo refuses it");
        let failed = error.downcast_ref::<Failed>().expect("it ran");
        assert_eq!(failed.status.code(), Some(1));
        assert!(failed.to_string().ends_with("ask `cargo help`"), "{failed}");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(754)), "12 min 34 s");
    }
}
