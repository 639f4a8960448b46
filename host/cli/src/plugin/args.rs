//! What `portcullis plugin` takes.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::language::{self, Language};

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    New(New),
    Build(Build),
    Test(Test),
    Run(Run),
    Bench(Bench),
    Inspect(Inspect),
    Languages(Languages),
}

/// What a plugin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// It decides whether an event may happen.
    Policy,
    /// It finds what should not pass in text.
    Sanitiser,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Policy, Self::Sanitiser];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Sanitiser => "sanitiser",
        }
    }
}

/// Make a folder with a small plugin that builds and passes its tests at once.
///
/// The folder is a pack of one plugin: its source, a `pack.toml` with its config and limits, and test cases in `tests/`.
/// What the language's SDK needs is put beside it, in `portcullis/`, so that the folder builds wherever it is.
#[derive(Debug, Parser)]
#[command(after_help = r#"  portcullis plugin new --lang rust refunds
  portcullis plugin test refunds"#)]
pub(crate) struct New {
    /// The language; `portcullis plugin languages` lists them.
    #[arg(long, value_name = "LANGUAGE", value_parser = language::named)]
    pub(crate) lang: &'static dyn Language,
    /// What it is to be.
    #[arg(long, value_enum, default_value = "policy")]
    pub(crate) kind: Kind,
    /// The new folder, named as the plugin: small letters, digits and dashes.
    #[arg(value_name = "NAME")]
    pub(crate) folder: PathBuf,
}

/// Build the plugin in a folder to a component: `dist/plugin.wasm`.
///
/// The language is told by the files. A tool that is missing is named, with how to install it. The component is refused where
/// it asks for more than every plugin may have.
#[derive(Debug, Parser)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) project: Project,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Run the test cases of a plugin: `tests/*.yaml` in its folder, by a real gate with its `pack.toml`.
///
/// The plugin is built first where a file is newer than its component. The exit code is 0 where all cases pass, 1 where one
/// does not, and 3 where they can't be run. docs/cases.md says how cases are written.
#[derive(Debug, Parser)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) project: Project,
    /// Run them again whenever a file changes, until interrupted.
    #[arg(long, conflicts_with = "json")]
    pub(crate) watch: bool,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Decide one event by the plugin in a folder, and say why.
///
/// As `portcullis check` with the plugin's own pack: the same output, the same exit codes. The plugin is built first where a
/// file is newer than its component.
#[derive(Debug, Parser)]
pub(crate) struct Run {
    /// The plugin's folder.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// The file with the event as JSON; `-` reads standard input.
    #[arg(value_name = "EVENT", default_value = "-")]
    pub(crate) event: PathBuf,
    /// Print the decision as JSON: the audit record, and the payload that may go on.
    #[arg(long)]
    pub(crate) json: bool,
    /// Say which rules fired and which nearly did, where the policy can tell.
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Measure a plugin on the events of its test cases: time, fuel and memory of its calls, beside the limits that it has.
///
/// Each call runs in a fresh instance, made when it is asked, as it is with waiting instances used up. Times are this
/// machine's; fuel is the same everywhere.
#[derive(Debug, Parser)]
pub(crate) struct Bench {
    #[command(flatten)]
    pub(crate) project: Project,
    /// How often each event is decided.
    #[arg(long, value_name = "N", default_value = "1000", value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub(crate) rounds: u32,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The folder that a plugin is written in.
#[derive(Debug, Parser)]
pub(crate) struct Project {
    /// The plugin's folder.
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(crate) folder: PathBuf,
}

/// List the languages that plugins can be written in, and which of their tools are on this machine.
#[derive(Debug, Parser)]
pub(crate) struct Languages {
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Say what a component is: its digest, imports and exports, what it says of itself, and what it costs.
///
/// It is compiled and asked to describe itself, within the limits that every plugin has. With a config it is configured
/// too, so that it can be said what its calls start from.
#[derive(Debug, Parser)]
pub(crate) struct Inspect {
    /// The component, a `.wasm` file.
    #[arg(value_name = "COMPONENT")]
    pub(crate) component: PathBuf,
    /// The config to give it: a `.json` or `.toml` file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
