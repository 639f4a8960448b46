//! The programs that builds call: where they are looked for, and what is said of those that are missing.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};

/// Names the folder that `cargo xtask setup --guests` installs toolchains into.
const FOLDER: &str = "PORTCULLIS_TOOLCHAINS";

/// Something that a build needs, and where it was found.
#[derive(Debug)]
pub(crate) struct Tool {
    /// What it is called: `cargo`.
    pub(crate) name: &'static str,
    /// Where it is; none: it is missing.
    pub(crate) path: Option<PathBuf>,
    /// How to install it: a command, or a sentence.
    pub(crate) install: &'static str,
}

impl Tool {
    /// A program: at `place` in a folder of toolchains, or else by its name on PATH.
    pub(crate) fn program(name: &'static str, place: &str, install: &'static str) -> Self {
        Self { name, path: installed(place).or_else(|| on_path(name)), install }
    }

    /// Its path, for a command.
    pub(crate) fn path(&self) -> anyhow::Result<&Path> {
        self.path.as_deref().with_context(|| format!("`{}` is missing: {}", self.name, self.install))
    }
}

/// A file or folder within what `cargo xtask setup --guests` installed: in the folder that the environment names, or else in
/// `target/toolchains` of the checkout that the current folder or the command is in.
pub(crate) fn installed(place: &str) -> Option<PathBuf> {
    built_folder(FOLDER, "toolchains").into_iter().map(|folder| folder.join(place)).find(|path| path.exists())
}

/// Where a checkout's build puts something: the folder that an environment variable names, or else those of this name in a
/// `target` folder of the current folder, the command's, or one above them.
pub(crate) fn built_folder(variable: &str, name: &str) -> Vec<PathBuf> {
    if let Some(named) = env::var_os(variable).filter(|value| !value.is_empty()) {
        return vec![PathBuf::from(named)];
    }
    let starts = [env::current_dir().ok(), env::current_exe().ok()];
    let above = starts.iter().flatten().flat_map(|start| start.ancestors());
    above.map(|folder| folder.join("target").join(name)).filter(|folder| folder.is_dir()).collect()
}

/// A program by its name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Runs a step of a build. What it prints goes to standard error: standard output is the command's own.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.stdin(Stdio::null()).stdout(std::io::stderr()).status();
    let status = status.with_context(|| format!("`{name}` can't be run"))?;
    ensure!(status.success(), "`{name}` failed ({status}); what it says is above");
    Ok(())
}

/// What a command prints.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("`{name}` can't be run"))?;
    ensure!(output.status.success(), "`{name}` failed ({}); what it says is above", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
