use crate::plugin::{CacheError, Failure, Provider, SchemaError, TooComplex};

use super::limits::Exceeded;

/// Why a runtime can't be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// The engine refuses the options, or the system has no room for what they ask.
    #[error("the WebAssembly engine can't be started with these options")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The folder for compiled code can't be used.
    #[error("there is no cache for compiled code")]
    Cache(#[from] CacheError),
    /// The thread that keeps time can't be started.
    #[error("the thread that keeps time can't be started")]
    Ticker(#[source] std::io::Error),
    /// The thread that makes instances ahead can't be started.
    #[error("the thread that makes instances ahead can't be started")]
    Keeper(#[source] std::io::Error),
}

/// Why bytes are not a plugin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The component is larger than it may be.
    #[error("the component has {size} bytes: {exceeded}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit.
        exceeded: Exceeded,
    },
    /// A core module, not a component.
    #[error(
        "this is a core module, not a component; build it with `wasm32-wasip2`, or make a component of it with the SDK's build step"
    )]
    CoreModule,
    /// WebAssembly text, not a binary.
    #[error("this is not WebAssembly: it does not begin with the bytes `\\0asm`")]
    NotWasm,
    /// Its memories or tables are larger to begin with than they may become.
    #[error("the component declares {declared} {} to begin with: {exceeded}", .exceeded.limit.unit())]
    Declared {
        /// What it declares, summed over all of them.
        declared: u64,
        /// The limit: memory or table elements.
        exceeded: Exceeded,
    },
    /// It would take the compiler too much time or memory.
    #[error("the component is too much for the compiler: {0}")]
    TooComplex(TooComplex),
    /// Compiling it took too long. It was given up, and ends by itself.
    #[error("the component could not be compiled in time: {0}")]
    CompileTime(Exceeded),
    /// Too many compilations that took too long are still running.
    #[error("{left_behind} compilations that took too long still run: nothing is compiled until one of them ends")]
    CompilersBusy {
        /// How many.
        left_behind: usize,
    },
    /// The engine can't compile it: it is malformed, or uses what is switched off here.
    #[error("the component can't be compiled")]
    Compile(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It imports what nothing provides.
    #[error("the component imports `{import}`, which no plugin is given here; {}", provided())]
    Import {
        /// The import's name.
        import: String,
    },
    /// It imports an interface with functions or types other than the ones that are provided under that name.
    #[error("an import of the component is not what it is here")]
    ImportType(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It lacks the exports of a plugin.
    #[error("the component does not export `{missing}`, so it is no plugin; it exports {exports}")]
    Export {
        /// The interface that is missing.
        missing: String,
        /// What it exports instead.
        exports: String,
    },
    /// It was built for another version of the contract.
    #[error(
        "the component was built for `{found}`; this host speaks {} and what came before it in its line: {}",
        Provider::CONTRACT,
        if *newer { "it is newer than this host: update portcullis" } else { "rebuild it against a version in wit/" }
    )]
    Version {
        /// The interface that it imports or exports.
        found: String,
        /// Whether it is of a later version than the host's.
        newer: bool,
    },
    /// An export has other types than the contract says.
    #[error("an export of the component is not what the contract says")]
    ExportType(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It can't say what it is.
    #[error("the plugin failed to describe itself")]
    Describe(#[source] Failure),
}

fn provided() -> String {
    format!("there are {}, and inert stubs of {}", Provider::CONTRACT, Provider::STUBS.join(", "))
}

/// Why a component can't be configured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigureError {
    /// It imports what the pack does not grant it.
    #[error(
        "the plugin imports `{import}`, which it is not granted: add `state = [\"<prefix>/\"]` to its `[plugin.grants]`, with \
         the prefixes of the keys that it may use"
    )]
    Ungranted {
        /// The import's name.
        import: String,
    },
    /// The schema that the plugin gives for its config can't be used.
    #[error("the plugin's config schema can't be used")]
    Schema(#[source] SchemaError),
    /// The config is wrong: everything in which it violates the plugin's schema, or else all that the plugin found.
    #[error("the config is refused: {}", list(.0))]
    Config(Vec<ConfigError>),
    /// The plugin failed while it was configured.
    #[error("the plugin failed to take its config")]
    Failed(#[from] Failure),
    /// The plugin failed on an event that it should be warmed up with.
    #[error("the plugin failed on the warm-up event `{event}`")]
    WarmUp {
        /// The event's id.
        event: String,
        /// How it failed.
        source: Failure,
    },
    /// The component's code, which was in the cache before, can't be had any more.
    #[error("the component's code can't be had again")]
    Code(#[source] Box<LoadError>),
    /// The snapshot of the configured plugin can't be loaded.
    #[error("the snapshot of the configured plugin can't be loaded")]
    Snapshot(#[source] Box<LoadError>),
    /// The thread that was to do it died.
    #[error("the plugin's configuration was interrupted")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One thing that is wrong with a config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the config: a JSON pointer.
    pub pointer: String,
    /// What is wrong and what would be right.
    pub message: String,
}

fn list(errors: &[ConfigError]) -> String {
    let line = |error: &ConfigError| {
        let place = if error.pointer.is_empty() { "the whole config" } else { &error.pointer };
        format!("`{place}`: {}", error.message)
    };
    errors.iter().map(line).collect::<Vec<_>>().join("; ")
}
