use portcullis_guest::prelude::*;

use crate::dictionary::Dictionary;
use crate::evidence::{HIGH, MEDIUM};
use crate::rules::Kind;
use crate::search::{Found, Search};

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
    dictionary: Dictionary,
}

impl Sanitiser for Injection {
    type Config = Config;
    const NAME: &str = "injection";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ToolResult, Phase::ToolDefinition, Phase::MemoryRead, Phase::ModelRequest];
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let dictionary = Dictionary::new();
        let mut errors = ConfigErrors::new();
        if config.replacement.len() > 200 {
            errors.add("/replacement", "the text is longer than 200 bytes");
        }
        if config.replacement.contains(char::is_control) {
            errors.add("/replacement", "the text has control characters in it");
        }
        // It would be found again, and the host would never come to an end.
        if !Search::new(&config.replacement, &dictionary, |_, points| points).run().is_empty() {
            errors.add("/replacement", "the text is itself an instruction that would be removed");
        }
        errors.into_result(Self { replacement: config.replacement, dictionary })
    }

    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error> {
        let found = Search::new(text, &self.dictionary, weigh(context.phase)).run();
        Ok(found.into_iter().map(|found| self.finding(found)).collect())
    }

    /// Up to the first sentences that are still judged together with what may come, else up to the last sentence.
    fn settled(&self, text: &str) -> usize {
        Search::new(text, &self.dictionary, |_, points| points).settled()
    }

    fn scan_and_settle(&self, text: &str, context: &ScanContext) -> Result<(Vec<Finding>, usize), Error> {
        let (found, settled) = Search::new(text, &self.dictionary, weigh(context.phase)).run_and_settle();
        Ok((found.into_iter().map(|found| self.finding(found)).collect(), settled))
    }
}

impl Injection {
    fn finding(&self, Found { span, sum }: Found) -> Finding {
        let severity = match sum.points {
            HIGH.. => Severity::High,
            MEDIUM..HIGH => Severity::Medium,
            _ => Severity::Low,
        };
        Finding::new(format!("injection/{}", sum.kind.name()), severity, span).replace_with(&self.replacement)
    }
}

/// What points are worth in a phase: who asks a model speaks to it, which is no sign of anything there.
fn weigh(phase: Phase) -> impl Fn(Kind, i32) -> i32 + Copy {
    let is_request = phase == Phase::ModelRequest;
    move |kind, points| if is_request && kind == Kind::Task { points / 2 } else { points }
}

fn replacement() -> String {
    "[removed: an instruction inside data]".to_owned()
}
