//! What rules do together.

use super::*;

fn of(list: Value) -> CelRules {
    rules(&json!({ "rules": list }))
}

#[test]
fn deny_beats_escalate_beats_edit_beats_allow() {
    let all = of(json!([
        { "id": "allow", "when": "args.allow", "effect": "allow" },
        { "id": "edit", "when": "args.edit", "effect": "edit", "edits": [{ "pointer": "/edit" }] },
        { "id": "ask", "when": "args.ask", "effect": "escalate", "approvers": ["role:boss"] },
        { "id": "deny", "when": "args.deny", "effect": "deny", "detail": "never", "message": "No." }
    ]));
    let decided = |allow: bool, edit: bool, ask: bool, deny: bool| {
        decide(&all, &call(), &json!({ "allow": allow, "edit": edit, "ask": ask, "deny": deny }).to_string())
    };
    assert_eq!(decided(true, false, false, false), Verdict::allow().note("allow"));
    assert_eq!(
        decided(true, true, false, false),
        Verdict::modify(Edits::new().remove("/edit")).note("allow").note("edit")
    );
    assert!(decided(true, true, true, false).escalation().is_some());
    assert!(decided(false, false, true, false).escalation().is_some());
    assert_eq!(decided(false, false, false, false).denial().unwrap().code, "not-allowed");
    assert_eq!(decided(false, true, false, false).denial().unwrap().code, "not-allowed", "an edit allows nothing");
    let denied = decided(true, true, true, true);
    let expected = Verdict::deny("deny", "never").message("No.").violation(Violation::new("deny", "").rule("deny"));
    assert_eq!(denied.decision, expected.decision);
    assert_eq!(denied.notes, ["allow", "edit", "ask", "deny"]);
}

#[test]
fn every_rule_that_denies_is_told() {
    let two = of(json!([
        { "id": "a", "when": "args.n > 1", "effect": "deny" },
        { "id": "b", "when": "args.n > 2", "effect": "deny", "code": "too-much" },
        { "id": "c", "when": "args.n > 3", "effect": "deny" }
    ]));
    let verdict = decide(&two, &call(), r#"{"n": 3}"#);
    let denial = verdict.denial().unwrap();
    let codes: Vec<_> = denial.violations.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["a", "too-much"]);
    assert_eq!(denial.detail, "args.n > 1; args.n > 2");
    assert_eq!(denial.message, None);
}

#[test]
fn a_rule_that_fails_denies_whatever_the_others_say() {
    let two = of(json!([
        { "id": "a", "when": "true", "effect": "allow" },
        { "id": "b", "when": "args.n > 2", "effect": "deny" }
    ]));
    assert!(decide(&two, &call(), r#"{"n": 1}"#).is_allow());
    let verdict = decide(&two, &call(), r#"{"n": "1"}"#);
    assert_eq!(verdict.denial().unwrap().code, "rule-failed");
    assert!(verdict.denial().unwrap().detail.starts_with("`b`: "), "{verdict:?}");
}

#[test]
fn edits_are_expressions() {
    let cap = of(json!([
        { "id": "any", "when": "true", "effect": "allow" },
        { "id": "cap", "when": "args.max > 500", "effect": "edit",
          "edits": [{ "pointer": "/max", "value": "500" }, { "pointer": "/tags", "value": "args.tags + [subject.id]" }, { "pointer": "/seed" }] }
    ]));
    let edits = Edits::new().set("/max", 500).unwrap().set("/tags", ["a", "agent"]).unwrap().remove("/seed");
    assert_eq!(decide(&cap, &call(), r#"{"max": 501, "tags": ["a"]}"#), Verdict::modify(edits).note("any").note("cap"));
    assert!(decide(&cap, &call(), r#"{"max": 500}"#).is_allow());
    let error = cap.evaluate(&call(), &Document::parse(r#"{"max": 501}"#).unwrap()).unwrap_err();
    assert!(error.to_string().contains("the edits of `cap`"), "{error}");
}

#[test]
fn one_approval_is_not_taken_for_two() {
    let two = of(json!([
        { "id": "a", "when": "args.n > 1", "effect": "escalate", "approvers": ["role:a"] },
        { "id": "b", "when": "args.n > 2", "effect": "escalate", "approvers": ["role:b"] }
    ]));
    assert_eq!(decide(&two, &call(), r#"{"n": 2}"#).escalation().unwrap().approvers, ["role:a"]);
    assert_eq!(decide(&two, &call(), r#"{"n": 3}"#).denial().unwrap().code, "approvals-conflict");
}

#[test]
fn rules_can_be_exceptions() {
    let exceptions = rules(&json!({
        "rules": [{ "id": "no", "when": "action == 'delete'", "effect": "deny" }],
        "otherwise": "allow"
    }));
    assert!(decide(&exceptions, &call(), "{}").is_allow());
    assert!(decide(&exceptions, &Event::new(Phase::ToolCall, "delete"), "{}").is_deny());
}
