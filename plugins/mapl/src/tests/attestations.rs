use super::*;

fn pay() -> Mapl {
    documents(json!([
        {
            "policy_id": "company:acme",
            "resources": ["tool:app/**"],
            "constraints": {
                "attestations": {
                    "manager_approval": { "approval_criteria": "role:manager", "timeout": 300 },
                    "security_review": { "approval_criteria": "role:security" },
                    "second_look": { "approval_criteria": "role:manager" },
                },
                "tool:app/wipe": { "attestations": ["security_review"] },
            },
        },
        {
            "policy_id": "user:alice",
            "extends": "company:acme",
            "attestations": ["manager_approval::{params.amount > 10000 AND NOT principal.has_role('ceo')}"],
            "constraints": { "tool:app/clean": { "attestations": ["dlp_scan"], "depth": { "max": 3 } } },
        },
    ]))
}

fn alice(target: &str) -> Event {
    call(target).with_claims(json!({ "user": "alice" }))
}

fn approvers(verdict: &Verdict) -> Vec<String> {
    verdict.escalation().unwrap_or_else(|| panic!("{verdict:?}")).approvers.clone()
}

#[test]
fn an_attestation_that_people_give_asks_them() {
    let verdict = decide(&pay(), &alice("tool:app/pay"), r#"{"amount": 20000}"#);
    assert_eq!(approvers(&verdict), ["role:manager"]);
    let escalation = verdict.escalation().unwrap();
    assert_eq!(escalation.code, "attestation-missing");
    assert!(escalation.detail.contains("`manager_approval` by `user:alice#/attestations/0`"), "{}", escalation.detail);
    assert!(decide(&pay(), &alice("tool:app/pay"), r#"{"amount": 10000}"#).is_allow());
    assert!(decide(&pay(), &alice("tool:app/pay").with_role("ceo"), r#"{"amount": 20000}"#).is_allow());
}

#[test]
fn a_condition_that_cannot_be_told_holds() {
    for payload in ["{}", r#"{"amount": "5"}"#, r#"{"amount": null}"#, r#"{"amount": 1e309}"#] {
        assert_eq!(approvers(&decide(&pay(), &alice("tool:app/pay"), payload)), ["role:manager"], "{payload}");
    }
}

#[test]
fn an_attestation_that_the_host_presents_is_there() {
    for (context, held) in [
        (json!({ "attestations": ["manager_approval"] }), true),
        (json!({ "attestations": { "manager_approval": true } }), true),
        (json!({ "attestations": { "manager_approval": false } }), false),
        (json!({ "attestations": { "manager_approval": "true" } }), false),
        (json!({ "attestations": "manager_approval" }), false),
        (json!({ "attestations": ["Manager_Approval"] }), false),
        (json!({ "attestations": null }), false),
    ] {
        let event = alice("tool:app/pay").with_context(context.clone());
        assert_eq!(decide(&pay(), &event, r#"{"amount": 20000}"#).is_allow(), held, "{context}");
    }
}

#[test]
fn what_nobody_can_approve_is_denied() {
    let verdict = decide(&pay(), &alice("tool:app/clean"), r#"{"amount": 1, "depth": 1}"#);
    assert_eq!(
        verdict.denial().unwrap().violations[0].rule.as_deref(),
        Some("user:alice#/constraints/tool:app~1clean/attestations/0")
    );
    assert_eq!(
        codes(&refused(&pay(), &alice("tool:app/clean"), r#"{"amount": 1, "depth": 4}"#)),
        ["above-max", "attestation-missing"]
    );
}

#[test]
fn one_persons_approval_is_never_taken_for_two() {
    let verdict = decide(&pay(), &alice("tool:app/wipe"), r#"{"amount": 20000}"#);
    assert_eq!(
        verdict.denial().unwrap().code,
        "attestation-missing",
        "a manager and somebody of security would be needed"
    );
    assert_eq!(approvers(&decide(&pay(), &alice("tool:app/wipe"), r#"{"amount": 1}"#)), ["role:security"]);
}

#[test]
fn a_limit_comes_before_an_approval() {
    let mapl = documents(json!([{
        "policy_id": "global:a",
        "resources": ["**"],
        "attestations": ["ok"],
        "constraints": { "attestations": { "ok": { "approval_criteria": "role:x" } }, "parameters": { "tool:*/generate": { "n": { "max": 1 } } } },
    }]));
    assert_eq!(edited(&mapl, r#"{"n": 2}"#), [pair("/n", "1")]);
    assert_eq!(approvers(&decide(&mapl, &request("tool:app/generate"), r#"{"n": 1}"#)), ["role:x"]);
}

/// What everybody needs for `tool:app/pay`, with these limits.
fn limited(approval: Value) -> Mapl {
    documents(json!([{
        "policy_id": "global:a",
        "resources": ["**"],
        "attestations": ["ok"],
        "constraints": { "attestations": { "ok": approval } },
    }]))
}

fn presenting(id: u64, attestation: Value) -> Event {
    call("tool:app/pay").with_id(format!("event-{id}")).with_context(json!({ "attestations": { "ok": attestation } }))
}

#[test]
fn an_attestation_is_used_up() {
    for (approval, uses) in [
        (json!({ "one_time": true }), 1),
        (json!({ "max_uses": 3 }), 3),
        (json!({ "max_uses": 3, "one_time": true }), 1),
        (json!({ "one_time": false }), 9),
    ] {
        let mapl = limited(approval.clone());
        let id = json!({ "id": approval.to_string() });
        for event in 0..9 {
            let decided = decide(&mapl, &presenting(event, id.clone()), "{}");
            assert_eq!(decided.is_allow(), event < uses, "{approval}, event {event}");
            // Being asked again about the same event is no further use.
            assert_eq!(decide(&mapl, &presenting(event, id.clone()), "{}").is_allow(), event < uses);
        }
        assert!(decide(&mapl, &presenting(9, json!({ "id": format!("another {approval}") })), "{}").is_allow());
    }
}

#[test]
fn an_attestation_grows_old_from_when_it_was_first_presented() {
    let mapl = limited(json!({ "time_to_live": 60, "approval_criteria": "role:x" }));
    for (at, id, holds) in
        [(1_000, "1", true), (60_999, "1", true), (61_000, "1", false), (61_000, "2", true), (900_000, "1", false)]
    {
        let event = presenting(at, json!({ "id": id })).at(at);
        assert_eq!(decide(&mapl, &event, "{}").is_allow(), holds, "{id} at {at}");
    }
    // Without an id it is the session's.
    assert!(decide(&mapl, &presenting(1, json!(true)).at(1_000), "{}").is_allow());
    assert_eq!(approvers(&decide(&mapl, &presenting(1, json!(true)).at(61_000), "{}")), ["role:x"]);
}

#[test]
fn an_attestation_without_limits_asks_nothing_of_the_state() {
    testing::grant_state(&[]);
    assert!(decide(&limited(json!({})), &presenting(1, json!(true)), "{}").is_allow());
    let event = presenting(1, json!(true));
    assert!(limited(json!({ "one_time": true })).evaluate(&event, &json!({}).into()).is_err(), "it fails closed");
}
