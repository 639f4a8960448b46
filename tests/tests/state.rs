//! State through the gate: who may keep it, what is recorded of it, and what becomes of it where an event does not happen.

use std::sync::Arc;

use portcullis::{
    audit::{Body, Log, Reader, StateRecord},
    decision::{Decision, Effect},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
    plugin::{Limit, LimitSet, Runtime, RuntimeOptions},
    state::{Answering, MemoryState, StateAnswer, StateCall, StateError, StateStore},
};
use portcullis_tests::{
    PackFolder,
    state::{Hands, counts, never_overshoots},
};

const HEAD: &str = "name = \"test\"\nversion = \"0\"\n";

fn entry(id: &str, more: &str) -> String {
    format!("[[plugin]]\nid = \"{id}\"\ncomponent = \"stateful.wasm\"\n{more}\n")
}

fn pack(store: Arc<dyn StateStore>, plugins: &str) -> Pack {
    let options = RuntimeOptions {
        // A busy machine is none of what is tested here.
        limits: LimitSet::new().with(Limit::Deadline, 60_000),
        instances: 32,
        waiting: 4,
        cache: Some(portcullis_tests::compiled()),
        state: store,
    };
    let folder = PackFolder::new(&format!("{HEAD}{plugins}"), &["stateful"]);
    Pack::load_blocking(&Runtime::new(&options).unwrap(), folder.path()).unwrap()
}

fn gate(store: Arc<dyn StateStore>, plugins: &str) -> (Gate, Log) {
    let log = Log::in_memory();
    (Gate::new(pack(store, plugins), log.clone()), log)
}

const GRANTED: &str = "grants = { state = [\"a/\", \"b/\"] }";

fn event(payload: &str) -> Event {
    let payload = Document::parse(payload).unwrap();
    Event::new(Phase::ToolCall, Subject::new("alice", SubjectKind::User), "tool:support/refund", payload)
}

fn decide(gate: &Gate, calls: &str) -> Decision {
    gate.decide_blocking(&event(&format!("{{\"calls\":[{calls}]}}")))
}

fn notes(decision: &Decision) -> Vec<&str> {
    decision.answers.iter().flat_map(|answer| answer.notes.iter().map(String::as_str)).collect()
}

fn code(decision: &Decision) -> &str {
    match &decision.effect {
        Effect::Deny(denied) => &denied.denial.code,
        other => other.name(),
    }
}

#[tokio::test]
async fn the_store_in_memory_does_what_the_contract_says() {
    let clock = Hands::new();
    let shown = clock.clone();
    counts(&MemoryState::new().with_clock(move || shown.now()), &clock).await;
    never_overshoots(Arc::new(MemoryState::new())).await;
}

#[tokio::test]
async fn the_store_in_memory_is_bounded_and_forgets_what_has_ended() {
    let clock = Hands::new();
    let shown = clock.clone();
    let store = MemoryState::new().at_most(2).with_clock(move || shown.now());
    let set = |key: &str| StateCall::Set { key: key.into(), value: "v".into(), ttl_ms: 1000 };
    let get = StateCall::Get { key: "a".into() };
    assert_eq!(store.call(&set("a")).await, Ok(StateAnswer::Kept));
    assert_eq!(store.call(&set("b")).await, Ok(StateAnswer::Kept));
    assert_eq!(store.call(&set("c")).await, Err(StateError::Full { most: 2 }));
    assert_eq!(store.call(&get).await, Ok(StateAnswer::Value { value: Some("v".into()) }));
    clock.turn(1000);
    assert_eq!(store.call(&get).await, Ok(StateAnswer::Value { value: None }));
    assert_eq!(store.call(&set("c")).await, Ok(StateAnswer::Kept));
    assert_eq!(store.call(&StateCall::Remove { key: "c".into() }).await, Ok(StateAnswer::Removed { found: true }));
    assert_eq!(store.call(&StateCall::Remove { key: "c".into() }).await, Ok(StateAnswer::Removed { found: false }));
}

