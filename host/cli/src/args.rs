//! What the command takes.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use portcullis::{decision::Severity, event::Phase, plugin::Limit};
use portcullis_identity::signing::PublicKey;

use crate::plugin::args::Plugin;

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
    /// Write plugins: new, build, inspect.
    #[command(subcommand)]
    Plugin(Plugin),
    /// Look at one pack.
    #[command(subcommand)]
    Pack(Pack),
    /// Look at MAPL documents.
    #[command(subcommand)]
    Mapl(Mapl),
    /// Look at an audit log.
    #[command(subcommand)]
    Audit(Audit),
    Scan(Scan),
    Doctor(Doctor),
    Serve(Serve),
    /// Make keys.
    #[command(subcommand)]
    Keys(Keys),
}

/// Run a gateway: SDKs that take it for their base URL are governed.
///
/// It runs until it is interrupted or told to terminate; requests that are under way then are finished.
#[derive(Debug, Parser)]
#[command(after_help = r#"A configuration, with only what must be there:

  app = "support"
  pack = "packs/support-desk"
  audit = "audit.jsonl"

  [upstream]
  base-url = "https://api.openai.com/v1"    # its key: the variable OPENAI_API_KEY

  [[client]]                                # `portcullis keys client alice` makes one
  name = "alice"
  key-hash = "sha256:…"

  portcullis serve gateway.toml"#)]
pub(crate) struct Serve {
    /// The configuration, a TOML file; docs/gateway.md has all of it.
    #[arg(value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// Load everything and say whether it is well, but don't listen.
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    Client(ClientKey),
    Generate(SigningKey),
}

/// Make an Ed25519 key that an app or a gateway signs with.
///
/// The file is PKCS #8 in PEM, for its owner's eyes only; one that is there is never overwritten. What is printed is the
/// public key, by which others check the signatures.
#[derive(Debug, Parser)]
pub(crate) struct SigningKey {
    /// The new file.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Make a key for a client of the gateway.
///
/// The key is printed once and kept nowhere: hand it to the client. What the configuration holds is its hash.
#[derive(Debug, Parser)]
pub(crate) struct ClientKey {
    /// The client's name.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
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
    /// Say which rules fired and which nearly did, where the policies can tell.
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    Inspect(InspectPack),
    Lint(Lint),
    Test(TestPack),
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

/// Run the test cases that a pack carries: `tests/*.yaml` in its folder.
///
/// The exit code is 0 where all cases pass, 1 where one does not, and 3 where they can't be run. docs/cases.md says how cases
/// are written.
#[derive(Debug, Parser)]
pub(crate) struct TestPack {
    /// The pack's folder: where its `pack.toml` is.
    #[arg(value_name = "FOLDER")]
    pub(crate) pack: PathBuf,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Find rules that can never match, that others shadow, and that speak of tools or arguments that nobody has.
///
/// Each plugin of the pack looks its own config over. What is said has a file and a line where the pack keeps the config in
/// files. The exit code is 0 where nothing was found, and 1 where something was.
#[derive(Debug, Parser)]
#[command(after_help = r#"  portcullis pack lint packs/support --tools tools.json --app support

The tools are a JSON list as models and MCP servers have it, with "function", "parameters" or "inputSchema", or with a
"target" of their own:

  [{"type": "function", "function": {"name": "refund", "parameters": {"type": "object", "properties": {"amount": {}}}}}]"#)]
pub(crate) struct Lint {
    /// The pack's folder: where its `pack.toml` is.
    #[arg(value_name = "FOLDER")]
    pub(crate) pack: PathBuf,
    /// The tools that there are, a JSON file. Without it nothing is said of tools.
    #[arg(long, value_name = "FILE")]
    pub(crate) tools: Option<PathBuf>,
    /// The app whose tools they are: the tool `refund` is `tool:<app>/refund`.
    #[arg(long, value_name = "NAME", requires = "tools")]
    pub(crate) app: Option<String>,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Mapl {
    Explain(Rights),
}

/// Show what holds for a subject: its documents, and every limit with the document that set it.
#[derive(Debug, Parser)]
#[command(
    after_help = r#"  portcullis mapl explain --pack target/packs/fintech --claim company=FinTech --claim user=alice"#
)]
pub(crate) struct Rights {
    /// The pack's folder: where its `pack.toml` is. It has a plugin `mapl`.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) pack: PathBuf,
    /// The subject's id.
    #[arg(long, value_name = "ID", default_value = "somebody")]
    pub(crate) subject: String,
    /// A claim; may be given again.
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = crate::mapl::claim)]
    pub(crate) claims: Vec<(String, String)>,
    /// A role; may be given again.
    #[arg(long = "role", value_name = "NAME")]
    pub(crate) roles: Vec<String>,
    /// The resource, where documents of resources count too.
    #[arg(long, value_name = "TARGET", default_value = "tool:app/generate")]
    pub(crate) target: String,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check every record: its form, its hash, and its place in the chain. Names the first that does not hold.
    ///
    /// A log that was cut off at a line's end verifies: compare the last hash with one that was noted elsewhere.
    Verify(Verify),
    /// Print the decisions, a line each, and check them on the way.
    Show(Log),
}

/// An audit log that is checked.
#[derive(Debug, Parser)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) log: Log,
    /// A public key, `ed25519:…`; may be given again. Every request to a model has to be signed by one of them.
    #[arg(long = "key", value_name = "KEY")]
    pub(crate) keys: Vec<PublicKey>,
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
