//! The cache's folder: the owner's alone, bounded in size.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use super::entry::SealKey;

/// What the entries may take together; those that were not used for longest are thrown away first.
const MAX_BYTES: u64 = 2 << 30;
const KEY_FILE: &str = "key";

/// Why a folder can't be the cache.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// It can't be made or read.
    #[error("the cache `{}` can't be used", .path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others may write to it, or it is somebody else's: what is in there can't be trusted.
    #[error("the cache `{}` is not yours alone, so its code can't be trusted: `chmod 700` it, or name another", .path.display())]
    NotPrivate {
        /// The folder, or the file in it.
        path: PathBuf,
    },
    /// There is no randomness for its key.
    #[error("the system has no randomness for the cache's key")]
    Random(#[source] getrandom::Error),
}

pub(super) struct Folder {
    path: PathBuf,
    key: SealKey,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, CacheError> {
        let io = |source| CacheError::Io { path: path.to_owned(), source };
        make_private_folder(path).map_err(io)?;
        check_private(path)?;
        let key = read_or_make_key(path)?;
        Ok(Self { path: path.to_owned(), key })
    }

    pub(super) fn key(&self) -> &SealKey {
        &self.key
    }

    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.path.join(name);
        let bytes = fs::read(&path).ok()?;
        // When it was used last. Where that can't be noted it may be thrown away early.
        let _ = fs::File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(bytes)
    }

    pub(super) fn remove(&self, name: &str) {
        // Where it can't be removed it is found bad again.
        let _ = fs::remove_file(self.path.join(name));
    }

    /// Writes a file so that others see it whole or not at all.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        write_whole(&self.path, name, bytes)?;
        self.make_room(MAX_BYTES)
    }

    fn make_room(&self, most: u64) -> io::Result<()> {
        let mut entries: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.path)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let data = entry.metadata().ok()?;
                let is_entry = data.is_file() && entry.file_name() != KEY_FILE;
                is_entry.then(|| (data.modified().unwrap_or(SystemTime::UNIX_EPOCH), data.len(), entry.path()))
            })
            .collect();
        entries.sort();
        let mut total: u64 = entries.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in entries {
            if total <= most {
                break;
            }
            fs::remove_file(path)?;
            total -= size;
        }
        Ok(())
    }
}

fn read_or_make_key(folder: &Path) -> Result<SealKey, CacheError> {
    let path = folder.join(KEY_FILE);
    let io = |source| CacheError::Io { path: folder.to_owned(), source };
    match fs::read(&path) {
        Ok(bytes) => match SealKey::try_from(bytes) {
            Ok(key) => {
                check_private(&path)?;
                Ok(key)
            }
            // One of another length was not written by us; entries that were sealed with it are found bad.
            Err(_) => make_key(folder),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => make_key(folder),
        Err(error) => Err(io(error)),
    }
}

fn make_key(folder: &Path) -> Result<SealKey, CacheError> {
    let mut key = SealKey::default();
    getrandom::fill(&mut key).map_err(CacheError::Random)?;
    write_whole(folder, KEY_FILE, &key).map_err(|source| CacheError::Io { path: folder.to_owned(), source })?;
    Ok(key)
}

fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    use io::Write;
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let unique = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!("{name}.{}.{unique}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| file.write_all(bytes));
    let moved = written.and_then(|()| fs::rename(&temporary, folder.join(name)));
    if moved.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    moved
}

fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether only this user can write there. A link is not followed: what it leads to may change.
#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), CacheError> {
    use std::os::unix::fs::MetadataExt;
    let data = fs::symlink_metadata(path).map_err(|source| CacheError::Io { path: path.to_owned(), source })?;
    let own = data.uid() == rustix::process::geteuid().as_raw();
    let private = own && data.mode() & 0o077 == 0 && !data.is_symlink();
    if private { Ok(()) } else { Err(CacheError::NotPrivate { path: path.to_owned() }) }
}

#[cfg(not(unix))]
fn check_private(_path: &Path) -> Result<(), CacheError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_not_used_for_longest_makes_room() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(&home.path().join("cache")).unwrap();
        let old = SystemTime::now() - Duration::from_secs(3600);
        for (name, age) in [("a", 0), ("b", 1), ("c", 2)] {
            folder.write(name, &[0; 100]).unwrap();
            let file = fs::File::options().append(true).open(folder.path.join(name)).unwrap();
            file.set_modified(old + Duration::from_secs(age)).unwrap();
        }
        assert!(folder.read("a").is_some());
        folder.make_room(200).unwrap();
        let left: Vec<bool> = ["a", "b", "c"].map(|name| folder.path.join(name).exists()).to_vec();
        assert_eq!(left, [true, false, true], "`b` was not used for longest");
        assert!(folder.path.join(KEY_FILE).exists());
        folder.make_room(0).unwrap();
        assert!(folder.path.join(KEY_FILE).exists(), "the key is no entry");
    }
}
