//! A pack with one more plugin, which an embedder adds.

use std::{fs, path::Path, sync::Arc};

use portcullis_audit::{Digest, Mode, OnError};

use crate::{
    document::Document,
    plugin::{Component, Grants, Limit, LimitSet, Limits, Plugin, Setup},
};

use super::{
    Entry, Loaded, Pack,
    error::{PackError, PackFault, PackProblem},
    finding::FindingRule,
};

impl Pack {
    /// The same pack with one more plugin behind the others, which is asked about everything that it understands and
    /// enforced: what an app adds to what its operator gave it can only narrow, so what no other plugin covers stays
    /// uncovered. State that it keeps is its own, apart from what the pack's plugins share. The digest of the new pack is the
    /// SHA-256 of the old one's, the component's and the canonical config's, 32 bytes each.
    ///
    /// # Errors
    /// An identity that is taken, a file that can't be read or is no plugin, a config that it refuses.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    ///
    /// # Example
    /// ```no_run
    /// # async fn example(pack: portcullis::pack::Pack) -> Result<(), Box<dyn std::error::Error>> {
    /// use portcullis::document::Document;
    ///
    /// let config = Document::parse(r#"{"limit": 20}"#)?;
    /// let narrower = pack.also("our-refunds", "refund_limits.wasm", config).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn also(
        &self,
        id: impl Into<String>,
        component: impl AsRef<Path>,
        config: Document,
    ) -> Result<Self, PackError> {
        let (pack, id, path) = (self.clone(), id.into(), component.as_ref().to_owned());
        let file = path.clone();
        let adding = tokio::task::spawn_blocking(move || pack.add(id, &path, config));
        adding.await.map_err(|error| PackError::io(&file, std::io::Error::other(error)))?
    }

    fn add(&self, id: String, path: &Path, config: Document) -> Result<Self, PackError> {
        let problem = |fault| PackError::new(vec![PackProblem { file: path.to_owned(), place: None, fault }]);
        let entries = &self.inner.entries;
        // A pack without any plugin is not loaded.
        let Some(first) = entries.first() else { return Err(problem(PackFault::Empty)) };
        if entries.iter().any(|entry| entry.id == id) {
            return Err(problem(PackFault::IdTaken { id }));
        }
        let (runtime, none) = (first.plugin.component().runtime(), LimitSet::new());
        let limits = Limits::effective(runtime.limits(), &none, &none);
        let size = fs::metadata(path).map_err(|error| PackError::io(path, error))?.len();
        if size > limits.get(Limit::ComponentBytes).value {
            let exceeded = limits.exceeded(Limit::ComponentBytes);
            return Err(problem(PackFault::TooLarge { path: path.display().to_string(), size, exceeded }));
        }
        let bytes = fs::read(path).map_err(|error| PackError::io(path, error))?;
        let component = Component::load_within(runtime, &bytes, &limits);
        let component =
            component.map_err(|source| problem(PackFault::Component { path: path.display().to_string(), source }))?;
        // What it keeps is its own: it must not spend, nor free, what the operator's plugins count.
        let grants = Grants::new().state("").apart(&id);
        let plugin = Plugin::configure_blocking(component, Setup { config, limits, grants, warm_up: Vec::new() })
            .map_err(|source| problem(PackFault::Configure { id: id.clone(), source }))?;
        let component = plugin.component();
        let parts = [self.digest(), component.digest(), plugin.config_digest()];
        let digest = Digest::of(&parts.map(|part| *part.as_bytes()).concat());
        let entry = Entry {
            id,
            phases: component.descriptor().phases.clone(),
            targets: Vec::new(),
            policy: component.is_policy(),
            sanitiser: component.is_sanitiser(),
            mode: Mode::Enforce,
            on_error: OnError::Deny,
            on_finding: FindingRule::defaults(),
            config_file: None,
            texts: Vec::new(),
            pinned: false,
            added: true,
            plugin,
        };
        let loaded = Loaded {
            name: self.inner.name.clone(),
            version: self.inner.version.clone(),
            digest,
            allow_uncovered: self.inner.allow_uncovered.clone(),
            entries: entries.iter().cloned().chain([entry]).collect(),
        };
        Ok(Self { inner: Arc::new(loaded) })
    }
}
