//! The kit's plugins: loaded, described, configured.

use std::{
    fs::{self, File},
    sync::OnceLock,
};

use portcullis::{
    audit::Log,
    document::Document,
    event::Phase,
    gate::Gate,
    pack::Pack,
    plugin::{
        Component, ConfigureError, Failure, Grants, Image, Limit, LimitSet, Limits, Plugin, Runtime, RuntimeOptions,
        Setup,
    },
};
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{Asked, Kind, Raise, component, languages, vector::read};
use crate::{PackFolder, compiled};

/// What the policy is configured with wherever it is asked.
const POLICY: &str = r#"{"label": "a label: \u0000 \ud83d\ude00 e\u0301"}"#;

/// The same for the sanitiser.
const SANITISER: &str = include_str!("../../conformance/vectors/config.json");

/// Time and fuel enough for the slowest language on a busy machine, and a limit of items that it can reach with that.
#[must_use]
pub fn limits() -> LimitSet {
    LimitSet::new()
        .with(Limit::Fuel, 2_000_000_000)
        .with(Limit::AnswerItems, 2_000)
        .with(Limit::Deadline, 60_000)
        .with(Limit::ConfigureDeadline, 600_000)
        .with(Limit::CompileTime, 1_800_000)
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let options =
        RuntimeOptions { limits: limits(), instances: 16, cache: Some(compiled()), ..RuntimeOptions::default() };
    RUNTIME.get_or_init(|| Runtime::new(&options).unwrap())
}

/// Holds others up that load the same plugin: it is compiled once, however many tests ask for it at the same time.
fn one_at_a_time(language: &str, kind: Kind) -> File {
    let lock = File::create(component(language, kind).with_extension("lock")).unwrap();
    lock.lock().unwrap();
    lock
}

fn load(language: &str, kind: Kind) -> Component {
    let _lock = one_at_a_time(language, kind);
    Component::load_blocking(runtime(), &fs::read(component(language, kind)).unwrap()).unwrap()
}

/// A gate with one plugin of the kit; `more` goes into its entry.
pub(super) fn gate(language: &str, kind: Kind, more: &str) -> Gate {
    gate_in(runtime(), language, kind, more)
}

/// The same in another runtime.
///
/// # Panics
/// Where the plugin does not load.
#[must_use]
pub fn gate_in(runtime: &Runtime, language: &str, kind: Kind, more: &str) -> Gate {
    let manifest = format!(
        "name = \"kit\"\nversion = \"1\"\n[[plugin]]\nid = \"{kind}\"\ncomponent = \"plugin.wasm\"\nconfig-file = \"config.json\"\n{more}\n"
    );
    let config = if kind == Kind::Policy { POLICY } else { SANITISER };
    let folder = PackFolder::new(&manifest, &[])
        .with("plugin.wasm", fs::read(component(language, kind)).unwrap())
        .with("config.json", config);
    let _lock = one_at_a_time(language, kind);
    let pack = Pack::load_blocking(runtime, folder.path()).unwrap_or_else(|error| panic!("{language}: {error:?}"));
    Gate::new(pack, Log::in_memory())
}

/// The descriptor is the kit's, and there is a snapshot or not, as the list of languages says.
///
/// # Panics
/// Where it is not so.
pub fn describes_itself(language: &str, kind: Kind) {
    let component = load(language, kind);
    let descriptor = component.descriptor();
    assert_eq!(
        (descriptor.name.as_str(), descriptor.version.as_str()),
        (format!("conformance-{kind}").as_str(), "1.2.3")
    );
    let (phases, schema) = match kind {
        Kind::Policy => (
            vec![],
            json!({"type": "object", "additionalProperties": false,
                "properties": {"label": {"type": "string"}, "errors": {"type": "array"}, "raise": {"type": "string"}}}),
        ),
        Kind::Sanitiser => (vec![Phase::ToolResult, Phase::ModelResponse, Phase::MemoryRead], Value::Null),
    };
    assert_eq!(descriptor.phases, phases);
    match schema {
        Value::Null => assert_eq!(descriptor.config_schema, ""),
        schema => assert_eq!(serde_json::from_str::<Value>(&descriptor.config_schema).unwrap(), schema),
    }
    assert_eq!((component.is_policy(), component.is_sanitiser()), (kind == Kind::Policy, kind == Kind::Sanitiser));
    let _lock = one_at_a_time(language, kind);
    let plugin = configure(&component, "{}").unwrap();
    let snapshot = matches!(plugin.image(), Image::Snapshot { .. });
    assert_eq!(snapshot, languages()[language].snapshot, "{:?}", plugin.image());
}

/// A config, and what must become of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    name: String,
    config: Box<RawValue>,
    expect: Value,
}

fn configure(component: &Component, config: &str) -> Result<Plugin, ConfigureError> {
    let none = LimitSet::new();
    let setup = Setup {
        config: Document::parse(config).unwrap(),
        limits: Limits::effective(&limits(), &none, &none),
        grants: Grants::new(),
        warm_up: Vec::new(),
    };
    Plugin::configure_blocking(component.clone(), setup)
}

pub(super) fn configured(language: &str, kind: Kind, file: &str) -> Asked {
    let (component, mut asked) = (load(language, kind), Asked::default());
    let _lock = one_at_a_time(language, kind);
    for Config { name, config, expect } in read::<Config>(kind, file) {
        let found = match configure(&component, config.get()) {
            Ok(_) => json!({"accepted": true}),
            Err(ConfigureError::Config(errors)) => {
                let errors = errors.iter().map(|error| json!({"pointer": error.pointer, "message": error.message}));
                json!({"errors": errors.collect::<Vec<_>>()})
            }
            Err(ConfigureError::Failed(Failure::Trap(_))) => json!({"failure": "trap"}),
            Err(other) => json!({"failure": format!("{other:?}")}),
        };
        asked.compare(&name, &raised(language, &expect, found), &expect);
    }
    asked
}

/// A fault in `configure`: caught, it is the only config error, about the whole config, and has the message.
fn raised(language: &str, expect: &Value, found: Value) -> Value {
    let Some(message) = expect.get("raise").and_then(Value::as_str) else { return found };
    let raised = match languages()[language].raise {
        Raise::Trap => found == json!({"failure": "trap"}),
        Raise::Error => match found.get("errors").and_then(Value::as_array).map(Vec::as_slice) {
            Some([error]) => error["pointer"] == "" && error["message"].as_str().unwrap().contains(message),
            _ => false,
        },
    };
    if raised { expect.clone() } else { found }
}
