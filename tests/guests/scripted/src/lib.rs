//! A plugin for tests of the host. Its config says what it answers: the first rule whose `when` fits the payload.

use portcullis_guest::{Value, prelude::*};

/// What the plugin does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    #[serde(default)]
    rules: Vec<Rule>,
    /// Pointer to more rules, in the event's context: so that one configured plugin can play any part.
    rules_at: Option<String>,
    #[serde(default)]
    find: Vec<Find>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Pointer and value that the payload must have there; null also fits where there is nothing.
    when: Option<(String, Value)>,
    /// The same of the event's context.
    context: Option<(String, Value)>,
    then: Action,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    Allow,
    Deny(String),
    Escalate(String),
    Edit(Vec<(String, Option<Value>)>),
    /// Adds one to the number at the pointer: edits that never settle.
    Increment(String),
    Error(String),
    Panic,
    Spin,
    Recurse,
    /// Allocates so many bytes.
    Allocate(usize),
    /// Writes so many log lines.
    Log(u32),
    /// Looks the pointer up so many times.
    LookUp(String, u32),
    /// Answers so many notes of so many bytes.
    Notes(usize, usize),
    /// Denies with what is left in memory from the event before, were there one.
    Remember,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Find {
    text: String,
    kind: String,
    severity: String,
    replacement: Option<String>,
}

static SEEN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

impl Policy for Script {
    type Config = Self;
    const NAME: &str = "scripted";
    const VERSION: &str = "0.1.0";

    fn configure(config: Self) -> Result<Self, ConfigErrors> {
        Ok(config)
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let told: Option<Vec<Rule>> = match &self.rules_at {
            Some(pointer) => event.context().get(pointer)?,
            None => None,
        };
        for rule in self.rules.iter().chain(told.iter().flatten()) {
            if fits(rule.when.as_ref(), payload)? && fits(rule.context.as_ref(), event.context())? {
                return act(&rule.then, payload);
            }
        }
        Ok(Verdict::allow())
    }
}

fn fits(wanted: Option<&(String, Value)>, document: &Document) -> Result<bool, Error> {
    let Some((pointer, value)) = wanted else { return Ok(true) };
    Ok(document.get::<Value>(pointer)?.unwrap_or(Value::Null) == *value)
}

fn act(action: &Action, payload: &Document) -> Result<Verdict, Error> {
    Ok(match action {
        Action::Allow => Verdict::allow(),
        Action::Deny(code) => Verdict::deny(code, "as scripted"),
        Action::Escalate(code) => Verdict::escalate(code, "as scripted").approver("role:manager"),
        Action::Edit(edits) => {
            let mut all = Edits::new();
            for (pointer, value) in edits {
                all = match value {
                    Some(value) => all.set(pointer, value)?,
                    None => all.remove(pointer),
                };
            }
            Verdict::modify(all)
        }
        Action::Increment(pointer) => {
            let number = payload.number(pointer)?;
            Verdict::modify(Edits::new().set(pointer, number + 1.0)?)
        }
        Action::Error(text) => return Err(Error::new(text)),
        #[expect(clippy::panic, reason = "this is what it is for")]
        Action::Panic => panic!("as scripted"),
        Action::Spin => loop {
            std::hint::black_box(());
        },
        Action::Recurse => {
            std::hint::black_box(recurse(1));
            Verdict::allow()
        }
        Action::Allocate(bytes) => {
            std::hint::black_box(vec![1_u8; *bytes]);
            Verdict::allow()
        }
        Action::Log(lines) => {
            for line in 0..*lines {
                log::info!("line {line}");
            }
            Verdict::allow()
        }
        Action::LookUp(pointer, times) => {
            for _ in 0..*times {
                std::hint::black_box(payload.get::<Value>(pointer)?);
            }
            Verdict::allow()
        }
        Action::Notes(count, bytes) => {
            (0..*count).fold(Verdict::allow(), |verdict, _| verdict.note("n".repeat(*bytes)))
        }
        Action::Remember => match SEEN.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Verdict::allow(),
            _ => Verdict::deny("remembered", "something of an event before is still there"),
        },
    })
}

#[inline(never)]
fn recurse(depth: u64) -> u64 {
    if std::hint::black_box(depth == 0) {
        return 0;
    }
    // Not a tail call: the sum is made after the return.
    std::hint::black_box(recurse(std::hint::black_box(depth + 1)) + depth)
}

/// Finds literal texts.
pub struct Finder(Vec<Find>);

impl Sanitiser for Finder {
    type Config = Script;
    const NAME: &str = "scripted";
    const VERSION: &str = "0.1.0";

    fn configure(config: Script) -> Result<Self, ConfigErrors> {
        Ok(Self(config.find))
    }

    fn scan(&self, text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        for find in &self.0 {
            let severity = match find.severity.as_str() {
                "info" => Severity::Info,
                "low" => Severity::Low,
                "medium" => Severity::Medium,
                "high" => Severity::High,
                _ => Severity::Critical,
            };
            for (start, found) in text.match_indices(find.text.as_str()) {
                let finding = Finding::new(&find.kind, severity, start..start + found.len());
                findings.push(match &find.replacement {
                    Some(replacement) => finding.replace_with(replacement),
                    None => finding,
                });
            }
        }
        Ok(findings)
    }
}

export_plugin!(policy: Script, sanitiser: Finder);
