use super::*;

fn levels() -> Mapl {
    mapl(&json!({
        "documents": [
            { "policy_id": "user:alice", "extends": "team:desk", "resources": ["tool:app/read", "data:x/y"] },
            { "policy_id": "company:acme", "resources": ["tool:*/*"], "denied_resources": ["tool:app/delete"] },
            { "policy_id": "team:desk", "extends": "company:acme", "resources": ["**"] },
            { "policy_id": "user:bob", "extends": "team:desk", "resources": [] },
            { "policy_id": "role:auditor", "resources": ["tool:app/read"] },
            { "policy_id": "user:zoe" },
            { "policy_id": "tool:app/audited", "attestations": ["audited"] },
        ],
    }))
}

fn may(mapl: &Mapl, who: Value, target: &str) -> Vec<String> {
    let event = call(target).with_claims(who);
    refused(mapl, &event, "{}").into_iter().map(|(code, _)| code).collect()
}

#[test]
fn a_child_allows_no_more_than_its_parents() {
    let mapl = levels();
    assert_eq!(may(&mapl, json!({ "user": "alice" }), "tool:app/read"), [""; 0]);
    assert_eq!(may(&mapl, json!({ "user": "alice" }), "tool:app/write"), ["resource-not-allowed"]);
    assert_eq!(
        may(&mapl, json!({ "user": "alice" }), "data:x/y"),
        ["resource-not-allowed"],
        "the company allows no data"
    );
    assert_eq!(may(&mapl, json!({ "user": "bob" }), "tool:app/write"), [""; 0], "no resources: as the parents");
    assert_eq!(may(&mapl, json!({ "user": "bob" }), "tool:app/delete"), ["resource-denied"]);
}

#[test]
fn every_document_of_a_subject_must_allow() {
    let mapl = levels();
    assert_eq!(may(&mapl, json!({ "user": "bob", "roles": ["auditor"] }), "tool:app/write"), ["resource-not-allowed"]);
    assert_eq!(may(&mapl, json!({ "user": "nobody", "company": "acme" }), "tool:app/write"), [""; 0]);
    assert_eq!(
        may(&mapl, json!({ "user": "nobody", "company": ["other", "ACME"] }), "tool:app/delete"),
        ["resource-denied"]
    );
    assert_eq!(
        may(&mapl, json!({ "user": "zoe" }), "tool:app/read"),
        ["resource-not-allowed"],
        "nobody allows anything"
    );
    assert_eq!(may(&mapl, json!({ "user": "nobody" }), "tool:app/read"), ["no-policy"]);
}

#[test]
fn a_claim_that_is_no_name_is_refused() {
    for claim in [json!(5), json!(null), json!({ "x": 1 }), json!(["acme", 5])] {
        let refused = may(&levels(), json!({ "user": "bob", "company": claim }), "tool:app/read");
        assert_eq!(refused[0], "claim-invalid", "{claim}");
    }
}

#[test]
fn a_claim_in_another_case_does_not_slip_by_its_document() {
    assert_eq!(may(&levels(), json!({ "user": "ALICE" }), "tool:app/write"), ["resource-not-allowed"]);
    assert_eq!(may(&levels(), json!({ "user": "аlice" }), "tool:app/write"), ["resource-not-allowed"], "a Cyrillic a");
}

#[test]
fn a_resource_has_a_document_of_its_own() {
    assert_eq!(may(&levels(), json!({ "user": "bob" }), "tool:app/audited"), ["attestation-missing"]);
}

#[test]
fn kinds_can_be_required_and_claims_renamed() {
    let mapl = mapl(&json!({
        "documents": [{ "policy_id": "company:acme", "resources": ["**"] }, { "policy_id": "user:alice", "resources": ["**"] }],
        "subject": { "company": "/org", "require": ["user", "company"] },
    }));
    assert_eq!(may(&mapl, json!({ "org": "acme", "user": "alice" }), "tool:a/b"), [""; 0]);
    assert_eq!(may(&mapl, json!({ "company": "acme", "user": "alice" }), "tool:a/b"), ["no-policy"]);
    assert_eq!(may(&mapl, json!({ "org": "acme" }), "tool:a/b"), ["no-policy"]);
}

