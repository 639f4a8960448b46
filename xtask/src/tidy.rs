//! What no tool checks: that files stay small enough to be read, and none is in the repository by mistake.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::run;

const MAX_LINES: usize = 800;
const MAX_BYTES: u64 = 1024 * 1024;

/// Looks at every file that git knows, or would add.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = run::read(&mut git).context("the files of the repository cannot be listed")?;
    let mut problems = Vec::new();
    let mut looked_at = 0;
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let path = root.join(name);
        // A file that was deleted and not yet committed is listed, too.
        if path.is_file() {
            looked_at += 1;
            problems.extend(problem(&path, name)?);
        }
    }
    if problems.is_empty() {
        eprintln!("  {looked_at} files, none too large");
        return Ok(());
    }
    problems.iter().for_each(|problem| eprintln!("  {problem}"));
    bail!("{} files are too large", problems.len());
}

fn problem(path: &Path, name: &str) -> Result<Option<String>> {
    let bytes = fs::metadata(path).with_context(|| format!("`{name}`"))?.len();
    if bytes > MAX_BYTES {
        return Ok(Some(format!("`{name}` has {bytes} bytes, allowed are {MAX_BYTES}: generate it, or leave it out")));
    }
    if path.extension().is_none_or(|extension| extension != "rs") {
        return Ok(None);
    }
    let lines = fs::read_to_string(path).with_context(|| format!("`{name}`"))?.lines().count();
    let message = || format!("`{name}` has {lines} lines, allowed are {MAX_LINES}: split it by concern");
    Ok((lines > MAX_LINES).then(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, content: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join(name);
        fs::write(&path, content).expect("it is written");
        problem(&path, name).expect("it is read")
    }

    #[test]
    fn long_sources_are_named() {
        assert_eq!(judged("a.rs", &"x\n".repeat(MAX_LINES)), None);
        let problem = judged("a.rs", &"x\n".repeat(MAX_LINES + 1));
        assert_eq!(problem.as_deref(), Some("`a.rs` has 801 lines, allowed are 800: split it by concern"));
        assert_eq!(judged("a.lock", &"x\n".repeat(MAX_LINES + 1)), None);
    }

    #[test]
    fn large_files_are_named() {
        let problem = judged("a.wasm", &"x".repeat(1024 * 1024 + 1)).expect("it is too large");
        assert!(problem.starts_with("`a.wasm` has 1048577 bytes"), "{problem}");
    }
}
