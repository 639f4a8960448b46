//! Developer tasks. CI runs the same ones, so what passes here passes there.

#![forbid(unsafe_code)]

mod audit;
mod bench;
mod bindings;
mod component;
mod conformance;
mod demo;
mod eval;
mod fuzz;
mod guests;
mod lint;
mod mirror;
mod packs;
mod run;
mod sdks;
mod setup;
mod test;
mod tidy;
mod toolchains;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{run::Failed, workspace::Workspace};

const HELP: &str = "\
Developer tasks of Portcullis. Each one does first what it needs, and nothing twice.

Usage: cargo xtask <task> [arguments]

  demo [arguments]   Shows an agent whose tools are governed: builds the plugins and the `portcullis` command, then runs
                     `portcullis demo` with the arguments. No key and no network needed beyond the crates. The first run
                     takes about ten minutes on two cores, later ones seconds.
  test [arguments]   Runs all tests: plugins built first, then cargo-nextest, then the examples in the documentation.
                     Arguments go to cargo-nextest and leave the documentation out: `cargo xtask test -p portcullis`
                     tests one crate, `cargo xtask test contract` whatever has `contract` in its name.
  lint               What the compiler leaves open: format, clippy (also for wasm), documentation, size of files.
  fuzz --seconds N   Feeds what the host reads of others (tests/fuzz) with inputs that libFuzzer makes up, N seconds for each
                     target, or for the one that `--target NAME` names. cargo-fuzz is installed if missing. Not part of
                     `ci`, where tests replay the corpus.
  bench [--quick] [--filter <part of a group's name>]
                     Times of decisions beside bare wasmtime and native code, in a release build: ten minutes to build,
                     once, and two to measure. Without arguments it writes docs/benchmarks.md, else it prints.
  bench --check      What no clock touches, held against what is committed in tests/bench: fuel of the stock plugins, and
                     instructions of the host's parts (valgrind). `bench --bless` commits to what is measured.
  eval [--quick] [--split dev|test]
                     What the stock sanitisers find, miss, and find in vain, on corpora that Python 3.11 builds from packages
                     of PyPI (tests/eval). Without arguments it measures a release build and writes docs/sanitisers.md.
  ci                 `test`, `bench --check`, then `lint`. This is what `.ci/run` calls.
  guests             Builds the plugins and packs: target/guests/<plugin>.wasm, target/packs/<pack>/. Run it after a change
                     in plugins/, tests/guests/ or guest-sdk/rust/ when you call cargo yourself.
  conformance [language]
                     Builds the conformance kit's plugins (tests/conformance) in every language, or in one, as `portcullis
                     plugin build` builds them: target/conformance/<language>-<kind>.wasm. What did not change is kept.
  languages          Asks the kit's plugins everything and measures them, in a release build, and writes docs/languages.md.
  bindings           Makes guest-sdk/c/portcullis/contract.h from wit/. `lint` checks that it is current.
  setup              Installs what is missing: the target wasm32-unknown-unknown, cargo-nextest, valgrind (where it can).
  setup --guests     Installs what builds plugins in other languages than Rust, as pinned in guest-sdk/toolchains.toml, to
                     target/toolchains, or the folder that the variable PORTCULLIS_TOOLCHAINS names.
  audit              Dependencies against deny.toml: licences, duplicates, sources, known vulnerabilities (cargo-deny, which
                     is installed if missing). Not part of `ci`: it needs the network.
  help               This text.
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let Err(error) = perform(task.as_deref(), &rest) else { return ExitCode::SUCCESS };
    eprintln!("\nerror: {error:#}");
    error.downcast_ref::<Failed>().map_or(ExitCode::FAILURE, Failed::exit_code)
}

fn perform(task: Option<&str>, arguments: &[String]) -> Result<()> {
    match task {
        Some("bench") => return bench::run(arguments),
        Some("conformance") => return conformance::run(arguments),
        Some("demo") => return demo::run(arguments),
        Some("eval") => return eval::run(arguments),
        Some("test") => return test::run(arguments),
        Some("fuzz") => return fuzz::run(arguments),
        Some("setup") if arguments == ["--guests"] => return toolchains::install(&Workspace::load()?),
        _ if !arguments.is_empty() => {
            bail!(
                "only `bench`, `conformance`, `demo`, `eval`, `fuzz` and `test` take arguments, and `setup` takes `--guests`; `cargo xtask help` shows all tasks"
            )
        }
        _ => {}
    }
    match task {
        Some("bindings") => bindings::write(&Workspace::load()?.root),
        Some("setup") => setup::run(),
        Some("languages") => conformance::languages(),
        Some("guests") => setup::wasm_target().and_then(|()| guests::build(&Workspace::load()?)),
        Some("lint") => lint::run(),
        Some("ci") => ci(),
        Some("audit") => audit::run(),
        Some("help" | "--help" | "-h") | None => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no task `{other}`; `cargo xtask help` shows all"),
    }
}

fn ci() -> Result<()> {
    test::run_all()?;
    bench::check(&Workspace::load()?, bench::Then::Compare)?;
    lint::run()
}
