//! Packs: named, versioned, ordered lists of plugins with config, limits and scope. The unit that teams ship.

mod also;
mod error;
mod finding;
mod load;
mod manifest;
mod on_finding;
mod pattern;
mod read;
mod texts;

use std::{path::Path, sync::Arc};

use portcullis_audit::Digest;
pub use portcullis_audit::{FindingAction, Mode, OnError};

pub use error::{PackError, PackFault, PackProblem};
pub use finding::FindingRule;
pub use pattern::Pattern;
pub use texts::TextFile;

use crate::{
    event::{Event, Phase},
    plugin::{Plugin, Runtime},
};

/// A pack whose plugins are loaded and configured. Cloning is cheap.
#[derive(Clone)]
pub struct Pack {
    inner: Arc<Loaded>,
}

struct Loaded {
    name: String,
    version: String,
    digest: Digest,
    allow_uncovered: Vec<Phase>,
    entries: Vec<Entry>,
}

/// The component of a pack that is loaded next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loading<'p> {
    /// Its path in the pack.
    pub component: &'p str,
    /// Which one it is, from 1.
    pub at: usize,
    /// How many there are.
    pub of: usize,
}

/// One plugin of a pack: what is asked, about what, and what its answers mean.
#[derive(Clone)]
pub struct Entry {
    pub(crate) id: String,
    pub(crate) plugin: Plugin,
    pub(crate) phases: Vec<Phase>,
    pub(crate) targets: Vec<Pattern>,
    pub(crate) policy: bool,
    pub(crate) sanitiser: bool,
    pub(crate) mode: Mode,
    pub(crate) on_error: OnError,
    pub(crate) on_finding: Vec<FindingRule>,
    pub(crate) config_file: Option<String>,
    pub(crate) texts: Vec<TextFile>,
    pub(crate) pinned: bool,
    /// Whether an embedder added it: it is asked like any other, but what it alone covers stays uncovered.
    pub(crate) added: bool,
}

impl Pack {
    /// Loads the pack in a folder: reads its `pack.toml`, then loads and configures each plugin.
    ///
    /// # Errors
    /// Everything that is wrong with the manifest at once, each with file and line; or else the plugins that can't be
    /// loaded or refuse their config.
    ///
    /// # Panics
    /// Outside of a tokio runtime; use [`Pack::load_blocking`] there.
    ///
    /// # Example
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use portcullis::{pack::Pack, plugin::{Runtime, RuntimeOptions}};
    ///
    /// let runtime = Runtime::new(&RuntimeOptions::default())?;
    /// let pack = Pack::load(&runtime, "packs/support-desk").await?;
    /// println!("{} {} ({})", pack.name(), pack.version(), pack.digest());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn load(runtime: &Runtime, folder: impl AsRef<Path>) -> Result<Self, PackError> {
        let (runtime, folder) = (runtime.clone(), folder.as_ref().to_owned());
        let loading = tokio::task::spawn_blocking(move || Self::load_blocking(&runtime, folder));
        loading.await.map_err(|error| PackError::io(Path::new(manifest::FILE), std::io::Error::other(error)))?
    }

    /// As [`Pack::load`], on the caller's thread.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_blocking(runtime: &Runtime, folder: impl AsRef<Path>) -> Result<Self, PackError> {
        load::load(runtime, folder.as_ref(), &mut |_| ())
    }

    /// As [`Pack::load_blocking`], telling the observer which component is loaded next: compiling one may take many
    /// seconds.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_observed(
        runtime: &Runtime,
        folder: impl AsRef<Path>,
        observer: &mut dyn FnMut(Loading<'_>),
    ) -> Result<Self, PackError> {
        load::load(runtime, folder.as_ref(), observer)
    }

    /// The pack's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The pack's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// The pack's identity: the SHA-256 of its manifest's bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    /// The plugins, in the order in which they are asked.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.inner.entries
    }

    /// Whether events of this phase that no plugin covers may happen.
    #[must_use]
    pub fn allows_uncovered(&self, phase: Phase) -> bool {
        self.inner.allow_uncovered.contains(&phase)
    }
}

impl Entry {
    /// The name that the pack gives it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The plugin.
    #[must_use]
    pub fn plugin(&self) -> &Plugin {
        &self.plugin
    }

    /// Whether its answers are enforced or only recorded.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// What its failure means.
    #[must_use]
    pub fn on_error(&self) -> OnError {
        self.on_error
    }

    /// Whether its policy is asked.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        self.policy
    }

    /// Whether its sanitiser is asked.
    #[must_use]
    pub fn is_sanitiser(&self) -> bool {
        self.sanitiser
    }

    /// What is done about what it finds.
    #[must_use]
    pub fn on_finding(&self) -> &[FindingRule] {
        &self.on_finding
    }

    /// The file that holds its config, within the pack's folder; none where the manifest does.
    #[must_use]
    pub fn config_file(&self) -> Option<&str> {
        self.config_file.as_deref()
    }

    /// The files that hold texts of its config.
    #[must_use]
    pub fn texts(&self) -> &[TextFile] {
        &self.texts
    }

    /// Whether the manifest names the component by its digest.
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// Whether it is asked about an event.
    #[must_use]
    pub fn covers(&self, event: &Event) -> bool {
        let phase = self.phases.is_empty() || self.phases.contains(&event.phase);
        phase && (self.targets.is_empty() || self.targets.iter().any(|pattern| pattern.matches(&event.target)))
    }
}
