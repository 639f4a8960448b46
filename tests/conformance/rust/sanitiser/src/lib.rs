//! The conformance kit's sanitiser. What it does is said in `tests/conformance/README.md`.

use portcullis_guest::prelude::*;

/// The sanitiser, with what it finds.
pub struct Conformance {
    find: Vec<Find>,
}

/// What the pack configures.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    find: Vec<Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    text: String,
    kind: String,
    severity: String,
    replacement: Option<String>,
}

struct Find {
    wanted: Wanted,
    severity: Severity,
}

impl Sanitiser for Conformance {
    type Config = Config;
    const NAME: &str = "conformance-sanitiser";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ToolResult, Phase::ModelResponse, Phase::MemoryRead];

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let (mut find, mut errors) = (Vec::new(), ConfigErrors::new());
        for (index, wanted) in config.find.into_iter().enumerate() {
            if wanted.text.is_empty() {
                errors.add(format!("/find/{index}/text"), "is empty");
            }
            match severity(&wanted.severity) {
                Some(severity) => find.push(Find { wanted, severity }),
                None => errors.add(format!("/find/{index}/severity"), "is no severity"),
            }
        }
        errors.into_result(Self { find })
    }

    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        for Find { wanted, severity } in &self.find {
            for (start, found) in text.match_indices(&wanted.text) {
                let finding = Finding::new(&wanted.kind, *severity, start..start + found.len());
                let replacement = match wanted.kind.as_str() {
                    "error" => return Err(Error::new(found)),
                    "raise" => raise(found),
                    "context" => Some(told(context)),
                    "log" => {
                        log::warn!("{found}");
                        wanted.replacement.clone()
                    }
                    _ => wanted.replacement.clone(),
                };
                findings.push(replacement.into_iter().fold(finding, Finding::replace_with));
            }
        }
        Ok(findings)
    }

    fn settled(&self, text: &str) -> usize {
        let longest = self.find.iter().map(|find| find.wanted.text.chars().count()).max().unwrap_or(0);
        match longest.saturating_sub(1) {
            0 => text.len(),
            held => text.char_indices().rev().nth(held - 1).map_or(0, |(start, _)| start),
        }
    }
}

export_sanitiser!(Conformance);

fn severity(name: &str) -> Option<Severity> {
    Some(match name {
        "info" => Severity::Info,
        "low" => Severity::Low,
        "medium" => Severity::Medium,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        _ => return None,
    })
}

fn told(context: &ScanContext) -> String {
    let ScanContext { event_id, session, phase, target, subject_id, pointer, .. } = context;
    format!("{event_id}|{session}|{phase}|{target}|{subject_id}|{pointer}")
}

#[expect(clippy::panic, reason = "this is what it is for")]
fn raise(message: &str) -> ! {
    panic!("{message}")
}
