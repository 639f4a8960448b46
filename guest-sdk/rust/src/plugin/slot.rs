use std::sync::OnceLock;

use crate::plugin::Plugin;
use crate::{ConfigErrors, Error};

/// Where a plugin's state lies between `configure` and the events: a static, so that it is in the host's snapshot.
#[derive(Debug)]
pub struct Slot<T>(OnceLock<T>);

impl<T: Plugin> Slot<T> {
    /// Not configured yet.
    #[expect(
        clippy::new_without_default,
        reason = "only ever a static's initial value, where `default` can't be called"
    )]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Takes the config, once.
    pub fn configure(&self, config: &str) -> Result<(), ConfigErrors> {
        let configured = || ConfigErrors::at("", "the plugin is configured already: `configure` is called once");
        if self.0.get().is_some() {
            return Err(configured());
        }
        self.0.set(T::load(config)?).map_err(|_| configured())
    }

    /// The configured plugin.
    pub fn get(&self) -> Result<&T, Error> {
        self.0.get().ok_or_else(|| Error::new("the plugin is not configured: call `configure` before any event"))
    }
}
