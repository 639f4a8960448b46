//! What holds for any policies, however they edit: each is a table over a few states of the payload.
//!
//! One configured plugin plays every part: it reads its rules from the event's context.

use std::{collections::BTreeMap, sync::Mutex};

use portcullis::{
    audit::{Log, Mode},
    decision::{Answer, Decision, Effect},
    document::Document,
    event::Event,
    gate::Gate,
    pack::Pack,
};
use portcullis_tests::{PackFolder, tool_call};
use proptest::prelude::*;
use serde_json::{Value, json};

/// States of the payload: `{"s": 0}` and so on.
const STATES: usize = 4;
const MAX_POLICIES: usize = 4;
/// As the gate has it.
const MAX_ROUNDS: u32 = 8;

/// What a policy answers about one state.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    Allow,
    Deny,
    Escalate,
    /// Makes it another state, or, without an effect, the same one.
    Edit(usize),
}

/// A policy: what it answers about each state.
type Policy = [Act; STATES];

fn policy() -> impl Strategy<Value = Policy> {
    let edit = (0..STATES).prop_map(Act::Edit);
    prop::array::uniform4(prop_oneof![6 => Just(Act::Allow), 1 => Just(Act::Deny), 1 => Just(Act::Escalate), 5 => edit])
}

fn policies() -> impl Strategy<Value = Vec<Policy>> {
    prop::collection::vec(policy(), 1..=MAX_POLICIES)
}

fn policy_that_never_edits() -> impl Strategy<Value = Policy> {
    prop::array::uniform4(prop_oneof![3 => Just(Act::Allow), 1 => Just(Act::Deny), 1 => Just(Act::Escalate)])
}

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 200 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn rules(policy: &Policy) -> Value {
    let rule = |(state, act): (usize, &Act)| {
        let then = match act {
            Act::Allow => json!("allow"),
            Act::Deny => json!({ "deny": "no" }),
            Act::Escalate => json!({ "escalate": "ask" }),
            Act::Edit(to) => json!({ "edit": [["/s", to]] }),
        };
        json!({ "when": ["/s", state], "then": then })
    };
    policy.iter().enumerate().map(rule).collect()
}