#[test]
fn what_is_not_granted_fails_at_load_and_says_what_would_allow_it() {
    let error = PackFolder::new(&format!("{HEAD}{}", entry("a", "")), &["stateful"]).load().map(|_| ()).unwrap_err();
    let text = error.to_string();
    for part in
        ["`a`", "imports `portcullis:plugin/state@0.1.1`", "add `state = [\"<prefix>/\"]` to its `[plugin.grants]`"]
    {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_grant_that_does_nothing_or_grants_everything_is_refused() {
    let load = |plugin: &str, guest: &str| {
        PackFolder::new(&format!("{HEAD}{plugin}"), &[guest]).load().map(|_| ()).unwrap_err().to_string()
    };
    let scripted = "[[plugin]]\nid = \"a\"\ncomponent = \"scripted.wasm\"\ngrants = { state = [\"a/\"] }\n";
    assert!(load(scripted, "scripted").contains("does not import what the grant `state` is for"));
    let text = load(&entry("a", "grants = { state = [\"\"] }"), "stateful");
    assert!(text.contains("an empty one would grant every key"), "{text}");
    let text = load(&entry("a", "grants = { files = [\"/\"] }"), "stateful");
    assert!(text.contains("there is no key `files` here"), "{text}");
}

#[test]
fn every_call_is_answered_and_recorded_with_its_answer() {
    let (gate, log) = gate(Arc::new(MemoryState::new()), &entry("a", GRANTED));
    let decision = decide(
        &gate,
        r#"{"set":["a/x","one",60000]}, {"get":"a/x"}, {"remove":"a/x"}, {"get":"b/x"}, {"get":"c/x"},
           {"reserve":["a/n","1",3,5,60000,60000]}, {"reserve":["a/n","2",3,5,60000,60000]}, {"settle":["a/n","1",2,60000]},
           {"release":["a/n","1"]}, {"reserve":["a/n","3",3,5,0,60000]}"#,
    );
    assert!(decision.is_allowed(), "{decision:?}");
    let expected = [
        "()",
        "Some(\"one\")",
        "true",
        "None",
        "the pack grants this plugin no prefix of the key: see `[plugin.grants]`",
        "granted, 3 used",
        "refused, 3 used",
        "true",
        "false",
    ];
    assert_eq!(notes(&decision)[..9], expected);
    assert!(notes(&decision)[9].starts_with("the state refuses it: a rolling window"), "{decision:?}");

    let bytes = log.memory().unwrap().bytes();
    let record = Reader::new(bytes.as_slice()).next().unwrap().unwrap();
    let Body::Decision(recorded) = record.body else { unreachable!() };
    let state: &[StateRecord] = &recorded.plugins[0].state;
    assert_eq!(state, decision.answers[0].state);
    assert_eq!(state.len(), 10);
    assert_eq!(state[1].call, StateCall::Get { key: "a/x".into() });
    assert_eq!(state[1].answer, StateAnswer::Value { value: Some("one".into()) });
    assert_eq!(state[4].answer, StateAnswer::NotGranted);
}

/// Answers what a record says, in its order, and nothing else.
#[derive(Debug)]
struct Replay(std::sync::Mutex<Vec<StateRecord>>);

impl StateStore for Replay {
    fn call<'a>(&'a self, call: &'a StateCall) -> Answering<'a> {
        Box::pin(async move {
            let next = self.0.lock().unwrap().remove(0);
            let same = serde_json::to_value(&next.call).unwrap()["id"] == serde_json::to_value(call).unwrap()["id"];
            if same { Ok(next.answer) } else { Err(StateError::Unavailable("another call than was recorded".into())) }
        })
    }
}

#[test]
fn a_decision_can_be_replayed_from_its_record() {
    let store = Arc::new(MemoryState::new());
    let (gate, _) = gate(store, &entry("a", GRANTED));
    let calls = r#"{"reserve":["a/n","1",3,5,60000,60000]}, {"reserve":["a/n","2",3,5,60000,60000]}"#;
    decide(&gate, calls);
    let later = decide(&gate, calls);
    let replay = Arc::new(Replay(std::sync::Mutex::new(later.answers[0].state.clone())));
    let (replayed, _) = self::gate(replay, &entry("a", GRANTED));
    let again = decide(&replayed, calls);
    assert_eq!(again.answers[0].notes, later.answers[0].notes);
    assert_eq!(again.answers[0].fuel, later.answers[0].fuel);
}

#[test]
fn what_was_reserved_for_an_event_that_does_not_happen_is_free_again() {
    let (gate, _) = gate(Arc::new(MemoryState::new()), &entry("a", GRANTED));
    let reserve = |id: &str| format!(r#"{{"reserve":["a/n","{id}",5,5,60000,60000]}}"#);
    let denied = gate.decide_blocking(&event(&format!(r#"{{"calls":[{}],"then":"deny"}}"#, reserve("1"))));
    assert_eq!(notes(&denied), ["granted, 5 used"]);
    let failed = gate.decide_blocking(&event(&format!(r#"{{"calls":[{}],"then":"an error"}}"#, reserve("2"))));
    assert_eq!(code(&failed), "plugin-error");
    assert_eq!(notes(&decide(&gate, &reserve("3"))), ["granted, 5 used"]);
    assert_eq!(notes(&decide(&gate, &reserve("4"))), ["refused, 5 used"]);
}

#[test]
fn plugins_share_what_they_are_both_granted_and_shadows_spend_nothing_of_it() {
    let shadow = entry("b", &format!("mode = \"shadow\"\n{GRANTED}"));
    let (gate, _) = gate(Arc::new(MemoryState::new()), &[entry("a", GRANTED), shadow, entry("c", GRANTED)].concat());
    let decision =
        decide(&gate, r#"{"set":["a/x","one",60000]}, {"reserve":["a/n","1",5,5,60000,60000]}, {"get":"a/x"}"#);
    assert!(decision.is_allowed());
    // The same reservation under the same id replaces the other one's, so that both have it.
    let of = |plugin: &str| decision.answers.iter().find(|answer| answer.plugin == plugin).unwrap().notes.clone();
    assert_eq!(of("c"), ["()", "granted, 5 used", "Some(\"one\")"]);
    assert_eq!(of("b"), of("c"));
    let later = decide(&gate, r#"{"reserve":["a/n","2",5,5,60000,60000]}, {"remove":"a/x"}"#);
    let of = |plugin: &str| later.answers.iter().find(|answer| answer.plugin == plugin).unwrap().notes.clone();
    assert_eq!(of("a"), ["refused, 5 used", "true"]);
    assert_eq!(of("c"), ["refused, 5 used", "false"]);
    assert_eq!(of("b"), ["refused, 5 used", "true"], "a shadow has what shadows left");
}

/// A store that never answers, or says that it can't, or answers something else.
#[derive(Debug)]
enum Broken {
    Silent,
    Gone,
    Confused,
}

impl StateStore for Broken {
    fn call<'a>(&'a self, _: &'a StateCall) -> Answering<'a> {
        match self {
            Self::Silent => Box::pin(std::future::pending()),
            Self::Gone => Box::pin(async { Err(StateError::Unavailable("connection refused".into())) }),
            Self::Confused => Box::pin(async { Ok(StateAnswer::Kept) }),
        }
    }
}

#[test]
fn a_store_that_does_not_answer_denies() {
    for (store, expected) in [
        (Broken::Silent, "deadline-exceeded"),
        (Broken::Gone, "state-unavailable"),
        (Broken::Confused, "state-unavailable"),
    ] {
        let (gate, _) = gate(Arc::new(store), &entry("a", &format!("limits = {{ deadline-ms = 200 }}\n{GRANTED}")));
        let decision = decide(&gate, r#"{"get":"a/x"}"#);
        assert_eq!(code(&decision), expected, "{decision:?}");
        assert_eq!(decision.answers[0].state[0].answer, StateAnswer::Failed);
        assert!(decide(&gate, "").is_allowed(), "what asks nothing of the state needs none");
    }
}

#[test]
fn what_goes_through_the_state_is_bounded() {
    let (gate, _) = gate(Arc::new(MemoryState::new()), &entry("a", GRANTED));
    assert_eq!(code(&decide(&gate, r#"{"flood":["a/x",2000]}"#)), "state-bytes-exceeded");
    assert_eq!(code(&decide(&gate, r#"{"set-long":["a/x",70000]}"#)), "state-bytes-exceeded");
    let long = decide(&gate, r#"{"set-long":["a/x",4096]}, {"set-long":["a/x",4097]}"#);
    assert_eq!(notes(&long), ["()", "the state refuses it: a value has 4096 bytes at most"]);
    let decision = decide(&gate, &format!(r#"{{"get":"a/{}"}}"#, "x".repeat(255)));
    assert_eq!(notes(&decision), ["the state refuses it: a key has 1 to 256 bytes, not 257"]);
}

#[test]
fn a_thousand_events_at_once_get_no_more_than_there_is() {
    let (gate, _) = gate(Arc::new(MemoryState::new()), &entry("a", GRANTED));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let granted = runtime.block_on(async {
        let deciding: Vec<_> = (0..1000)
            .map(|number| {
                let gate = gate.clone();
                let event = event(&format!(r#"{{"calls":[{{"reserve":["a/n","{number}",1,100,600000,600000]}}]}}"#));
                tokio::spawn(async move { gate.decide(&event).await })
            })
            .collect();
        let mut granted = 0;
        for decision in deciding {
            granted += usize::from(notes(&decision.await.unwrap())[0].starts_with("granted"));
        }
        granted
    });
    assert_eq!(granted, 100);
}
