//! What holds of all documents and all requests.

use proptest::prelude::*;

use super::*;

const PARAMETERS: [&str; 3] = ["model", "max_tokens", "n"];

fn spec() -> impl Strategy<Value = Value> {
    let mode =
        || prop_oneof![3 => Just(None), 1 => Just(Some("deny")), 1 => Just(Some("clamp")), 1 => Just(Some("warn"))];
    let numbers = (0..6i64, 0..6i64, mode(), proptest::option::of(0..12i64)).prop_map(|(low, more, mode, default)| {
        let mut spec = json!({ "type": "integer", "min": low, "max": low + more });
        if let Some(mode) = mode {
            spec["on_violation"] = mode.into();
        }
        if let Some(default) = default.filter(|default| (low..=low + more).contains(default)) {
            spec["default"] = default.into();
        }
        spec
    });
    let lists = proptest::collection::vec(0..8i64, 1..4).prop_map(|values| json!(values));
    prop_oneof![3 => numbers, 1 => lists]
}

fn models() -> impl Strategy<Value = Value> {
    proptest::collection::vec(prop_oneof![Just("a"), Just("b"), Just("c")], 1..3).prop_map(|models| json!(models))
}

fn document() -> impl Strategy<Value = Value> {
    let resources = prop_oneof![
        4 => Just(json!(["**"])), 2 => Just(json!([])), 2 => Just(json!(["tool:app/*"])), 1 => Just(json!(["tool:app/generate"])),
        1 => Just(json!(["tool:other/*"])),
    ];
    let denied = prop_oneof![6 => Just(json!([])), 1 => Just(json!(["tool:app/generate"]))];
    (resources, denied, proptest::option::of(models()), proptest::option::of(spec()), proptest::option::of(spec())).prop_map(
        |(resources, denied, model, tokens, n)| {
            let mut parameters = json!({});
            for (name, spec) in PARAMETERS.iter().zip([model, tokens, n]) {
                if let Some(spec) = spec {
                    parameters[*name] = spec;
                }
            }
            json!({ "resources": resources, "denied_resources": denied, "constraints": { "parameters": { "tool:*/generate": parameters } } })
        },
    )
}

fn payload() -> impl Strategy<Value = String> {
    let number = || prop_oneof![6 => (-2..15i64).prop_map(|n| n.to_string()), 1 => Just("null".into()), 1 => Just("\"5\"".into()), 1 => Just("4.5".into())];
    let model = prop_oneof![Just("\"a\""), Just("\"b\""), Just("\"c\""), Just("\"d\""), Just("null")];
    (proptest::option::of(model), proptest::option::of(number()), proptest::option::of(number())).prop_map(
        |(model, tokens, n)| {
            let member = |name: &str, value: Option<String>| value.map(|value| format!("\"{name}\": {value}"));
            let members = [member("model", model.map(str::to_owned)), member("max_tokens", tokens), member("n", n)];
            format!("{{{}}}", members.into_iter().flatten().collect::<Vec<_>>().join(", "))
        },
    )
}

fn named(mut documents: Vec<Value>) -> Vec<Value> {
    for (index, document) in documents.iter_mut().enumerate() {
        document["policy_id"] = format!("global:{index}").into();
    }
    documents
}

/// The policy; none where the documents contradict each other and are refused.
fn load(documents: &[Value]) -> Mapl {
    log::captured(|| super::documents(json!(documents))).0
}

fn apply(payload: &str, edits: &Edits) -> String {
    let mut value: Value = serde_json::from_str(payload).unwrap();
    for edit in edits.iter() {
        let name = edit.pointer.trim_start_matches('/');
        value[name] = serde_json::from_str(edit.value.as_deref().unwrap()).unwrap();
    }
    value.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever goes on with one more document, in the form in which it goes on, is allowed without it.
    #[test]
    fn one_more_document_never_allows_more(documents in proptest::collection::vec(document(), 1..4), more in document(), payload in payload(), tool in any::<bool>()) {
        // Where nobody says what is allowed, nothing is: a document that says so must not be the first one.
        prop_assume!(documents.iter().any(|document| document["resources"] != json!([])));
        let event = if tool { call("tool:app/generate") } else { request("tool:app/generate") };
        let fewer = load(&named(documents.clone()));
        let all = load(&named(documents.into_iter().chain([more]).collect()));
        let runs = match decide(&all, &event, &payload).decision {
            Decision::Allow => payload,
            Decision::Modify(edits) => apply(&payload, &edits),
            _ => return Ok(()),
        };
        let verdict = decide(&fewer, &event, &runs);
        prop_assert!(verdict.is_allow(), "{runs}: {verdict:?}");
    }

    /// What is edited is then allowed, by all documents and without further edits.
    #[test]
    fn what_was_edited_is_allowed(documents in proptest::collection::vec(document(), 1..4), payload in payload()) {
        let mapl = load(&named(documents));
        let event = request("tool:app/generate");
        if let Decision::Modify(edits) = decide(&mapl, &event, &payload).decision {
            let edited = apply(&payload, &edits);
            prop_assert!(decide(&mapl, &event, &edited).is_allow(), "{payload} became {edited}");
        }
    }

    /// In which order documents stand in the config makes no difference to what may happen.
    #[test]
    fn the_order_of_documents_means_nothing(documents in proptest::collection::vec(document(), 1..4), payload in payload()) {
        let kinds = ["user:agent", "company:x", "team:y"];
        let mut documents = documents;
        for (document, id) in documents.iter_mut().zip(kinds) {
            document["policy_id"] = id.into();
        }
        let event = request("tool:app/generate").with_claims(json!({ "company": "x", "team": "y" }));
        let one = decide(&load(&documents), &event, &payload);
        documents.reverse();
        prop_assert_eq!(one, decide(&load(&documents), &event, &payload));
    }

    /// All violations are told: each document that denies alone is among the reasons of all together.
    #[test]
    fn every_document_that_denies_is_named(documents in proptest::collection::vec(document(), 1..4), payload in payload()) {
        let documents = named(documents);
        let event = call("tool:app/generate");
        let together = decide(&load(&documents), &event, &payload);
        for document in &documents {
            let alone = decide(&load(std::slice::from_ref(document)), &event, &payload);
            let Some(denial) = alone.denial() else { continue };
            for violation in denial.violations.iter().filter(|one| one.rule.as_ref().is_some_and(|rule| rule.starts_with("global:"))) {
                if violation.code == "parameter-missing" {
                    continue;
                }
                let named = |all: &Denial| all.violations.iter().any(|one| one.code == violation.code && rule_path(one) == rule_path(violation));
                prop_assert!(together.denial().is_some_and(named), "{violation:?} is missing in {together:?}");
            }
        }
    }
}

fn rule_path(violation: &Violation) -> Option<&str> {
    violation.rule.as_deref()
}
