//! Places, turns and waiting instances: calls wait for what they need as long as their deadline and no longer, and that
//! an instance has waited shows in nothing but time.

use portcullis::{
    audit::Log,
    decision::{Answer, Decision},
    document::Document,
    event::Event,
    gate::Gate,
    pack::Pack,
    plugin::{Busy, Exceeded, Failure, Limit, Runtime, RuntimeOptions, SetBy},
};
use portcullis_tests::{PackFolder, compiled, tool_call};

fn runtime(instances: u32, waiting: u32) -> Runtime {
    Runtime::new(&RuntimeOptions { instances, waiting, cache: Some(compiled()), ..RuntimeOptions::default() }).unwrap()
}

/// A gate over scripted plugins: for each, its rules and its limits.
fn gate(runtime: &Runtime, plugins: &[(&str, &str)]) -> Gate {
    let entry = |(number, (rules, limits)): (usize, &(&str, &str))| {
        let config = format!("config = {{ rules = [{rules}] }}\nlimits = {{ {limits} }}\n");
        format!("\n[[plugin]]\nid = \"p{number}\"\ncomponent = \"scripted.wasm\"\n{config}")
    };
    let entries: String = plugins.iter().enumerate().map(entry).collect();
    let folder = PackFolder::new(&format!("name = \"test\"\nversion = \"0\"\n{entries}"), &["scripted"]);
    Gate::new(Pack::load_blocking(runtime, folder.path()).unwrap(), Log::in_memory())
}

fn failure(decision: &Decision) -> Option<&Failure> {
    decision.answers.iter().find_map(|answer| match &answer.answer {
        Answer::Failed(failure) => Some(failure),
        _ => None,
    })
}

/// Spins as asked, with so much payload, and fuel for it, that only a deadline ends it.
fn endless() -> Event {
    let mut event = tool_call("{}");
    event.payload = Document::parse(format!("{{\"spin\":true,\"pad\":\"{}\"}}", "x".repeat(4 << 20))).unwrap();
    event
}

const SPIN: &str = r#"{ when = ["/spin", true], then = "spin" }"#;
const REMEMBER: &str = r#"{ when = ["/deny", true], then = { deny = "asked-to" } }, { then = "remember" }"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_events_at_once_all_get_their_own_answers() {
    let gate = gate(&runtime(8, 8), &[(REMEMBER, "deadline-ms = 60000")]);
    let decide = |number: usize| {
        let gate = gate.clone();
        tokio::spawn(async move {
            let denied = number.is_multiple_of(3);
            (denied, gate.decide(&tool_call(&format!("{{\"deny\":{denied}}}"))).await)
        })
    };
    let tasks: Vec<_> = (0..200).map(decide).collect();
    for task in tasks {
        let (denied, decision) = task.await.unwrap();
        // One that remembers another event denies too, but not for this reason.
        assert_eq!(decision.is_allowed(), !denied);
        assert_eq!(failure(&decision), None);
    }
}

