//! The SDKs' own tests, natively, as their languages run them.

use std::{path::Path, process::Command};

/// Runs a program in an SDK's folder.
#[cfg(test)]
fn passes(sdk: &str, program: &str, arguments: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guest-sdk").join(sdk);
    // Python would leave what it compiled beside its sources, which the command carries.
    let run = Command::new(program).args(arguments).current_dir(folder).env("PYTHONDONTWRITEBYTECODE", "1").output();
    let output = run.unwrap_or_else(|error| panic!("`{program}` can't be run: {error}"));
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{program} {}: {told}", arguments.join(" "));
}

#[test]
fn javascript() {
    passes("javascript", "node", &["--test", "test"]);
}

#[test]
fn python() {
    passes(
        "python",
        "python3",
        &["-m", "unittest", "discover", "--start-directory", "tests", "--top-level-directory", "."],
    );
}
