//! What the command takes.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use portcullis::{decision::Severity, event::Phase, plugin::Limit};

/// A gate for what LLM agents do: policies and sanitisers as sandboxed WebAssembly plugins, and a log of every decision.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, after_help = "Begin with `portcullis demo`, then `portcullis check --help`.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Check(Check),
    /// Look at one plugin.
    #[command(subcommand)]
    Plugin(Plugin),
    /// Look at one pack.
    #[command(subcommand)]
    Pack(Pack),
    /// Look at an audit log.
    #[command(subcommand)]
    Audit(Audit),
    Scan(Scan),
    Doctor(Doctor),
}

/// Show texts to the sanitisers of a pack, and say what they find.
///
/// Texts are files, whole folders, or lines of JSON `{"id": …, "text": …}` on standard input. Nothing is changed and
/// nothing is recorded. The exit code is 0 where nothing of the severity asked for was found, 1 where something was, and 3
/// where a text could not be scanned. Files that are not UTF-8 text are passed over, and counted.
#[derive(Debug, Parser)]
#[command(after_help = r#"  portcullis scan --pack target/packs/sanitisers docs/ README.md
  portcullis scan --pack target/packs/sanitisers --json - < texts.jsonl"#)]
pub(crate) struct Scan {
    /// The pack's folder: where its `pack.toml` is. Its sanitisers are asked, whatever phases and targets it gives them.
    #[arg(long, value_name = "FOLDER", default_value = "target/packs/sanitisers")]
    pub(crate) pack: PathBuf,
    /// Files and folders; `-` reads JSON lines from standard input.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// What the texts count as.
    #[arg(long, value_name = "PHASE", default_value = "tool-result")]
    pub(crate) phase: Phase,
    /// Say, and fail for, nothing below this severity.
    #[arg(long, value_name = "SEVERITY", default_value = "medium", value_parser = crate::scan::severity)]
    pub(crate) at_least: Severity,
    /// Print a line of JSON for each finding: id, kind, severity, start and end in bytes, replacement, action, plugin, and
    /// the microseconds that all sanitisers took for the text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print a line of JSON for each text too, behind its findings: id, bytes, and microseconds.
    #[arg(long, requires = "json")]
    pub(crate) times: bool,
}

/// Attack the engine on this machine, under your limits, and say whether it holds.
///
/// Plugins that loop, grow, flood, lie and trap are loaded and asked, one after the other. The event must not happen, by
/// the outcome that is expected (under limits of yours: by any), and a harmless plugin must still answer. The exit code is
/// 0 where all were stopped, and 1 where one was not.
#[derive(Debug, Parser)]
pub(crate) struct Doctor {
    /// A limit of yours, as the operator; may be given again. Without any, the defaults are tried.
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = crate::doctor::limit)]
    pub(crate) limits: Vec<(Limit, u64)>,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Run an agent behind the gate, and see what becomes of its calls.
///
/// A scripted model on loopback plays the agent's part. Where OPENAI_API_KEY and OPENAI_BASE_URL are set, that model does,
/// by the name in OPENAI_MODEL.
#[derive(Debug, Parser)]
pub(crate) struct Demo {
    /// The pack's folder; `cargo xtask demo` builds it.
    #[arg(long, value_name = "FOLDER", default_value = "target/packs/demo")]
    pub(crate) pack: PathBuf,
    /// The audit log; by default a new file in the system's folder for temporary files.
    #[arg(long, value_name = "FILE")]
    pub(crate) audit: Option<PathBuf>,
}

/// Decide one event by a pack, and say why.
///
/// Nothing happens but the decision. The exit code is 0 where the event may happen (as it is or edited), 1 where it must
/// not, 2 where a human must approve first, and 3 where the question could not be answered.
#[derive(Debug, Parser)]
#[command(after_help = r#"An event, with only what must be there:

  {
    "phase": "tool-call",
    "subject": {"id": "alice", "roles": ["support_agent"], "scopes": ["approve_refund_under_100"]},
    "target": "tool:support/approve_refund",
    "payload": {"order": 17, "amount": 250}
  }

  portcullis check --pack target/packs/support-desk event.json"#)]
pub(crate) struct Check {
    /// The pack's folder: where its `pack.toml` is.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) pack: PathBuf,
    /// The file with the event as JSON; `-` reads standard input.
    #[arg(value_name = "EVENT")]
    pub(crate) event: PathBuf,
    /// Print the decision as JSON: the audit record, and the payload that may go on.
    #[arg(long)]
    pub(crate) json: bool,
    /// Append the decision to this audit log.
    #[arg(long, value_name = "FILE")]
    pub(crate) audit: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    Inspect(Inspect),
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

#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    Inspect(InspectPack),
}

/// Load a pack, and say of each plugin what it is, what its calls start from, what it costs, and who set its limits.
///
/// Where the pack can't be loaded, everything that is wrong with it is named, and the exit code is 3.
#[derive(Debug, Parser)]
pub(crate) struct InspectPack {
    /// The pack's folder: where its `pack.toml` is.
    #[arg(value_name = "FOLDER")]
    pub(crate) pack: PathBuf,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check every record: its form, its hash, and its place in the chain. Names the first that does not hold.
    ///
    /// A log that was cut off at a line's end verifies: compare the last hash with one that was noted elsewhere.
    Verify(Log),
    /// Print the decisions, a line each, and check them on the way.
    Show(Log),
}

/// An audit log.
#[derive(Debug, Parser)]
pub(crate) struct Log {
    /// The log: a file of JSON lines.
    #[arg(value_name = "FILE")]
    pub(crate) log: PathBuf,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
