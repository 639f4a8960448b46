use portcullis_guest::prelude::*;

use crate::allow::Allow;
use crate::found::Found;
use crate::rules::{self, Rule};
use crate::search::{Outcome, Search};

/// What a pack writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Formats of one's own.
    #[serde(default)]
    pub rules: Vec<OwnRule>,
    /// Ids of rules that are left out: `stripe-test-key`, `password`.
    #[serde(default)]
    pub without: Vec<String>,
    /// Values that may pass.
    #[serde(default)]
    pub allow: Allow,
}

/// A format of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRule {
    /// What the kind ends with, lower-case with dashes.
    pub id: String,
    /// The token's shape, as in `rules.txt`.
    pub pattern: String,
    /// How bad it is; `high` where nothing is said.
    #[serde(default = "high")]
    pub severity: String,
    /// Words of which one must stand in the name that the value is assigned to.
    #[serde(default)]
    pub near: Vec<String>,
}

/// The sanitiser.
#[derive(Debug)]
pub struct Secrets {
    pub(crate) search: Search,
    allow: Allow,
    without: Vec<String>,
}

impl Sanitiser for Secrets {
    type Config = Config;
    const NAME: &str = "secrets";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::new();
        let mut rules = rules::stock().unwrap_or_else(|problem| {
            errors.add("", problem);
            Vec::new()
        });
        for (index, own) in config.rules.iter().enumerate() {
            match Rule::own(own) {
                Ok(rule) => rules.push(rule),
                Err((key, problem)) => errors.add(format!("/rules/{index}/{key}"), problem),
            }
        }
        for (index, id) in config.without.iter().enumerate() {
            let known = rules.iter().any(|rule| rule.id == *id) || GENERIC.contains(&id.as_str());
            if !known {
                errors.add(format!("/without/{index}"), format!("there is no rule `{id}`"));
            }
        }
        config.allow.check(&mut errors);
        rules.retain(|rule| !config.without.contains(&rule.id));
        errors.into_result(Self { search: Search::new(rules), allow: config.allow, without: config.without })
    }

    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error> {
        Ok(self.findings(self.search.run(text).found, text, context))
    }

    fn settled(&self, text: &str) -> usize {
        self.search.run(text).settled
    }

    fn scan_and_settle(&self, text: &str, context: &ScanContext) -> Result<(Vec<Finding>, usize), Error> {
        let Outcome { found, settled } = self.search.run(text);
        Ok((self.findings(found, text, context), settled))
    }
}

impl Secrets {
    /// What is to be reported of what was found.
    fn findings(&self, mut found: Vec<Found>, text: &str, context: &ScanContext) -> Vec<Finding> {
        if found.is_empty()
            && let Some(name) = member(&context.pointer)
        {
            found.extend(self.search.member(&name, text));
        }
        found.retain(|found| {
            let value = text.get(found.range.clone()).unwrap_or_default();
            !self.without.contains(&found.id) && !self.allow.has(value)
        });
        found.into_iter().map(finding).collect()
    }
}

/// What is found without a rule of the table.
const GENERIC: &[&str] = &[
    "password",
    "generic-secret",
    "generic-token",
    "generic-key",
    "credentials",
    "private-key",
    "jwt",
    "url-password",
    "url-token",
    "basic-auth",
    "bearer-token",
    "authorization",
    "command-password",
    "netrc-password",
    "pgpass-password",
];

fn finding(found: Found) -> Finding {
    let replacement = format!("[secret: {}]", found.id);
    Finding::new(format!("secret/{}", found.id), found.severity, found.range).replace_with(replacement)
}

/// The name of the member that a pointer ends at, or whose list it ends in.
fn member(pointer: &str) -> Option<String> {
    let mut names = pointer.rsplit('/').filter(|name| name.bytes().any(|byte| !byte.is_ascii_digit()));
    names.next().map(|name| name.replace("~1", "/").replace("~0", "~"))
}

fn high() -> String {
    "high".to_owned()
}
