//! Rust, for wasm32-unknown-unknown: components that import nothing but the contract.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use include_dir::{Dir, include_dir};
use toml::{Table, Value};

use super::{About, Language, Start};
use crate::plugin::{
    embedded::Files,
    encode::{Built, WIT},
    project::Project,
    tool::{self, Tool},
};

const TARGET: &str = "wasm32-unknown-unknown";

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/rust/src");
const SDK_MANIFEST: &str = include_str!("../../../../../guest-sdk/rust/Cargo.toml");
const SDK_README: &str = include_str!("../../../../../guest-sdk/rust/README.md");
const WORKSPACE: &str = include_str!("../../../../../Cargo.toml");

static ABOUT: About = About {
    name: "rust",
    title: "Rust",
    policy: Start {
        source: "Cargo.toml",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/rust/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "Cargo.toml",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/rust/templates/sanitiser"),
    }),
};

pub(super) struct Rust;

impl Language for Rust {
    fn about(&self) -> &About {
        &ABOUT
    }

    /// A workspace of its own with the SDK as its one member, in the layout that the SDK has in ours: it reads the contract
    /// by a relative path, and inherits versions.
    fn sdk(&self) -> anyhow::Result<Files> {
        let mut files = Files::default();
        files.add("Cargo.toml", workspace()?);
        files.add("guest-sdk/rust/Cargo.toml", SDK_MANIFEST);
        files.add("guest-sdk/rust/README.md", SDK_README);
        files.add_dir("guest-sdk/rust/src", &SDK);
        files.add_dir("wit", &WIT);
        Ok(files)
    }

    fn tools(&self) -> Vec<Tool> {
        let rustup = "install Rust, for instance by rustup: https://rustup.rs";
        let target = sysroot().map(|sysroot| sysroot.join("lib/rustlib").join(TARGET)).filter(|path| path.is_dir());
        vec![
            Tool::program("cargo", "rust/bin/cargo", rustup),
            Tool::program("rustc", "rust/bin/rustc", rustup),
            Tool { name: TARGET, path: target, install: "rustup target add wasm32-unknown-unknown" },
        ]
    }

    fn toolchain(&self, _project: &Project) -> anyhow::Result<(String, String)> {
        // `rustc 1.95.0 (hash date)`
        let version = tool::read(Command::new("rustc").arg("--version"))?;
        let number = version.split(' ').nth(1).unwrap_or_default().to_owned();
        Ok(("rustc".to_owned(), number))
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(project.folder()).args(["build", "--release", "--target", TARGET]);
        cargo.args(["--message-format", "json-render-diagnostics"]);
        // A plugin's digest is its identity: its bytes must not tell whose machine built it.
        if let Some(home) = cargo_home() {
            let remap = format!("--remap-path-prefix={}=/registry", home.join("registry/src").display());
            cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", remap);
        }
        let messages = tool::read(cargo.stdin(Stdio::null()))?;
        let module = module(&messages, project.folder())?;
        let bytes = fs::read(&module).with_context(|| format!("`{}` can't be read", module.display()))?;
        Ok(Built::Typed(bytes))
    }
}

/// The module that cargo says it built of the package in this folder.
fn module(messages: &str, folder: &Path) -> anyhow::Result<PathBuf> {
    let manifest = folder.join("Cargo.toml").canonicalize()?;
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let own = artifacts.filter(|message| {
        let path = message.get("manifest_path").and_then(serde_json::Value::as_str);
        path.is_some_and(|path| Path::new(path) == manifest)
    });
    let files = own.filter_map(|message| message.get("filenames").cloned());
    let mut names = files.filter_map(|files| serde_json::from_value::<Vec<PathBuf>>(files).ok()).flatten();
    let module = names.find(|name| name.extension().is_some_and(|extension| extension == "wasm"));
    match module {
        Some(module) => Ok(module),
        None => bail!(
            "cargo built no WebAssembly module of `{}`: its `[lib]` needs `crate-type = [\"cdylib\", \"rlib\"]`",
            manifest.display()
        ),
    }
}

/// The manifest of a workspace that gives the SDK what ours gives it.
fn workspace() -> anyhow::Result<String> {
    let ours: Table = toml::from_str(WORKSPACE)?;
    let sdk: Table = toml::from_str(SDK_MANIFEST)?;
    // Its own dependencies, and those for one target alone.
    let targets = sdk.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(|target| target.get("dependencies")).chain(sdk.get("dependencies"));
    let names: Vec<&String> = tables.filter_map(Value::as_table).flat_map(Table::keys).collect();
    let all = ours.get("workspace").and_then(Value::as_table).context("this command carries no versions")?;
    let mut workspace = all.clone();
    workspace.insert("members".to_owned(), vec!["guest-sdk/rust"].into());
    if let Some(dependencies) = workspace.get_mut("dependencies").and_then(Value::as_table_mut) {
        dependencies.retain(|name, _| names.iter().any(|needed| needed.as_str() == name));
    }
    Ok(toml::to_string(&Table::from_iter([("workspace".to_owned(), Value::Table(workspace))]))?)
}

fn sysroot() -> Option<PathBuf> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).stderr(Stdio::null()).output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn cargo_home() -> Option<PathBuf> {
    let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named("CARGO_HOME").or_else(|| Some(named("HOME")?.join(".cargo")))
}