#[test]
fn app_and_intent_must_allow_too() {
    let config = json!({
        "documents": [
            { "policy_id": "user:alice", "resources": ["tool:app/a", "tool:app/b", "tool:app/c"] },
            { "policy_id": "app:one", "resources": ["tool:app/a", "tool:app/b"] },
            { "policy_id": "purpose", "resources": ["tool:app/a"], "constraints": { "parameters": { "tool:app/a": { "n": { "max": 1 } } } } },
        ],
        "app": "app:one",
        "intent": "purpose",
    });
    let mapl = mapl(&config);
    let alice = || json!({ "user": "alice" });
    assert_eq!(may(&mapl, alice(), "tool:app/a"), [""; 0]);
    assert_eq!(may(&mapl, alice(), "tool:app/b"), ["resource-not-allowed"]);
    assert_eq!(
        may(&mapl, alice(), "tool:app/c"),
        ["resource-not-allowed", "resource-not-allowed"],
        "each side's reason"
    );
    let verdict = decide(&mapl, &call("tool:app/a").with_claims(alice()), r#"{"n": 2}"#);
    assert_eq!(
        verdict.denial().unwrap().violations[0].rule.as_deref(),
        Some("purpose#/constraints/parameters/tool:app~1a/n/max")
    );
}

#[test]
fn the_most_restrictive_limit_wins_wherever_it_stands() {
    let level = |id: &str, parent: Option<&str>, max: i64, models: Value| {
        let mut document = json!({
            "policy_id": id,
            "resources": ["**"],
            "constraints": { "parameters": { "tool:*/generate": { "max_tokens": { "max": max }, "model": models } } },
        });
        if let Some(parent) = parent {
            document["extends"] = parent.into();
        }
        document
    };
    for (company, user, max, model) in [(500, 4000, "500", "\"c\""), (4000, 500, "500", "\"c\"")] {
        let mapl = documents(json!([
            level("company:acme", None, company, json!(["a", "b", "c"])),
            level("user:alice", Some("company:acme"), user, json!(["d", "c", "b"])),
        ]));
        let event = request("tool:x/generate").with_claims(json!({ "user": "alice" }));
        let Decision::Modify(edits) = decide(&mapl, &event, r#"{"max_tokens": 9000, "model": "a"}"#).decision else {
            panic!()
        };
        assert_eq!(edits, Edits::new().set("/max_tokens", 500).unwrap().set("/model", "c").unwrap(), "{max} {model}");
    }
}

#[test]
fn a_default_is_brought_within_everybodys_limits() {
    let mapl = documents(json!([
        { "policy_id": "company:acme", "resources": ["**"], "constraints": { "parameters": { "tool:*/generate": { "max_tokens": { "max": 4000, "default": 1000 } } } } },
        { "policy_id": "user:alice", "extends": "company:acme", "constraints": { "parameters": { "tool:*/generate": { "max_tokens": { "max": 500 } } } } },
    ]));
    let event = request("tool:x/generate").with_claims(json!({ "user": "alice" }));
    assert_eq!(decide(&mapl, &event, "{}").decision, Decision::Modify(Edits::new().set("/max_tokens", 500).unwrap()));
}

#[test]
fn deny_is_the_strictest_and_an_empty_intersection_allows_nothing() {
    let generate = |spec: Value| json!({ "parameters": { "tool:*/generate": spec } });
    let two = |one: Value, other: Value| {
        documents(json!([
            { "policy_id": "global:a", "resources": ["**"], "constraints": generate(one) },
            { "policy_id": "global:b", "resources": ["**"], "constraints": generate(other) },
        ]))
    };
    let event = request("tool:x/generate");
    let mapl = two(json!({ "n": { "max": 5 } }), json!({ "n": { "max": 6, "on_violation": "deny" } }));
    assert_eq!(codes(&refused(&mapl, &event, r#"{"n": 7}"#)), ["above-max", "above-max"], "all violations are told");
    assert_eq!(decide(&mapl, &event, r#"{"n": 5.5}"#).decision, Decision::Modify(Edits::new().set("/n", 5).unwrap()));
    let mapl = two(json!({ "n": { "max": 5 } }), json!({ "n": { "min": 6 } }));
    assert_eq!(codes(&refused(&mapl, &event, r#"{"n": 7}"#)), ["above-max"]);
    assert_eq!(codes(&refused(&mapl, &event, r#"{"n": 5}"#)), ["below-min"]);
    let mapl = two(json!({ "model": ["a"] }), json!({ "model": ["b"] }));
    for model in ["a", "b", "c"] {
        assert!(!refused(&mapl, &event, &format!("{{\"model\": \"{model}\"}}")).is_empty(), "{model}");
    }
    let mapl = two(json!({ "n": { "max": 5, "on_violation": "warn" } }), json!({ "n": { "max": 9 } }));
    assert_eq!(
        decide(&mapl, &event, r#"{"n": 10}"#).decision,
        Decision::Modify(Edits::new().set("/n", 9).unwrap()),
        "a warning does not bind"
    );
}

#[test]
fn a_document_outside_of_its_time_allows_nothing() {
    let mapl = documents(json!([
        { "policy_id": "global:a", "resources": ["**"], "validity": { "not_before": "2026-01-01T00:00:00Z", "not_after": "2026-12-31T23:59:59Z" } },
        { "policy_id": "global:b", "resources": ["**"], "validity": { "not_after": "2026-06-30T23:59:59Z" } },
    ]));
    let mut event = call("tool:app/tool");
    for (time_ms, expected) in
        [(0, 1), (1_775_000_000_000, 0), (1_790_000_000_000, 1), (1_900_000_000_000, 2), (u64::MAX, 2)]
    {
        event.time_ms = time_ms;
        assert_eq!(codes(&refused(&mapl, &event, "{}")), vec!["policy-not-valid"; expected], "{time_ms}");
    }
}
