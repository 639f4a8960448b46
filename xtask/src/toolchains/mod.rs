//! The toolchains that plugins in other languages than Rust are built with.

mod install;
mod table;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use self::table::Toolchain;
use crate::workspace::Workspace;

/// The variable that names another folder than `target/toolchains`. `portcullis plugin build` reads it, too.
pub(crate) const FOLDER: &str = "PORTCULLIS_TOOLCHAINS";

/// Where they are pinned.
const TABLE: &str = "guest-sdk/toolchains.toml";

/// Where they go.
pub(crate) fn folder(workspace: &Workspace) -> Result<PathBuf> {
    match std::env::var_os(FOLDER) {
        // Tools are called from other folders.
        Some(folder) => std::path::absolute(&folder).with_context(|| format!("{FOLDER} is `{}`", folder.display())),
        None => Ok(workspace.output().join("toolchains")),
    }
}

/// Installs every toolchain that is missing, or that was pinned to something else when it was installed.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let path = workspace.root.join(TABLE);
    let text = fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
    let toolchains = table::read(&text).with_context(|| format!("`{}`", path.display()))?;
    let folder = folder(workspace)?;
    fs::create_dir_all(&folder).with_context(|| format!("`{}`", folder.display()))?;
    // Checkouts may share the folder. The lock ends with this process.
    let lock = folder.join("lock");
    let lock = File::create(&lock).with_context(|| format!("`{}`", lock.display()))?;
    lock.lock().context("the lock of the toolchains' folder")?;
    toolchains.iter().try_for_each(|toolchain| ensure(&folder, toolchain))
}

fn ensure(folder: &Path, toolchain: &Toolchain) -> Result<()> {
    let own = folder.join(&toolchain.name);
    let (stamp, pins) = (own.join("installed"), toolchain.source.pins());
    if fs::read_to_string(&stamp).is_ok_and(|found| found == pins) {
        return Ok(());
    }
    if own.exists() {
        fs::remove_dir_all(&own).with_context(|| format!("`{}`", own.display()))?;
    }
    fs::create_dir_all(&own).with_context(|| format!("`{}`", own.display()))?;
    install::packages(toolchain, &own)?;
    // Last, so that what is half done is done again.
    fs::write(&stamp, pins).with_context(|| format!("`{}`", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toolchain(version: &str) -> Toolchain {
        let text = format!("[tool]\nlanguages = \"X\"\nsize = \"1 MB\"\nnpm = [\"no-such-package-here@{version}\"]\n");
        table::read(&text).expect("it is well-formed").remove(0)
    }

    #[test]
    fn what_is_installed_is_not_installed_again() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let own = folder.path().join("tool");
        fs::create_dir_all(&own).expect("it is made");
        fs::write(own.join("installed"), "no-such-package-here@1\n").expect("it is written");
        ensure(folder.path(), &toolchain("1")).expect("nothing is to be done");
        assert!(own.join("installed").exists());
    }
}
