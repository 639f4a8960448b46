use serde::de::DeserializeOwned;

use crate::{ConfigErrors, Document, Error, Event, Phase, Verdict};

/// A plugin that decides whether events may happen. Exported with [`export_policy!`](crate::export_policy).
///
/// ```
/// use portcullis_guest::prelude::*;
///
/// /// Nobody but these may call the tool.
/// struct Callers(Vec<String>);
///
/// impl Policy for Callers {
///     type Config = Vec<String>;
///     const NAME: &str = "callers";
///     const VERSION: &str = "0.1.0";
///     const PHASES: &[Phase] = &[Phase::ToolCall];
///
///     fn configure(callers: Vec<String>) -> Result<Self, ConfigErrors> {
///         if callers.is_empty() { Err(ConfigErrors::at("", "nobody may call: add one")) } else { Ok(Self(callers)) }
///     }
///
///     fn evaluate(&self, event: &Event, _payload: &Document) -> Result<Verdict, Error> {
///         Ok(if self.0.contains(&event.subject.id) {
///             Verdict::allow()
///         } else {
///             Verdict::deny("caller-unknown", format!("`{}` may not call", event.subject.id))
///         })
///     }
/// }
///
/// export_policy!(Callers);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    note = "write `impl Policy for {Self}`, or export it with `export_sanitiser!`"
)]
pub trait Policy: Sized + Send + Sync + 'static {
    /// What the pack may write under `[plugin.config]`. With `#[serde(deny_unknown_fields)]` a misspelt key is an
    /// error; without it, it is a limit that silently does not hold.
    type Config: DeserializeOwned;
    /// The plugin's name, lower-case with dashes.
    const NAME: &'static str;
    /// The plugin's semantic version; `env!("CARGO_PKG_VERSION")` is the crate's.
    const VERSION: &'static str;
    /// The phases that the policy understands; empty: all. In any other phase it answers an error.
    const PHASES: &'static [Phase] = &[];
    /// JSON Schema (draft 2020-12) of the config; the empty string: anything goes.
    const CONFIG_SCHEMA: &'static str = "";

    /// Makes the policy from its config. Called once, when the pack is loaded: what is slow belongs here. Everything
    /// that is wrong is reported at once.
    fn configure(config: Self::Config) -> Result<Self, ConfigErrors>;

    /// Answers one event. An error means that the policy could not decide: the event is denied.
    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error>;
}
