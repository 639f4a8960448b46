use serde::de::DeserializeOwned;

use crate::{ConfigErrors, Error, Finding, Phase};

/// A plugin that finds what should not pass in text. Exported with [`export_sanitiser!`](crate::export_sanitiser).
///
/// ```
/// use portcullis_guest::prelude::*;
///
/// /// Finds a word.
/// struct Word(String);
///
/// impl Sanitiser for Word {
///     type Config = String;
///     const NAME: &str = "word";
///     const VERSION: &str = "0.1.0";
///
///     fn configure(word: String) -> Result<Self, ConfigErrors> {
///         if word.is_empty() { Err(ConfigErrors::at("", "the word is empty")) } else { Ok(Self(word)) }
///     }
///
///     fn scan(&self, text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
///         let finding = |at| Finding::new("word", Severity::Medium, at..at + self.0.len()).replace_with("…");
///         Ok(text.match_indices(&self.0).map(|(at, _)| finding(at)).collect())
///     }
///
///     /// In a stream only the last bytes may still become the word.
///     fn settled(&self, text: &str) -> usize {
///         text.floor_char_boundary((text.len() + 1).saturating_sub(self.0.len()))
///     }
/// }
///
/// export_sanitiser!(Word);
///
/// let word = Word("secret".to_owned());
/// assert_eq!(portcullis_guest::testing::redact(&word, "a secret, kept")?, "a …, kept");
/// assert_eq!(portcullis_guest::testing::redact_chunks(&word, ["a sec", "ret, k", "ept"])?, "a …, kept");
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sanitiser",
    note = "write `impl Sanitiser for {Self}`, or export it with `export_policy!`"
)]
pub trait Sanitiser: Sized + Send + Sync + 'static {
    /// What the pack may write under `[plugin.config]`. With `#[serde(deny_unknown_fields)]` a misspelt key is an
    /// error.
    type Config: DeserializeOwned;
    /// The plugin's name, lower-case with dashes.
    const NAME: &'static str;
    /// The plugin's semantic version; `env!("CARGO_PKG_VERSION")` is the crate's.
    const VERSION: &'static str;
    /// The phases that the sanitiser understands; empty: all. In any other phase it answers an error.
    const PHASES: &'static [Phase] = &[];
    /// JSON Schema (draft 2020-12) of the config; the empty string: anything goes.
    const CONFIG_SCHEMA: &'static str = "";

    /// Makes the sanitiser from its config. Called once, when the pack is loaded: what is slow belongs here. Everything
    /// that is wrong is reported at once.
    fn configure(config: Self::Config) -> Result<Self, ConfigErrors>;

    /// Finds what should not pass in one string of an event. An error means that the sanitiser could not tell: the
    /// event is denied.
    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error>;

    /// How much of a text that goes on is settled: the byte from where on it may still become part of a finding. What
    /// comes before it is released; the rest comes again, in front of what follows, and **without what came before
    /// it**: a scan that starts there must find the same.
    ///
    /// Only asked while more text will follow. The default, 0, holds everything back until the end.
    fn settled(&self, text: &str) -> usize {
        let _ = text;
        0
    }

    /// [`scan`](Self::scan) and [`settled`](Self::settled) of a text that goes on, asked at once. Worth writing where both would
    /// read the whole text; the answers must be those that each gives alone.
    fn scan_and_settle(&self, text: &str, context: &ScanContext) -> Result<(Vec<Finding>, usize), Error> {
        Ok((self.scan(text, context)?, self.settled(text)))
    }
}

/// What a sanitiser is told of the event.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ScanContext {
    /// The event's identity.
    pub event_id: String,
    /// The session that the event belongs to.
    pub session: String,
    /// The moment in the agent's life.
    pub phase: Phase,
    /// The resource acted on.
    pub target: String,
    /// The subject's identity.
    pub subject_id: String,
    /// Where the scanned string stands: an RFC 6901 pointer into the payload, which goes on into JSON text that stands
    /// in a string. The name of a member has the member's pointer.
    pub pointer: String,
}
