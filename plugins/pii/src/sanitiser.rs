use portcullis_guest::prelude::*;

use crate::config::{Config, Style};
use crate::detect::{Hit, net};
use crate::kind::Kind;
use crate::scan;
use crate::token::Tokens;
use crate::words::Words;

/// The sanitiser.
#[derive(Debug)]
pub struct Pii {
    config: Config,
    words: Words,
    tokens: Option<Tokens>,
    /// The kinds that are looked for.
    wanted: Vec<Kind>,
}

impl Sanitiser for Pii {
    type Config = Config;
    const NAME: &str = crate::NAME;
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let errors = config.check();
        let wanted = Kind::ALL.iter().copied().filter(|kind| config.wants(*kind)).collect();
        errors.into_result(Self { tokens: config.tokens(), words: Words::new(), wanted, config })
    }

    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error> {
        Ok(self.findings(&scan::find(text, &self.words, self.hint(&context.pointer)), text, context))
    }

    fn settled(&self, text: &str) -> usize {
        scan::settled(text, &self.words)
    }

    fn scan_and_settle(&self, text: &str, context: &ScanContext) -> Result<(Vec<Finding>, usize), Error> {
        // A name that says something is not there when the rest of the text comes: what is settled does not depend on it.
        match self.hint(&context.pointer) {
            0 => {
                let (hits, settled) = scan::find_and_settle(text, &self.words);
                Ok((self.findings(&hits, text, context), settled))
            }
            _ => Ok((self.scan(text, context)?, self.settled(text))),
        }
    }
}

impl Pii {
    /// What is to be reported of what was found.
    fn findings(&self, hits: &[Hit], text: &str, context: &ScanContext) -> Vec<Finding> {
        let finding = |hit: &Hit| {
            let value = text.get(hit.start..hit.end)?;
            let wanted = self.wanted.contains(&hit.kind) && hit.certainty >= self.config.certainty;
            if !wanted || self.is_allowed(hit.kind, value) || self.is_restored(hit.kind, context) {
                return None;
            }
            let severity = match hit.kind {
                // Spelt out, or every machine's.
                Kind::Email if !value.contains('@') => Severity::Low,
                Kind::Ip if net::is_loopback(value) => Severity::Low,
                kind => kind.severity(),
            };
            let finding = Finding::new(hit.kind.name(), severity, hit.start..hit.end);
            Some(finding.replace_with(self.replacement(hit.kind, value)))
        };
        hits.iter().filter_map(finding).collect()
    }

    /// What the names of the members say that a text stands in: the last two, of which one may be an index.
    fn hint(&self, pointer: &str) -> u32 {
        // `text` is a verb in front of a number, and a name of anything else.
        let names = pointer.rsplit('/').take(2).filter(|name| *name != "text");
        names.fold(0, |hint, name| hint | self.words.all(name))
    }

    fn is_allowed(&self, kind: Kind, value: &str) -> bool {
        // A repository's address.
        if kind == Kind::Email && value.starts_with("git@") {
            return true;
        }
        if kind == Kind::Ip && !self.config.reserved_addresses && net::is_reserved(value) {
            return true;
        }
        self.config.allow.iter().any(|allowed| {
            let end = value.len().checked_sub(allowed.len()).and_then(|at| value.get(at..));
            value.eq_ignore_ascii_case(allowed)
                || (allowed.starts_with('@') && end.is_some_and(|end| end.eq_ignore_ascii_case(allowed)))
        })
    }

    /// Whether the tool may see such values: what the policy has put back stays.
    fn is_restored(&self, kind: Kind, context: &ScanContext) -> bool {
        context.phase == Phase::ToolCall && self.config.restores(&context.target, kind)
    }

    fn replacement(&self, kind: Kind, value: &str) -> String {
        match self.config.style(kind) {
            Style::Label => None,
            Style::Mask => Some(mask(value)),
            Style::Pseudonym => self.tokens.as_ref().and_then(|tokens| tokens.seal(kind, value)),
        }
        .unwrap_or_else(|| format!("[{}]", kind.word()))
    }
}

/// The last four digits or letters of at least eight.
fn mask(value: &str) -> String {
    if let Some((_, domain)) = value.rsplit_once('@') {
        return format!("****@{domain}");
    }
    let kept: Vec<char> = value.chars().filter(|symbol| symbol.is_alphanumeric()).collect();
    let last = kept.len().checked_sub(4).filter(|from| *from >= 4).and_then(|from| kept.get(from..));
    format!("****{}", last.unwrap_or_default().iter().collect::<String>())
}
