//! What the tests that cross crates share: where the built plugins and packs are, and packs made for one test.
//!
//! `cargo xtask guests` builds them; `cargo xtask test` does so before anything else.

pub mod certificate;
pub mod conformance;
pub mod desk;
pub mod issuer;
pub mod model;
pub mod process;
pub mod state;
pub mod upstream;

use std::{fs, path::PathBuf, sync::OnceLock};

use portcullis::{
    audit::Log,
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::{Pack, PackError},
    plugin::{Runtime, RuntimeOptions},
};

/// A plugin that was built from this workspace: `guest("refund_limits")`.
///
/// # Panics
/// Where it was not built: a test that can't run must not pass.
#[must_use]
pub fn guest(name: &str) -> PathBuf {
    built(&format!("guests/{name}.wasm"))
}

/// The folder of a stock pack, with its components: `pack("support-desk")`.
///
/// # Panics
/// Where it was not built.
#[must_use]
pub fn pack(name: &str) -> PathBuf {
    built(&format!("packs/{name}"))
}

/// What `cargo xtask setup` installed for tests with official clients: `sdk("python/bin/python")`.
///
/// # Panics
/// Where it was not installed: a test that can't run must not pass.
#[must_use]
pub fn sdk(path: &str) -> PathBuf {
    let path = target().join("sdks").join(path);
    assert!(path.exists(), "`{}` is missing: run `cargo xtask setup`", path.display());
    path
}

/// A program that `cargo xtask setup --guests` installed: `toolchain("go/bin/go")`.
///
/// # Panics
/// Where it was not installed: a test that can't run must not pass.
#[must_use]
pub fn toolchain(path: &str) -> PathBuf {
    let folder = std::env::var_os("PORTCULLIS_TOOLCHAINS").map_or_else(|| target().join("toolchains"), PathBuf::from);
    let path = folder.join(path);
    assert!(path.exists(), "`{}` is missing: run `cargo xtask setup --guests`", path.display());
    path
}

fn target() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target"))
}

fn built(path: &str) -> PathBuf {
    let path = target().join(path);
    assert!(path.exists(), "`{}` is missing: run `cargo xtask guests`", path.display());
    path
}

/// The folder for compiled code that all tests share.
#[must_use]
pub fn compiled() -> PathBuf {
    target().join("compiled")
}

/// The engine that all tests of a process share. The pool reserves address space, so one is enough.
///
/// # Panics
/// Where the engine can't be started.
#[must_use]
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let options = RuntimeOptions { instances: 32, cache: Some(compiled()), ..RuntimeOptions::default() };
    RUNTIME.get_or_init(|| Runtime::new(&options).unwrap_or_else(|error| unreachable!("no engine: {error}")))
}

/// A pack's folder made for one test: a manifest, and copies of built plugins.
pub struct PackFolder {
    folder: tempfile::TempDir,
}

impl PackFolder {
    /// A folder with this `pack.toml` and these plugins, each as `<name>.wasm`.
    ///
    /// # Panics
    /// Where it can't be written.
    #[must_use]
    pub fn new(manifest: &str, guests: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| unreachable!("no folder: {error}"));
        let write =
            |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).map_err(|error| error.to_string());
        assert_eq!(write("pack.toml", manifest.as_bytes()), Ok(()));
        for name in guests {
            let bytes = fs::read(guest(name)).unwrap_or_default();
            assert_eq!(write(&format!("{name}.wasm"), &bytes), Ok(()));
        }
        Self { folder }
    }

    /// Adds a file.
    ///
    /// # Panics
    /// Where it can't be written.
    #[must_use]
    pub fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        assert!(fs::write(self.folder.path().join(name), bytes).is_ok(), "`{name}` can't be written");
        self
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Loads it.
    ///
    /// # Errors
    /// As `Pack::load_blocking`.
    pub fn load(&self) -> Result<Pack, PackError> {
        Pack::load_blocking(runtime(), self.path())
    }
}

/// A gate, with its log in memory, over scripted plugins: for each, its id, its config as inline TOML, and more lines of
/// its entry.
///
/// # Panics
/// Where the pack does not load.
#[must_use]
pub fn scripted(plugins: &[(&str, &str, &str)]) -> (Gate, Log) {
    let entry = |(id, config, more): &(&str, &str, &str)| {
        format!("\n[[plugin]]\nid = \"{id}\"\ncomponent = \"scripted.wasm\"\nconfig = {config}\n{more}\n")
    };
    let manifest = format!("name = \"test\"\nversion = \"0\"\n{}", plugins.iter().map(entry).collect::<String>());
    let pack = PackFolder::new(&manifest, &["scripted"]).load().unwrap_or_else(|error| unreachable!("{error}"));
    let log = Log::in_memory();
    (Gate::new(pack, log.clone()), log)
}

/// A tool call by a user, with these arguments.
///
/// # Panics
/// Where the arguments are not JSON.
#[must_use]
pub fn tool_call(arguments: &str) -> Event {
    let payload = Document::parse(arguments).unwrap_or_else(|error| unreachable!("{arguments}: {error}"));
    Event::new(Phase::ToolCall, Subject::new("alice", SubjectKind::User), "tool:support/approve_refund", payload)
}
