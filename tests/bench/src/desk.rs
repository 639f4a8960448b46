//! The gates that are measured, and the events that they decide.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use portcullis::{
    audit::Log,
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
    plugin::{Runtime, RuntimeOptions},
};

use crate::refund;

/// The policy's config with the rule that all cases hold.
pub const ONE_RULE: &str = r#"{"rules":[{"name":"small-refunds","actions":["approve_refund"],"scope":"approve_refund_under_100","roles":["support_agent"],"amount":{"pointer":"/amount","max":100}}]}"#;

/// The same, after a rule that looks at a second field and does not hold.
pub const TWO_FIELDS: &str = r#"{"rules":[{"name":"free","actions":["approve_refund"],"scope":"approve_refund_under_100","amount":{"pointer":"/fee","max":0}},{"name":"small-refunds","actions":["approve_refund"],"scope":"approve_refund_under_100","roles":["support_agent"],"amount":{"pointer":"/amount","max":100}}]}"#;

/// Where `cargo xtask guests` puts what it builds.
#[must_use]
pub fn built(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(path)
}

/// A plugin that was built from this workspace.
///
/// # Errors
/// It was not built.
pub fn guest(name: &str) -> Result<Vec<u8>> {
    let path = built("guests").join(name).with_extension("wasm");
    fs::read(&path).with_context(|| format!("`{}` can't be read: run `cargo xtask guests`", path.display()))
}

/// An engine of the gate, with its defaults, and compiled code kept from the last run.
///
/// # Errors
/// The engine can't be started.
pub fn runtime() -> Result<Runtime> {
    let options = RuntimeOptions { cache: Some(built("compiled")), ..RuntimeOptions::default() };
    Runtime::new(&options).context("the engine can't be started")
}

/// A plugin of a pack that is made for the benchmark.
pub struct Part<'p> {
    /// Its file in `target/guests`, without the ending.
    pub guest: &'p str,
    /// Its config.
    pub config: String,
}

