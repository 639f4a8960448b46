//! Files that the command carries: the SDKs, and what new plugins begin with.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use include_dir::Dir;

/// Files by their paths in the folder that they are written to.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<PathBuf, Vec<u8>>);

impl Files {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        self.0.insert(path.into(), content.into());
    }

    /// Adds all files of an embedded folder, below `to`.
    pub(crate) fn add_dir(&mut self, to: &str, dir: &Dir<'_>) {
        for file in dir.files() {
            // Paths of an embedded folder begin at its root, however deep the folder is.
            self.add(Path::new(to).join(file.path()), file.contents());
        }
        // Python leaves such folders wherever it imports from.
        let own = dir.dirs().filter(|inner| !inner.path().ends_with("__pycache__"));
        own.for_each(|inner| self.add_dir(to, inner));
    }

    /// The same files with names put into their texts: each `{{name}}` becomes its value.
    pub(crate) fn filled(mut self, values: &[(&str, &str)]) -> Self {
        for content in self.0.values_mut() {
            if let Ok(text) = std::str::from_utf8(content) {
                let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{{{name}}}}}"), value);
                *content = values.iter().fold(text.to_owned(), fill).into_bytes();
            }
        }
        self
    }

    /// Writes them all below a folder.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        for (path, content) in &self.0 {
            let path = folder.join(path);
            let parent = path.parent().unwrap_or(folder);
            let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, content));
            written.with_context(|| format!("`{}` can't be written", path.display()))?;
        }
        Ok(())
    }
}
