//! What a plugin answers, byte for byte from the input: strings, lists, offsets and cases are arbitrary.

use std::{fs, sync::OnceLock};

use portcullis::{
    audit::{Log, verify},
    decision::{Answer, Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
    plugin::{Component, ConfigureError, Grants, LimitSet, Limits, LoadError, Plugin, Runtime, RuntimeOptions, Setup},
    text::printable,
};
use portcullis_hostile::{End, component};

const PUPPET: &str = include_str!("puppet.wat");
/// Where the answer lies in the guest's memory, and where the rest of it is as the input says.
const ANSWER: u32 = 4096;
const MAX_ANSWER: usize = 8 << 10;

/// The first byte says what is answered: a verdict, a report, or what is wrong with a config. The rest is the answer's bytes,
/// where the first is 128 or more to the letter.
/// Each is an outcome of its own; what may happen is what the gate says of itself; the record of it verifies; and nothing in
/// it steers a terminal.
pub fn answers(data: &[u8]) {
    let Some((kind, data)) = data.split_first() else { return };
    let image = if *kind < 128 { image(data) } else { data.get(..MAX_ANSWER).unwrap_or(data).to_vec() };
    match kind % 3 {
        0 => judge(&stage().policy, &format!("\"{}\"", hex(&image))),
        1 => judge(&stage().sanitiser, &format!("[\"{}\",\"5 \u{20ac} \u{fc}\"]", hex(&image))),
        _ => refuse(image),
    }
}

/// The input is what `describe` answers. It is compiled each time, so this one is slow.
pub fn descriptor(data: &[u8]) {
    let bytes: String = image(data).iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(core module $m (memory (export "memory") 1) (data (i32.const {ANSWER}) "{bytes}")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
            (func (export "describe") (result i32) (i32.const {ANSWER}))
            (func (export "configure") (param i32 i32) (result i32) (i32.const 0))
            (func (export "evaluate") (param i32) (result i32) (i32.const 0)))
        (core instance $plugin (instantiate $m))"#
    );
    let wasm = component(&text, End::Policy, "").expect("the text is right");
    match Component::load_blocking(runtime(), &wasm) {
        Ok(component) => {
            let descriptor = component.descriptor();
            assert_printable([&descriptor.name, &descriptor.version]);
        }
        Err(LoadError::Describe(failure)) => assert_printable([&failure.to_string()]),
        Err(other) => panic!("{other}"),
    }
}

fn judge(gate: &Gate, payload: &str) {
    let log = Log::in_memory();
    let gate = Gate::new(gate.pack().clone(), log.clone());
    let payload = Document::parse(payload).expect("hexadecimal digits in quotes");
    let event = Event::new(Phase::ToolCall, Subject::new("a", SubjectKind::User), "tool:a/b", payload);
    let decision = gate.decide_blocking(&event);
    assert_eq!(verify(log.memory().expect("it is in memory").bytes().as_slice()).expect("it verifies").records, 1);
    consistent(&event, &decision);
    for answer in &decision.answers {
        assert_printable(answer.notes.iter().chain(answer.log.iter().map(|line| &line.message)));
        match &answer.answer {
            Answer::Deny(denial) => {
                assert_printable([&denial.code, &denial.detail].into_iter().chain(&denial.message));
                for violation in &denial.violations {
                    assert_printable([&violation.code, &violation.pointer].into_iter().chain(&violation.rule));
                    for json in [&violation.found, &violation.allowed].into_iter().flatten() {
                        assert!(Document::parse(json.as_str()).is_ok(), "what is quoted is JSON");
                    }
                }
            }
            Answer::Escalate(escalation) => {
                assert_printable([&escalation.code, &escalation.detail].into_iter().chain(&escalation.message));
                assert_printable(&escalation.approvers);
            }
            Answer::Findings(findings) => assert_printable(findings.iter().map(|acted| &acted.finding.kind)),
            Answer::Failed(failure) => assert_printable([&failure.to_string()]),
            Answer::Allow | Answer::Modify(_) | Answer::Skipped => {}
        }
    }
}

