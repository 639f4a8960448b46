//! Every way in which a plugin can fail is an outcome of its own, and the event does not happen.

use portcullis::{
    decision::{Answer, Decision, Effect},
    plugin::{Failure, Limit, SetBy},
};
use portcullis_tests::{scripted, tool_call};

async fn run(then: &str, limits: &str) -> (Decision, Failure) {
    let config = format!("{{ rules = [{{ then = {then} }}] }}");
    let (gate, _) = scripted(&[("p", &config, &format!("limits = {{ {limits} }}"))]);
    let decision = gate.decide(&tool_call(r#"{"amount": 1}"#)).await;
    assert!(decision.payload().is_none(), "{then} let the event happen");
    let Effect::Deny(denied) = &decision.effect else { panic!("{then} is no denial") };
    let Answer::Failed(failure) = decision.answers.last().unwrap().answer.clone() else {
        panic!("{then} is no failure")
    };
    assert_eq!(denied.denial.code, failure.code());
    (decision, failure)
}

async fn exceeds(limit: Limit, then: &str, limits: &str) {
    match run(then, limits).await.1 {
        Failure::Limit(exceeded) => {
            assert_eq!(exceeded.limit, limit, "{then}");
            assert_eq!(exceeded.bound.set_by == SetBy::Plugin, !limits.is_empty(), "{then}");
        }
        other => panic!("{then}: {other}"),
    }
}

#[tokio::test]
async fn an_endless_loop_runs_out_of_fuel() {
    exceeds(Limit::Fuel, "\"spin\"", "").await;
    let (decision, _) = run("\"spin\"", "fuel = 100000, fuel-per-byte = 10").await;
    assert_eq!(decision.answers.last().unwrap().fuel, 100_000 + 10 * 13);
}

#[tokio::test]
async fn an_endless_loop_with_fuel_to_spare_meets_its_deadline() {
    exceeds(Limit::Deadline, "\"spin\"", "deadline-ms = 3").await;
}

#[tokio::test]
async fn endless_recursion_runs_out_of_stack() {
    exceeds(Limit::Stack, "\"recurse\"", "").await;
}

#[tokio::test]
async fn too_much_memory_is_stopped_where_it_is_asked_for() {
    exceeds(Limit::Memory, "{ allocate = 100000000 }", "").await;
    exceeds(Limit::Memory, "{ allocate = 3000000 }", "memory-bytes = 2097152").await;
}

#[tokio::test]
async fn floods_of_log_lines_and_host_calls_are_stopped() {
    exceeds(Limit::LogLines, "{ log = 101 }", "").await;
    exceeds(Limit::LogLines, "{ log = 4 }", "log-lines = 3").await;
    exceeds(Limit::LogBytes, "{ log = 4 }", "log-bytes = 20").await;
    exceeds(Limit::HostCalls, "{ look-up = [\"/amount\", 20000] }", "").await;
}

#[tokio::test]
async fn oversized_answers_are_stopped() {
    exceeds(Limit::AnswerBytes, "{ notes = [6, 100000] }", "").await;
    exceeds(Limit::AnswerItems, "{ notes = [10001, 1] }", "").await;
    exceeds(Limit::HostCallBytes, "{ notes = [10, 200000] }", "").await;
}

#[tokio::test]
async fn a_panic_is_a_trap_with_its_message_in_the_log() {
    let (decision, failure) = run("\"panic\"", "").await;
    assert!(matches!(failure, Failure::Trap(_)), "{failure}");
    let log = &decision.answers.last().unwrap().log;
    assert!(log.iter().any(|line| line.message.contains("as scripted")), "{log:?}");
}

#[tokio::test]
async fn an_error_is_told_to_the_operator_with_control_characters_escaped() {
    let (_, failure) = run(r#"{ error = "odd\u001b[31m" }"#, "").await;
    assert_eq!(failure, Failure::Refused("odd\\u{1b}[31m".into()));
}

#[tokio::test]
async fn a_failure_lets_the_event_pass_only_where_the_pack_says_so() {
    let config = r#"{ rules = [{ then = "panic" }] }"#;
    let (gate, log) = scripted(&[("p", config, "on-error = \"allow\"")]);
    let decision = gate.decide(&tool_call("{}")).await;
    assert!(decision.is_allowed());
    assert!(matches!(decision.answers.last().unwrap().answer, Answer::Failed(_)));
    let record = String::from_utf8(log.memory().unwrap().bytes()).unwrap();
    assert!(record.contains(r#""on_error":"allow""#) && record.contains(r#""kind":"failed""#), "{record}");
}

#[tokio::test]
async fn nothing_of_an_event_is_left_for_the_next() {
    let (gate, _) = scripted(&[("p", r#"{ rules = [{ then = "remember" }] }"#, "")]);
    for _ in 0..3 {
        assert!(gate.decide(&tool_call("{}")).await.is_allowed());
    }
}

#[tokio::test]
async fn the_same_event_takes_the_same_fuel() {
    let (gate, _) = scripted(&[("p", "{}", "")]);
    let event = tool_call(r#"{"amount": 1}"#);
    let fuel = async || gate.decide(&event).await.answers.iter().map(|answer| answer.fuel).collect::<Vec<_>>();
    let first = fuel().await;
    for _ in 0..20 {
        assert_eq!(fuel().await, first);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_long_plugin_does_not_hold_up_the_others_on_its_thread() {
    let spin = r#"{ rules = [{ when = ["/spin", true], then = "spin" }] }"#;
    let (gate, _) = scripted(&[("p", spin, "limits = { deadline-ms = 400 }")]);
    let long_event = tool_call(r#"{"spin": true}"#).padded();
    let short_event = tool_call("{}");
    let ended = std::cell::RefCell::new(Vec::new());
    let long = async {
        assert!(!gate.decide(&long_event).await.is_allowed());
        ended.borrow_mut().push("long");
    };
    let short = async {
        for _ in 0..3 {
            assert!(gate.decide(&short_event).await.is_allowed());
        }
        ended.borrow_mut().push("short");
    };
    tokio::join!(long, short);
    assert_eq!(*ended.borrow(), ["short", "long"], "the short ones had to wait for the long one");
}

trait Padded {
    fn padded(self) -> Self;
}

impl Padded for portcullis::event::Event {
    /// A payload so long that its fuel, which grows with it, outlasts any deadline.
    fn padded(mut self) -> Self {
        let text = format!("{{\"spin\":true,\"pad\":\"{}\"}}", "x".repeat(4 << 20));
        self.payload = portcullis::document::Document::parse(text).unwrap();
        self
    }
}
