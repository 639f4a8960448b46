//! The `portcullis` command.

#![forbid(unsafe_code)]

mod args;
mod audit;
mod cases;
mod check;
mod demo;
mod doctor;
mod keys;
mod lint;
mod mapl;
mod plugin;
mod print;
mod progress;
mod runtime;
mod scan;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// What a command's end says: the exit codes of `check`, which scripts read. Other commands end with 0 or 3; `doctor`
/// with 1 where an attack was not stopped, `scan` and `pack lint` with 1 where something was found, and
/// `pack test` and `plugin test` with 1 where a case does not pass.
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
        Command::Plugin(args) => plugin::run(&args),
        Command::Pack(args::Pack::Inspect(args)) => plugin::inspect::pack(&args),
        Command::Pack(args::Pack::Lint(args)) => lint::run(&args),
        Command::Pack(args::Pack::Test(args)) => cases::test(&args),
        Command::Mapl(args::Mapl::Explain(args)) => mapl::explain(&args),
        Command::Audit(args::Audit::Verify(args)) => audit::verify(&args),
        Command::Audit(args::Audit::Show(args)) => audit::show(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Keys(args::Keys::Client(args)) => keys::client(&args),
        Command::Keys(args::Keys::Generate(args)) => keys::generate(&args),
    };
    let exit = done.unwrap_or_else(|error| {
        print::error(&error);
        Exit::Error
    });
    ExitCode::from(exit as u8)
}