/// The last answer, which is the one about the final form, must be one that lets go on what goes on.
fn consistent(event: &Event, decision: &Decision) {
    let last = decision.answers.last().map(|answer| &answer.answer);
    match &decision.effect {
        Effect::Allow(payload) => {
            assert_eq!(payload.text(), event.payload.text());
            assert!(matches!(last, Some(Answer::Allow | Answer::Findings(_) | Answer::Modify(_))));
        }
        Effect::Modify(payload) => {
            assert_ne!(payload.text(), event.payload.text());
            assert!(Document::parse(payload.text()).is_ok());
            assert!(matches!(last, Some(Answer::Allow | Answer::Findings(_) | Answer::Modify(_))));
        }
        Effect::Escalate(_) => assert!(matches!(last, Some(Answer::Escalate(_)))),
        Effect::Deny(denied) => assert!(!denied.denial.code.is_empty() || matches!(last, Some(Answer::Deny(_)))),
    }
}

fn refuse(mut image: Vec<u8>) {
    // Never `ok`: a config that is taken is compiled into a snapshot, which takes long and lifts nothing.
    match image.first_mut() {
        Some(case) => *case |= 1,
        None => image.push(1),
    }
    let none = LimitSet::new();
    let config = Document::string(&hex(&image));
    let setup =
        Setup { config, limits: Limits::effective(&none, &none, &none), grants: Grants::new(), warm_up: Vec::new() };
    match Plugin::configure_blocking(stage().component.clone(), setup) {
        Err(ConfigureError::Config(errors)) => {
            assert_printable(errors.iter().flat_map(|error| [&error.pointer, &error.message]));
        }
        Err(ConfigureError::Failed(failure)) => assert_printable([&failure.to_string()]),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("a config was taken that the plugin refused"),
    }
}

/// The bytes of an answer: the input, but words whose highest bit is not set lead to somewhere near, as offsets and lengths
/// of a well-formed answer would, relative to the answer's own place.
fn image(data: &[u8]) -> Vec<u8> {
    let words = data.get(..MAX_ANSWER).unwrap_or(data).chunks(4).map(|word| {
        let word = u32::from_le_bytes(std::array::from_fn(|at| word.get(at).copied().unwrap_or(0)));
        match word >> 30 {
            // Small: a case, a length, an index.
            0 => word & 0xff,
            // A place in the answer.
            1 => ANSWER + (word & 0x1fff),
            _ => word,
        }
    });
    words.flat_map(u32::to_le_bytes).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn assert_printable<'t>(texts: impl IntoIterator<Item = &'t String>) {
    for text in texts {
        assert_eq!(printable(text), *text);
    }
}

/// The engine of this process.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let options = RuntimeOptions { instances: 8, ..RuntimeOptions::default() };
    RUNTIME.get_or_init(|| Runtime::new(&options).expect("an engine"))
}

/// The puppet, as policy and as sanitiser.
struct Stage {
    component: Component,
    policy: Gate,
    sanitiser: Gate,
}

fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let wasm = |end| component(PUPPET, end, "").expect("the puppet's text is right");
        Stage {
            component: Component::load_blocking(runtime(), &wasm(End::Policy)).expect("the puppet is a plugin"),
            policy: gate(&wasm(End::Policy)),
            sanitiser: gate(&wasm(End::Sanitiser)),
        }
    })
}

fn gate(wasm: &[u8]) -> Gate {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = "name = \"fuzz\"\nversion = \"0\"\n[[plugin]]\nid = \"puppet\"\ncomponent = \"p.wasm\"\n";
    fs::write(folder.path().join("pack.toml"), manifest).expect("it is writable");
    fs::write(folder.path().join("p.wasm"), wasm).expect("it is writable");
    Gate::new(Pack::load_blocking(runtime(), folder.path()).expect("the puppet is a plugin"), Log::in_memory())
}
