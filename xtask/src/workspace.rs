//! Where things are, as cargo tells it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::run;

/// Folders whose libraries are plugins.
const GUEST_FOLDERS: [&str; 2] = ["plugins", "tests/guests"];

/// The workspace that this task belongs to.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Its root folder.
    pub(crate) root: PathBuf,
    /// Where cargo builds: `target`, unless `CARGO_TARGET_DIR` says otherwise.
    pub(crate) cargo_target: PathBuf,
    /// The crates that are compiled to plugins.
    pub(crate) guests: Vec<Guest>,
}

/// A crate that is compiled to a plugin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Guest {
    /// The package, as `cargo -p` takes it.
    pub(crate) package: String,
    /// The library, and so the file: `<library>.wasm`.
    pub(crate) library: String,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Result<Self> {
        let mut command = run::cargo();
        let text = run::read(command.current_dir(root()?).args(["metadata", "--no-deps", "--format-version", "1"]))?;
        Self::from_metadata(&text).context("the answer of `cargo metadata` is not understood")
    }

    /// Where plugins and packs go. Always the same place, so that tests and people find them.
    pub(crate) fn output(&self) -> PathBuf {
        self.root.join("target")
    }

    fn from_metadata(text: &str) -> Result<Self> {
        let metadata: Value = serde_json::from_str(text)?;
        let root = PathBuf::from(string(&metadata, "workspace_root")?);
        let mut guests = Vec::new();
        for package in list(&metadata, "packages")? {
            let manifest = Path::new(string(package, "manifest_path")?);
            if !GUEST_FOLDERS.iter().any(|folder| manifest.starts_with(root.join(folder))) {
                continue;
            }
            let name = string(package, "name")?;
            let library = list(package, "targets")?.iter().find(|target| is_cdylib(target));
            let library = library.with_context(|| {
                format!("`{name}` is in a folder of plugins and builds none: add `crate-type = [\"cdylib\", \"rlib\"]` to its [lib]")
            })?;
            let library = string(library, "name")?.replace('-', "_");
            let same = guests.iter().find(|guest: &&Guest| guest.library == library);
            ensure!(same.is_none(), "two plugins are called `{library}`: rename the package `{name}`");
            guests.push(Guest { package: name.to_owned(), library });
        }
        Ok(Self { cargo_target: PathBuf::from(string(&metadata, "target_directory")?), root, guests })
    }
}

/// The root folder: above this crate's, wherever the task was called from.
pub(crate) fn root() -> Result<PathBuf> {
    // Asked at run time: CI shares what it builds between checkouts, so the folder at compile time may be another's.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").context("call this program as `cargo xtask`")?;
    let parent = Path::new(&own).parent().context("the folder `xtask` is not in a workspace")?;
    Ok(parent.to_owned())
}

/// Where cargo keeps the sources of dependencies.
pub(crate) fn cargo_home() -> Result<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("neither CARGO_HOME nor a home folder is known")
}

fn is_cdylib(target: &Value) -> bool {
    list(target, "crate_types").is_ok_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
}

fn string<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value.get(key).and_then(Value::as_str).with_context(|| format!("there is no text `{key}`"))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a [Value]> {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).with_context(|| format!("there is no list `{key}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(packages: &[(&str, &str, &str)]) -> String {
        let packages: Vec<Value> = packages
            .iter()
            .map(|(folder, name, kind)| {
                serde_json::json!({
                    "name": name,
                    "manifest_path": format!("/w/{folder}/Cargo.toml"),
                    "targets": [{ "name": name, "crate_types": [kind] }],
                })
            })
            .collect();
        serde_json::json!({ "workspace_root": "/w", "target_directory": "/cache", "packages": packages }).to_string()
    }

    #[test]
    fn guests_are_found_by_folder_and_named_by_library() {
        let text = metadata(&[
            ("host/engine", "portcullis", "lib"),
            ("plugins/refund-limits", "refund-limits", "cdylib"),
            ("tests", "portcullis-tests", "lib"),
            ("tests/guests/scripted", "scripted", "cdylib"),
        ]);
        let workspace = Workspace::from_metadata(&text).expect("it is well-formed");
        let found: Vec<_> = workspace.guests.iter().map(|guest| (&*guest.package, &*guest.library)).collect();
        assert_eq!(found, [("refund-limits", "refund_limits"), ("scripted", "scripted")]);
        assert_eq!(workspace.cargo_target, Path::new("/cache"));
        assert_eq!(workspace.output(), Path::new("/w/target"));
    }

    #[test]
    fn a_guest_that_builds_no_plugin_stops_the_build() {
        let error = Workspace::from_metadata(&metadata(&[("plugins/a", "a", "lib")])).expect_err("no cdylib");
        assert!(error.to_string().contains("`a` is in a folder of plugins and builds none"), "{error}");
    }

    #[test]
    fn two_guests_of_one_name_stop_the_build() {
        let text = metadata(&[("plugins/a-b", "a-b", "cdylib"), ("tests/guests/a_b", "a_b", "cdylib")]);
        let error = Workspace::from_metadata(&text).expect_err("one would overwrite the other");
        assert_eq!(error.to_string(), "two plugins are called `a_b`: rename the package `a_b`");
    }
}