fn payload(state: usize) -> String {
    format!(r#"{{"s":{state},"keep":[1.50, 1e2 ]}}"#)
}

fn event(policies: &[Policy], payload: &str) -> Event {
    let context = policies.iter().enumerate().map(|(at, policy)| (at.to_string(), rules(policy))).collect();
    let context = Document::try_from(Value::Object(context)).unwrap();
    Event { context, ..tool_call(payload) }
}

/// A pack of so many plugins, of which one may be a shadow. Each is loaded once.
fn pack(size: usize, shadow: Option<usize>) -> Pack {
    static LOADED: Mutex<BTreeMap<(usize, Option<usize>), Pack>> = Mutex::new(BTreeMap::new());
    let entry = |at: usize| {
        let mode = if shadow == Some(at) { "shadow" } else { "enforce" };
        format!(
            "[[plugin]]\nid = \"{at}\"\ncomponent = \"scripted.wasm\"\nconfig.rules_at = \"/{at}\"\nmode = \"{mode}\"\n"
        )
    };
    let load = || {
        let manifest = format!("name = \"merge\"\nversion = \"0\"\n{}", (0..size).map(entry).collect::<String>());
        PackFolder::new(&manifest, &["scripted"]).load().unwrap()
    };
    LOADED.lock().unwrap().entry((size, shadow)).or_insert_with(load).clone()
}

fn decide(policies: &[Policy], shadow: Option<usize>, payload: &str) -> Decision {
    Gate::new(pack(policies.len(), shadow), Log::in_memory()).decide_blocking(&event(policies, payload))
}

fn state(payload: &Document) -> usize {
    payload.get("/s").unwrap().raw().parse().unwrap()
}

/// What a decision comes to, without what differs from one to the next.
fn effect(decision: &Decision) -> String {
    match &decision.effect {
        Effect::Allow(payload) | Effect::Modify(payload) => format!("{} {}", decision.effect.name(), payload.text()),
        Effect::Deny(denied) => format!("deny {} by {:?}", denied.denial.code, denied.plugin),
        Effect::Escalate(needs) => format!("escalate {} by {}", needs.escalation.code, needs.plugin),
    }
}

/// Deny beats escalate beats modify beats allow.
fn severity(decision: &Decision) -> u8 {
    match decision.effect {
        Effect::Allow(_) => 0,
        Effect::Modify(_) => 1,
        Effect::Escalate(_) => 2,
        Effect::Deny(_) => 3,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_runs_was_allowed_as_it_runs_by_every_policy(policies in policies(), start in 0..STATES) {
        let decision = decide(&policies, None, &payload(start));
        let Some(released) = decision.payload() else { return Ok(()) };
        for (at, policy) in policies.iter().enumerate() {
            let again = decide(std::slice::from_ref(policy), None, released.text());
            let Effect::Allow(same) = &again.effect else {
                panic!("asked alone about {}, policy {at} answers: {}", released.text(), effect(&again));
            };
            prop_assert_eq!(same.text(), released.text());
        }
        prop_assert_eq!(matches!(decision.effect, Effect::Modify(_)), state(released) != start);
        prop_assert_eq!(released.text(), payload(state(released)), "what no edit touched keeps its text");
    }

    #[test]
    fn a_decision_follows_from_its_answers_by_precedence(policies in policies(), start in 0..STATES) {
        let decision = decide(&policies, None, &payload(start));
        let (mut now, mut denied) = (start, None);
        for answer in decision.answers.iter().filter(|answer| !matches!(answer.answer, Answer::Findings(_))) {
            let act = policies[answer.plugin.parse::<usize>().unwrap()][now];
            match &answer.answer {
                Answer::Skipped => prop_assert!(denied.is_some(), "nobody is passed over before a denial"),
                _ if denied.is_some() => prop_assert!(false, "nobody is asked after a denial"),
                Answer::Allow => prop_assert_eq!(act, Act::Allow),
                Answer::Escalate(_) => prop_assert_eq!(act, Act::Escalate),
                Answer::Deny(_) => {
                    prop_assert_eq!(act, Act::Deny);
                    denied = Some(answer.plugin.clone());
                }
                Answer::Modify(edits) => {
                    now = edits[0].value.as_ref().unwrap().parse().unwrap();
                    prop_assert_eq!(act, Act::Edit(now));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
        if effect(&decision) == "deny no-fixed-point by None" {
            prop_assert_eq!((decision.rounds, denied), (MAX_ROUNDS, None));
            return Ok(());
        }
        let asks = policies.iter().position(|policy| policy[now] == Act::Escalate);
        let expected = match (denied, asks) {
            (Some(plugin), _) => format!("deny no by {:?}", Some(plugin)),
            (None, Some(at)) => format!("escalate ask by {at}"),
            (None, None) if now == start => format!("allow {}", payload(start)),
            (None, None) => format!("modify {}", payload(now)),
        };
        prop_assert_eq!(effect(&decision), expected);
        if severity(&decision) < 3 {
            let passes = |policy: &Policy| matches!(policy[now], Act::Allow | Act::Escalate) || policy[now] == Act::Edit(now);
            prop_assert!(policies.iter().all(passes), "somebody has not passed the final form");
        }
    }

    #[test]
    fn policies_that_flip_to_and_fro_are_given_up_on(policies in policies(), start in 0..STATES) {
        let decision = decide(&policies, None, &payload(start));
        prop_assert!((1..=MAX_ROUNDS).contains(&decision.rounds));
        // A policy and a sanitiser in each plugin, once per round.
        prop_assert!(decision.answers.len() <= 2 * policies.len() * MAX_ROUNDS as usize);
    }

    #[test]
    fn a_policy_that_never_edits_never_lets_more_through(
        policies in policies(), new in policy_that_never_edits(), at in any::<prop::sample::Index>(), start in 0..STATES,
    ) {
        let without = decide(&policies, None, &payload(start));
        let mut more = policies.clone();
        more.insert(at.index(policies.len() + 1), new);
        let with = decide(&more, None, &payload(start));
        prop_assert!(severity(&with) >= severity(&without), "{} became {}", effect(&without), effect(&with));
        if let Some(payload) = with.payload() {
            prop_assert_eq!(payload.text(), without.payload().unwrap().text());
        }
    }

    #[test]
    fn without_edits_the_severest_answer_counts(
        policies in prop::collection::vec(policy_that_never_edits(), 1..=MAX_POLICIES), start in 0..STATES,
    ) {
        let rank = |policy: &Policy| match policy[start] {
            Act::Deny => 3,
            Act::Escalate => 2,
            Act::Allow | Act::Edit(_) => 0,
        };
        let decision = decide(&policies, None, &payload(start));
        prop_assert_eq!(severity(&decision), policies.iter().map(rank).max().unwrap());
        prop_assert_eq!(decision.rounds, 1);
    }

    #[test]
    fn a_shadow_changes_no_outcome(
        policies in policies(), shadow in policy(), at in any::<prop::sample::Index>(), start in 0..STATES,
    ) {
        let without = decide(&policies, None, &payload(start));
        let at = at.index(policies.len() + 1);
        let mut more = policies.clone();
        more.insert(at, shadow);
        let with = decide(&more, Some(at), &payload(start));
        // The ids of those behind it are one further.
        let renamed = |text: String| text.split(" by ").next().unwrap().to_owned();
        prop_assert_eq!(renamed(effect(&with)), renamed(effect(&without)));
        prop_assert_eq!(with.rounds, without.rounds);
        let enforced = |decision: &Decision| decision.answers.iter().filter(|answer| answer.mode == Mode::Enforce).count();
        prop_assert_eq!(enforced(&with), enforced(&without));
    }
}