#[test]
fn an_instance_that_has_waited_gives_the_same_answer_for_the_same_fuel() {
    let plugins = [(REMEMBER, ""), (r#"{ then = { edit = [["/a", 1]] } }"#, "")];
    let (waiting, own) = (gate(&runtime(4, 8), &plugins), gate(&runtime(4, 0), &plugins));
    let event = tool_call(r#"{"a": 2, "b": [1, 2, 3]}"#);
    let seen = |gate: &Gate| {
        let decision = gate.decide_blocking(&event);
        let taken = decision.answers.iter().map(|answer| (answer.fuel, answer.memory)).collect::<Vec<_>>();
        (decision.payload().map(|payload| payload.text().to_owned()), taken)
    };
    let expected = seen(&own);
    assert!(expected.0.is_some());
    for _ in 0..200 {
        assert_eq!(seen(&waiting), expected);
        assert_eq!(seen(&own), expected);
    }
}

#[tokio::test]
async fn one_place_is_enough_for_a_pack_of_three_plugins() {
    for waiting in [0, 1, 64] {
        let gate = gate(&runtime(1, waiting), &[(REMEMBER, "deadline-ms = 60000"); 3]);
        let event = tool_call("{}");
        let decisions = (0..20).map(|_| {
            let (gate, event) = (gate.clone(), event.clone());
            tokio::spawn(async move { gate.decide(&event).await })
        });
        for decision in decisions.collect::<Vec<_>>() {
            assert!(decision.await.unwrap().is_allowed());
        }
    }
}

#[tokio::test]
async fn a_plugin_that_may_not_run_once_more_is_busy_and_says_why() {
    let gate = gate(&runtime(4, 4), &[(REMEMBER, "concurrency = 0, deadline-ms = 20")]);
    let event = tool_call("{}");
    let decision = gate.decide(&event).await;
    assert!(!decision.is_allowed());
    let Some(Failure::Busy(Busy::Plugin(Exceeded { limit, bound }))) = failure(&decision) else { panic!("not busy") };
    assert_eq!((*limit, bound.value, bound.set_by), (Limit::Concurrency, 0, SetBy::Plugin));
    let record = serde_json::to_string(&gate.record(&event, &decision)).unwrap();
    assert!(record.contains(r#""code":"busy""#) && record.contains("the limit `concurrency` of 0 calls"), "{record}");
}

#[tokio::test]
async fn calls_beyond_the_limit_wait_for_their_turn() {
    let gate = gate(&runtime(8, 8), &[(REMEMBER, "concurrency = 1, deadline-ms = 60000")]);
    let event = tool_call("{}");
    let tasks = (0..50).map(|_| {
        let (gate, event) = (gate.clone(), event.clone());
        tokio::spawn(async move { gate.decide(&event).await })
    });
    for task in tasks.collect::<Vec<_>>() {
        assert!(task.await.unwrap().is_allowed());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_event_that_gets_no_place_in_time_is_denied_as_busy() {
    for waiting in [0, 8] {
        let runtime = runtime(1, waiting);
        let slow = gate(&runtime, &[(SPIN, "deadline-ms = 60000")]);
        let quick = gate(&runtime, &[(REMEMBER, "deadline-ms = 20")]);
        let (endless, event) = (endless(), tool_call("{}"));
        let decision = tokio::select! {
            biased;
            _ = slow.decide(&endless) => panic!("it ended"),
            decision = quick.decide(&event) => decision,
        };
        assert_eq!(failure(&decision), Some(&Failure::Busy(Busy::Runtime { instances: 1 })));
        // The endless one is gone with its future, and its place is free again.
        assert!(quick.decide(&event).await.is_allowed());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn one_slow_plugin_leaves_places_to_the_others() {
    let runtime = runtime(4, 4);
    let slow = gate(&runtime, &[(SPIN, "deadline-ms = 60000")]);
    let quick = gate(&runtime, &[(REMEMBER, "deadline-ms = 60000")]);
    let (endless, event) = (endless(), tool_call("{}"));
    let slow = async {
        tokio::join!(slow.decide(&endless), slow.decide(&endless), slow.decide(&endless), slow.decide(&endless))
    };
    tokio::select! {
        biased;
        _ = slow => panic!("they ended"),
        () = async {
            for _ in 0..20 {
                assert!(quick.decide(&event).await.is_allowed());
            }
        } => {}
    }
}

#[test]
fn half_of_a_small_runtime_is_a_plugins_share() {
    let concurrency = |instances| {
        let gate = gate(&runtime(instances, 0), &[(REMEMBER, "")]);
        gate.pack().entries()[0].plugin().limits().get(Limit::Concurrency)
    };
    assert_eq!((concurrency(1).value, concurrency(8).value), (1, 4));
    assert_eq!((concurrency(8).set_by, concurrency(256).set_by), (SetBy::Operator, SetBy::Default));
}
