//! Writes `docs/languages.md`: what a plugin costs in each language, by the conformance kit. `cargo xtask languages` builds what it
//! needs and calls it.

use std::{
    fs,
    time::{Duration, Instant},
};

use portcullis::{
    decision::PluginAnswer,
    event::Event,
    gate::Gate,
    plugin::{Component, Image, Runtime, RuntimeOptions},
};
use portcullis_tests::{
    compiled,
    conformance::{Kind, Language, ask, component, languages, plugin},
};

/// What is decided: a refund, denied with one broken rule.
const EVENT: &str = r#"{
    "id": "event-1", "session": "session-1", "phase": "tool-call", "subject": {"id": "alice", "kind": "user"},
    "target": "tool:support/approve_refund", "time_ms": 1767225600123,
    "payload": {"amount": 250, "do": "deny", "code": "refund-limit", "detail": "250 is over 100",
        "violations": [{"code": "amount-over-limit", "pointer": "/amount", "found": 250, "allowed": {"max": 100}}]}
}"#;

/// So long each language is measured.
const EACH: Duration = Duration::from_secs(2);

const HEAD: &str = "# Languages

Written by `cargo xtask languages`; don't edit it. The same policy and the same sanitiser, in every language that has an SDK
here, from [the conformance kit](../tests/conformance/README.md). All figures are of the policy, and of one run on one machine:
take the ratios.

| language | vectors passed | component, KB | compile, s | snapshot | instantiate, p50, µs | decision, instance waiting, p50, µs | decision, instance made for it, p50, µs | fuel | memory, KiB |
| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
";

const FOOT: &str = "
- **vectors passed**: of those that the policy and the sanitiser are asked. Fewer than all is a bug.
- **compile**: once for a component, by the host; then it is in the cache, and loads in milliseconds. Where there is a snapshot, that
  is compiled too, once for each config.
- **snapshot**: calls start from the plugin as it was after `configure`. Without one it is configured at each call.
- **instantiate**: to make an instance that is ready to be asked, and to clear it away.
- **decision**: one policy in a gate, audit in memory, a denial with one violation. An instance usually waits for the next event; where
  none does, it is made within the call.
- **fuel**: what the decision took; the limit is 50,000,000 unless somebody says otherwise. It is the same in every run.
- **memory**: linear memory at the end of the call; the limit is 65,536 KiB.
";

fn main() {
    let fresh = RuntimeOptions {
        limits: plugin::limits(),
        instances: 16,
        waiting: 0,
        cache: Some(compiled()),
        ..RuntimeOptions::default()
    };
    let waiting = RuntimeOptions { waiting: 16, ..fresh.clone() };
    let uncached = RuntimeOptions { cache: None, ..fresh.clone() };
    let [fresh, waiting, uncached] = [fresh, waiting, uncached].map(|options| Runtime::new(&options).unwrap());
    let mut page = HEAD.to_owned();
    for (name, language) in languages() {
        eprintln!("  {}", language.title);
        page += &row(&name, &language, [&fresh, &waiting, &uncached]);
    }
    page += FOOT;
    match std::env::args().nth(1) {
        Some(path) => fs::write(path, page).unwrap(),
        None => print!("{page}"),
    }
}

fn row(name: &str, language: &Language, [fresh, waiting, uncached]: [&Runtime; 3]) -> String {
    let (mut passed, mut asked) = (0, 0);
    for kind in &language.kinds {
        for file in kind.files() {
            let answers = ask(name, *kind, &file);
            asked += answers.vectors;
            passed += answers.vectors - answers.wrong.len();
        }
    }
    let bytes = fs::read(component(name, Kind::Policy)).unwrap();
    let compile = Component::load_blocking(uncached, &bytes).unwrap().compiled().unwrap().time;
    let gate = |runtime| plugin::gate_in(runtime, name, Kind::Policy, "");
    let (fresh, waiting) = (gate(fresh), gate(waiting));
    let event = Event::from_json(EVENT).unwrap();
    let PluginAnswer { fuel, memory, .. } = waiting.decide_blocking(&event).answers[0].clone();
    let snapshot = match waiting.pack().entries()[0].plugin().image() {
        Image::Snapshot { .. } => "yes",
        Image::Configured { .. } => "no",
    };
    format!(
        "| {} | {passed} of {asked} | {} | {:.1} | {snapshot} | {} | {} | {} | {fuel} | {} |\n",
        language.title,
        bytes.len() / 1000,
        compile.as_secs_f64(),
        p50(|| assert!(fresh.pack().entries()[0].plugin().instantiate_blocking(&event).result.is_ok())),
        p50(|| deny(&waiting, &event)),
        p50(|| deny(&fresh, &event)),
        memory / 1024,
    )
}

fn deny(gate: &Gate, event: &Event) {
    assert!(!gate.decide_blocking(event).is_allowed(), "it is denied");
}

/// Half of the calls took no longer, in microseconds.
fn p50(call: impl Fn()) -> u128 {
    let (started, mut times) = (Instant::now(), Vec::new());
    while started.elapsed() < EACH {
        let before = Instant::now();
        call();
        times.push(before.elapsed().as_nanos());
    }
    times.sort_unstable();
    times[times.len() / 2] / 1000
}
