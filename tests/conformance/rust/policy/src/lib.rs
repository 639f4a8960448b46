//! The conformance kit's policy. What it does is said in `tests/conformance/README.md`.

mod answers;

use std::sync::atomic::{AtomicU32, Ordering};

use portcullis_guest::prelude::*;

/// The policy, with the label of its config.
pub struct Conformance {
    label: String,
}

/// What the pack configures.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    label: String,
    #[serde(default)]
    errors: Vec<Refusal>,
    raise: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    pointer: String,
    message: String,
}

#[derive(Deserialize)]
struct Line {
    level: String,
    message: String,
}

/// How many events this instance was asked about.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl Policy for Conformance {
    type Config = Config;
    const NAME: &str = "conformance-policy";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = r#"{"type": "object", "additionalProperties": false, "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}}}"#;

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        if let Some(message) = config.raise {
            raise(&message);
        }
        let mut errors = ConfigErrors::new();
        for Refusal { pointer, message } in config.errors {
            errors.add(pointer, message);
        }
        errors.into_result(Self { label: config.label })
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let Some(command) = payload.get::<String>("/do")? else { return Ok(Verdict::allow()) };
        let text = |name: &str| payload.require::<String>(name);
        let verdict = match command.as_str() {
            "allow" => Verdict::allow(),
            "deny" => answers::denial(payload)?,
            "escalate" => answers::escalation(payload)?,
            "modify" => Verdict::modify(answers::edits(payload)?),
            "many" => answers::many(&text("/of")?, payload.require("/count")?)?,
            "event" => answers::told(event),
            "look" => answers::looked(event, payload)?,
            "label" => Verdict::allow().note(&self.label),
            "count" => Verdict::allow().note((COUNT.fetch_add(1, Ordering::Relaxed) + 1).to_string()),
            "log" => {
                for line in payload.require::<Vec<Line>>("/lines")? {
                    log::log(level(&line.level)?, &line.message);
                }
                Verdict::allow()
            }
            "error" => return Err(Error::new(text("/message")?)),
            "raise" => raise(&text("/message")?),
            "spin" => loop {
                std::hint::black_box(());
            },
            other => return Err(Error::new(format!("unknown command: {other}"))),
        };
        let notes: Vec<String> = payload.get("/notes")?.unwrap_or_default();
        Ok(notes.into_iter().fold(verdict, Verdict::note))
    }
}

export_policy!(Conformance);

fn level(name: &str) -> Result<log::Level, Error> {
    Ok(match name {
        "trace" => log::Level::Trace,
        "debug" => log::Level::Debug,
        "info" => log::Level::Info,
        "warn" => log::Level::Warn,
        "error" => log::Level::Error,
        other => return Err(Error::new(format!("`{other}` is no level"))),
    })
}

#[expect(clippy::panic, reason = "this is what it is for")]
fn raise(message: &str) -> ! {
    panic!("{message}")
}
