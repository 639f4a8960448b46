//! The `portcullis` command.

#![forbid(unsafe_code)]

mod args;
mod audit;
mod check;
mod demo;
mod doctor;
mod inspect;
mod print;
mod progress;
mod runtime;
mod scan;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// What a command's end says: the exit codes of `check`, which scripts read. Other commands end with 0 or 3; `doctor`
/// with 1 where an attack was not stopped, and `scan` with 1 where something was found.
#[derive(Clone, Copy)]
enum Exit {
    /// What was asked for was done; for `check`: the event may happen.
    Ok = 0,
    /// The event must not happen.
    Deny = 1,
    /// The event needs an approval.
    Escalate = 2,
    /// The question could not be answered.
    Error = 3,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Error } else { Exit::Ok };
            // Help that can't be printed has nobody to read it.
            let _ = error.print();
            return ExitCode::from(exit as u8);
        }
    };
    let done = match args.command {
        Command::Demo(args) => demo::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Plugin(args::Plugin::Inspect(args)) => inspect::plugin(&args),
        Command::Pack(args::Pack::Inspect(args)) => inspect::pack(&args),
        Command::Audit(args::Audit::Verify(args)) => audit::verify(&args),
        Command::Audit(args::Audit::Show(args)) => audit::show(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Doctor(args) => doctor::run(&args),
    };
    let exit = done.unwrap_or_else(|error| {
        print::error(&error);
        Exit::Error
    });
    ExitCode::from(exit as u8)
}
