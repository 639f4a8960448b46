//! Programs that a test starts.

use std::{
    io::{ErrorKind, Write},
    process::{Command, Output, Stdio},
};

/// Runs a program with this on its standard input, to its end.
///
/// # Panics
/// Where it can't be started, or its input not be written.
#[must_use]
pub fn output_of(command: &mut Command, input: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("a program that starts");
    let written = child.stdin.take().expect("it was asked for").write_all(input.as_bytes());
    // A program that refuses how it was called ends before it reads, and its end of the pipe with it.
    assert!(written.is_ok() || written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe));
    child.wait_with_output().expect("a program that ends")
}
