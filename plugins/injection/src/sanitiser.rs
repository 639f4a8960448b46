use portcullis_guest::prelude::*;

use crate::search::Search;

/// What a pack writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What stands where an instruction stood.
    #[serde(default = "replacement")]
    pub replacement: String,
}

/// The sanitiser.
#[derive(Debug)]
pub struct Injection {
    replacement: String,
    search: Search,
}

impl Sanitiser for Injection {
    type Config = Config;
    const NAME: &str = "injection";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ToolResult, Phase::ToolDefinition, Phase::MemoryRead, Phase::ModelRequest];
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let search = Search::new();
        let mut errors = ConfigErrors::new();
        if config.replacement.len() > 200 {
            errors.add("/replacement", "the text is longer than 200 bytes");
        }
        if config.replacement.contains(char::is_control) {
            errors.add("/replacement", "the text has control characters in it");
        }
        // It would be found again, and the host would never come to an end.
        if !search.run(&config.replacement, false).spans.is_empty() {
            errors.add("/replacement", "the text is itself an instruction that would be removed");
        }
        errors.into_result(Self { replacement: config.replacement, search })
    }

    fn scan(&self, text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
        let spans = self.search.run(text, false).spans;
        let finding = |span| Finding::new("prompt-injection", Severity::High, span).replace_with(&self.replacement);
        Ok(spans.into_iter().map(finding).collect())
    }

    /// Up to the first phrase that is not complete yet, else up to the last word.
    fn settled(&self, text: &str) -> usize {
        self.search.run(text, true).live.unwrap_or(text.len())
    }
}

fn replacement() -> String {
    "[removed: an instruction inside data]".to_owned()
}
