//! Compiled code, kept between runs.
//!
//! Compiled code is trusted: the engine runs it as it stands. So the folder must be the owner's alone, and each entry is
//! authenticated with a key from that folder before the engine sees it. An entry that does not hold is reported, thrown
//! away, and compiled anew.

mod entry;
mod folder;
mod trusted;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use portcullis_audit::Digest;
use wasmtime::{Engine, component::Component};

pub use folder::CacheError;

use super::limits::Limits;

use entry::Entry;
use folder::Folder;

/// The form of entries. Those of another one are not looked at.
const FORM: u32 = 2;

/// What an entry is the code of.
pub(super) struct Key(String);

impl Key {
    /// A component, instrumented where it can be.
    pub(super) fn component(digest: Digest) -> Self {
        Self(format!("component:{digest}"))
    }

    /// What a component said of itself under these limits.
    pub(super) fn facts(digest: Digest, limits: &Limits) -> Self {
        let limits = limits.iter().map(|(limit, bound)| format!(" {limit}={}", bound.value));
        Self(format!("facts:{digest}:{}", limits.collect::<String>()))
    }

    /// The snapshot of a component after all of this: its config, its warm-up events, its limits.
    pub(super) fn snapshot<'p>(component: Digest, after: impl IntoIterator<Item = &'p str>) -> Self {
        // Each part with its length, so that no two lists of parts are the same text.
        let parts =
            after.into_iter().fold(format!("{component}"), |text, part| format!("{text}:{}:{part}", part.len()));
        Self(format!("snapshot:{}", Digest::of(parts.as_bytes())))
    }
}

/// A folder of compiled code.
pub(super) struct Cache {
    folder: Folder,
    /// Code of one engine, in one configuration, is no use to another.
    engine: u64,
}

impl Cache {
    pub(super) fn open(path: &Path, engine: &Engine) -> Result<Self, CacheError> {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self { folder: Folder::open(path)?, engine: hasher.finish() })
    }

    /// The code under a key, with the note that was kept with it.
    pub(super) fn get(&self, key: &Key, engine: &Engine) -> Option<(Component, String)> {
        let name = self.name(key);
        let bytes = self.folder.read(&name)?;
        let loaded = Entry::open(&bytes, &name, self.folder.key())
            .and_then(|entry| Some((trusted::load(engine, &entry)?, entry.note().to_owned())));
        if loaded.is_none() {
            tracing::warn!(entry = name, "a cache entry does not hold: it is compiled anew");
            self.folder.remove(&name);
        }
        loaded
    }

    /// Keeps code. A cache that can't be written is a slow one, not a broken one: that is reported, and all.
    pub(super) fn put(&self, key: &Key, component: &Component, note: &str) {
        let name = self.name(key);
        let kept = component.serialize().map_err(|error| error.to_string()).and_then(|code| {
            self.folder.write(&name, &entry::seal(&name, note, &code, self.folder.key())).map_err(|e| e.to_string())
        });
        if let Err(error) = kept {
            tracing::warn!(entry = name, error, "compiled code can't be kept");
        }
    }

    /// The note under a key, of which there is no code.
    pub(super) fn note(&self, key: &Key) -> Option<String> {
        let name = self.name(key);
        let bytes = self.folder.read(&name)?;
        let note = Entry::open(&bytes, &name, self.folder.key()).map(|entry| entry.note().to_owned());
        if note.is_none() {
            tracing::warn!(entry = name, "a cache entry does not hold: it is made anew");
            self.folder.remove(&name);
        }
        note
    }

    /// Keeps a note alone.
    pub(super) fn put_note(&self, key: &Key, note: &str) {
        let name = self.name(key);
        if let Err(error) = self.folder.write(&name, &entry::seal(&name, note, &[], self.folder.key())) {
            tracing::warn!(entry = name, %error, "what a component says of itself can't be kept");
        }
    }

    fn name(&self, key: &Key) -> String {
        let digest = Digest::of(format!("{FORM}:{:016x}:{}", self.engine, key.0).as_bytes()).to_string();
        digest.replace(':', "-")
    }
}
