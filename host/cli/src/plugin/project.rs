//! The folder that a plugin is written in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use portcullis::text::printable;
use walkdir::{DirEntry, WalkDir};

use super::{
    args::Kind,
    build,
    embedded::Files,
    language::{self, Language},
};

/// The SDK's folder in a plugin's own.
const SDK: &str = "portcullis";
/// Tells which command the SDK came with.
const SDK_VERSION: &str = "VERSION";
/// The component, where the pack of a plugin's folder names it.
const COMPONENT: &str = "dist/plugin.wasm";

/// A plugin's folder, with its language and its kind as the files tell them.
pub(crate) struct Project {
    folder: PathBuf,
    language: &'static dyn Language,
    kind: Kind,
}

impl Project {
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let shown = folder.display();
        let folder = folder.canonicalize().with_context(|| format!("there is no folder `{shown}`"))?;
        match language::detected(&folder).as_slice() {
            [(language, kind)] => Ok(Self { folder, language: *language, kind: *kind }),
            [] => bail!(
                "`{shown}` has no plugin: there is none of the files that tell a language, which are {}. `portcullis plugin \
                 new` makes a folder with all that is needed",
                language::sources()
            ),
            [(one, _), (other, _), ..] => {
                bail!("`{shown}` looks like {} and like {}: keep one plugin in a folder", one.title(), other.title())
            }
        }
    }

    /// A new plugin's folder, with all that belongs into it.
    pub(crate) fn create(folder: &Path, language: &'static dyn Language, kind: Kind) -> anyhow::Result<Self> {
        let shown = folder.display();
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        ensure!(
            is_name(name),
            "`{}` is no name for a plugin: it begins with a small letter, and has small letters, digits and single dashes",
            printable(name)
        );
        ensure!(
            language.has(kind),
            "{} says what may happen: it is for policies, not for a {}",
            language.title(),
            kind.name()
        );
        ensure!(!folder.exists(), "`{shown}` exists already: a new plugin gets a new folder");
        let mut files = Files::default();
        language.common(kind).into_iter().for_each(|common| files.add_dir("", common));
        files.add_dir("", language.template(kind));
        let underscored = name.replace('-', "_");
        files.filled(&[("name", name), ("name_", &underscored), ("language", language.title())]).write(folder)?;
        let project = Self { folder: folder.canonicalize()?, language, kind };
        project.ensure_sdk()?;
        Ok(project)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn language(&self) -> &'static dyn Language {
        self.language
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The file that it is written in.
    pub(crate) fn source(&self) -> &'static str {
        self.language.source(self.kind)
    }

    /// Where its component is put.
    pub(crate) fn component(&self) -> PathBuf {
        self.folder.join(COMPONENT)
    }

    /// Builds its component where it is missing, or older than a file of the project.
    pub(crate) fn ensure_built(&self) -> anyhow::Result<()> {
        let built = fs::metadata(self.component()).and_then(|metadata| metadata.modified()).ok();
        let newest = files(&self.folder).filter_map(|file| file.metadata().ok()?.modified().ok()).max();
        if built.is_none() || newest > built {
            build::build(self)?;
        }
        Ok(())
    }

    /// The SDK's folder.
    pub(crate) fn sdk(&self) -> PathBuf {
        self.folder.join(SDK)
    }

    /// Puts the SDK where it is missing. One that is there stays: it belongs to the plugin, and may have come with another
    /// version of the command. Says which, where that is so.
    pub(crate) fn ensure_sdk(&self) -> anyhow::Result<Option<String>> {
        let (sdk, ours) = (self.sdk(), env!("CARGO_PKG_VERSION"));
        if sdk.is_dir() {
            let found = fs::read_to_string(sdk.join(SDK_VERSION)).unwrap_or_default();
            return Ok((found.trim() != ours).then(|| printable(found.trim())));
        }
        let mut files = self.language.sdk()?;
        if files.is_empty() {
            return Ok(None);
        }
        files.add(SDK_VERSION, format!("{ours}\n"));
        files.write(&sdk)?;
        Ok(None)
    }
}

/// The files that a component is built of, and some more: all but what builds leave behind, and test cases.
fn files(folder: &Path) -> impl Iterator<Item = DirEntry> {
    let walk =
        WalkDir::new(folder).into_iter().filter_entry(|entry| entry.depth() == 0 || !is_left_behind(entry.path()));
    walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
}

/// Whether a file or a folder is none of a plugin's source.
pub(crate) fn is_left_behind(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || ["dist", "target", "node_modules", "__pycache__", "tests"].contains(&name.as_ref())
}

/// Whether it can name a plugin in every language and on every system.
fn is_name(name: &str) -> bool {
    let parts_are_well = name
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    parts_are_well && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.len() <= 64
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_is_one_in_every_language() {
        for name in ["a", "refunds", "refund-limits-2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "Refunds", "2refunds", "-a", "a-", "a--b", "a_b", "a/b", "é", &"a".repeat(65)] {
            assert!(!is_name(name), "{name}");
        }
    }
}
