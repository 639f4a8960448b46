//! Makes a folder hold exactly some files, and touches only what differs.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Files by their path within a folder.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes `folder` hold `files` and nothing else. Each file appears whole, so that whoever reads at the same time sees the old
/// or the new one. What it returns is how many were written.
pub(crate) fn mirror(folder: &Path, files: &Files) -> Result<usize> {
    let mut written = 0;
    for (name, content) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == *content) {
            continue;
        }
        write(&path, content).with_context(|| format!("`{}` cannot be written", path.display()))?;
        written += 1;
    }
    if folder.is_dir() {
        for (name, _) in paths(folder)?.into_iter().filter(|(name, _)| !files.contains_key(name)) {
            let path = folder.join(name);
            fs::remove_file(&path).with_context(|| format!("`{}` cannot be removed", path.display()))?;
        }
    }
    Ok(written)
}

/// The files of a folder, with those in folders within it.
pub(crate) fn read(folder: &Path) -> Result<Files> {
    let content = |(name, path): (PathBuf, PathBuf)| {
        let content = fs::read(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        Ok((name, content))
    };
    paths(folder)?.into_iter().map(content).collect()
}

/// Where the files of a folder are: relative to it, and as a whole.
fn paths(folder: &Path) -> Result<BTreeMap<PathBuf, PathBuf>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let context = || format!("the folder `{}` cannot be read", next.display());
        for entry in fs::read_dir(&next).with_context(context)? {
            let path = entry.with_context(context)?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).with_context(context)?.to_owned(), path);
            }
        }
    }
    Ok(found)
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = path.with_file_name(name);
    fs::write(&temporary, content)?;
    fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        all.iter().map(|(name, content)| (PathBuf::from(name), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_folder_becomes_the_files_and_nothing_is_written_twice() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let out = folder.path().join("out");
        let first = files(&[("a.wasm", "1"), ("desk/pack.toml", "2")]);
        assert_eq!(mirror(&out, &first).expect("it is written"), 2);
        assert_eq!(read(&out).expect("it is read"), first);
        assert_eq!(mirror(&out, &first).expect("it is there"), 0);
        let second = files(&[("a.wasm", "changed"), ("b.wasm", "3")]);
        assert_eq!(mirror(&out, &second).expect("it is written"), 2);
        assert_eq!(read(&out).expect("it is read"), second);
    }
}