/// A gate over a pack of these plugins.
///
/// # Errors
/// A plugin was not built, or its config is refused.
pub fn pack(runtime: &Runtime, log: Log, parts: &[Part<'_>]) -> Result<Gate> {
    let folder = tempfile::tempdir()?;
    let mut manifest = "name = \"bench\"\nversion = \"0.1.0\"\n".to_owned();
    for (number, Part { guest: name, config }) in parts.iter().enumerate() {
        fs::write(folder.path().join(format!("{name}.wasm")), guest(name)?)?;
        fs::write(folder.path().join(format!("{number}.json")), config)?;
        manifest += &format!(
            "[[plugin]]\nid = \"plugin-{number}\"\ncomponent = \"{name}.wasm\"\nconfig-file = \"{number}.json\"\n"
        );
    }
    fs::write(folder.path().join("pack.toml"), manifest)?;
    Ok(Gate::new(Pack::load_blocking(runtime, folder.path())?, log))
}

/// A gate over the conformance kit's policy in a language.
///
/// # Errors
/// It was not built.
pub fn kit(runtime: &Runtime, language: &str) -> Result<Gate> {
    let folder = tempfile::tempdir()?;
    let path = built("conformance").join(format!("{language}-policy.wasm"));
    let bytes = fs::read(&path).with_context(|| format!("`{}`: run `cargo xtask conformance`", path.display()))?;
    fs::write(folder.path().join("plugin.wasm"), bytes)?;
    let manifest = "name = \"bench\"\nversion = \"0.1.0\"\n[[plugin]]\nid = \"kit\"\ncomponent = \"plugin.wasm\"\n";
    fs::write(folder.path().join("pack.toml"), manifest)?;
    Ok(Gate::new(Pack::load_blocking(runtime, folder.path())?, Log::in_memory()))
}

/// A gate over a hundred documents of MAPL in five levels, of which the event's subject has five.
///
/// # Errors
/// The pack can't be loaded, or denies what is measured.
pub fn hierarchy(runtime: &Runtime) -> Result<(Gate, Event)> {
    let limits = r#""resources": ["tool:*/approve_refund"], "denied_resources": ["data:secret/**"], "constraints":
        {"parameters": {"tool:*/approve_refund": {"amount": {"type": "number", "range": [0, 100]}}}}"#;
    let document = |id: &str, parent: &str| format!(r#"{{"policy_id": "{id}", "extends": "{parent}", {limits}}}"#);
    let mut documents = vec![
        format!(r#"{{"policy_id": "global:all", {limits}}}"#),
        document("company:FinTech", "global:all"),
        document("bu:Analytics", "company:FinTech"),
        document("team:Reporting", "bu:Analytics"),
        document("user:alice", "team:Reporting"),
    ];
    documents.extend((0..95).map(|number| document(&format!("user:u{number}"), "team:Reporting")));
    let folder = tempfile::tempdir()?;
    let manifest = "name = \"bench\"\nversion = \"0.1.0\"\n[[plugin]]\nid = \"mapl\"\ncomponent = \"mapl.wasm\"\n\
        config-file = \"documents.json\"\ngrants = { state = [\"mapl/\"] }\n";
    fs::write(folder.path().join("pack.toml"), manifest)?;
    fs::write(folder.path().join("mapl.wasm"), guest("mapl")?)?;
    fs::write(folder.path().join("documents.json"), format!(r#"{{"documents": [{}]}}"#, documents.join(",")))?;
    let gate = Gate::new(Pack::load_blocking(runtime, folder.path())?, Log::in_memory());
    let mut event = event(refund::ARGUMENTS)?;
    let claims = r#"{"company":"FinTech","business_unit":"Analytics","team":"Reporting","user":"alice"}"#;
    event.subject.claims = Document::parse(claims)?;
    let decision = gate.decide_blocking(&event);
    ensure!(decision.is_allowed(), "what is measured should be allowed: {:?}", decision.effect);
    Ok((gate, event))
}

/// A gate over a stock pack.
///
/// # Errors
/// It was not built.
pub fn stock(runtime: &Runtime, log: Log, name: &str) -> Result<Gate> {
    Ok(Gate::new(Pack::load_blocking(runtime, built("packs").join(name))?, log))
}

/// A gate over so many plugins made of one guest that holds the refund rule, each with a config and a snapshot of its own.
///
/// # Errors
/// The pack can't be loaded, or decides otherwise than the rule.
pub fn gate(runtime: &Runtime, log: Log, guest: &str, config: &str, plugins: usize) -> Result<Gate> {
    // Not one plugin asked ten times: another name within the config is another snapshot.
    let config = |number| config.replace("small-refunds", &format!("small-refunds-{number}"));
    let parts: Vec<_> = (0..plugins).map(|number| Part { guest, config: config(number) }).collect();
    let gate = pack(runtime, log, &parts)?;
    let decision = gate.decide_blocking(&event(&payload(200)?)?);
    ensure!(decision.is_allowed(), "what is measured should be allowed: {:?}", decision.effect);
    let decision = gate.decide_blocking(&event(&payload(200)?.replace("\"amount\":40", "\"amount\":400"))?);
    ensure!(!decision.is_allowed(), "a refund of 400 should be denied");
    Ok(gate)
}

/// The tool call that everybody decides, with these arguments.
///
/// # Errors
/// Arguments that are no JSON.
pub fn event(arguments: &str) -> Result<Event> {
    let [first, second] = refund::SCOPES;
    let subject = Subject::new("alice", SubjectKind::User).role(refund::ROLE).scope(first).scope(second);
    let target = format!("tool:support/{}", refund::ACTION);
    let mut event = Event::new(Phase::ToolCall, subject, target, Document::parse(arguments)?);
    event.id = "0123456789abcdef0123456789abcdef".to_owned();
    event.session = "session".to_owned();
    event.time_ms = 1_767_225_600_000;
    Ok(event)
}

/// Arguments of exactly so many bytes, with the two fields that [`TWO_FIELDS`] reads behind all the rest.
///
/// # Errors
/// Fewer bytes than the fields take.
pub fn payload(bytes: usize) -> Result<String> {
    const ITEM: &str = r#"{"sku":"A-102-77","count":3,"price":12.50,"note":"left at the \"desk\", twice"},"#;
    const LAST: &str = r#"null],"fee":2,"amount":40}"#;
    const FRAME: usize = r#"{"note":"","items":["#.len() + LAST.len();
    let room = bytes.checked_sub(FRAME).context("there is no room for the fields")?;
    let (items, note) = (ITEM.repeat(room / ITEM.len()), "n".repeat(room % ITEM.len()));
    Ok(format!(r#"{{"note":"{note}","items":[{items}{LAST}"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_are_json_of_the_size_that_was_asked_for() {
        for bytes in [100, 1000, 64 << 10, 1 << 20] {
            let text = payload(bytes).expect("there is room");
            assert_eq!(text.len(), bytes);
            let document = Document::parse(text).expect("it is JSON");
            assert_eq!(document.get("/fee").map(|value| value.raw().to_owned()).as_deref(), Some("2"));
            assert_eq!(document.get("/amount").map(|value| value.raw().to_owned()).as_deref(), Some("40"));
        }
    }

    #[test]
    fn the_arguments_of_the_comparison_have_100_bytes() {
        assert_eq!(refund::ARGUMENTS.len(), 100);
        event(refund::ARGUMENTS).expect("they are JSON");
    }
}
