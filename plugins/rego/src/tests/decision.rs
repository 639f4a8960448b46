//! The decision document.

use super::*;

fn code(rules: &str) -> String {
    outcome(&decide(&package(rules), "{}")).0
}

#[test]
fn deny_beats_asking_a_human_beats_allow() {
    for (allow, deny, human, expected) in [
        (true, false, false, "allow"),
        (true, true, true, "denied"),
        (false, true, false, "denied"),
        (false, false, true, "approval-needed"),
        (true, false, true, "approval-needed"),
        (false, false, false, "not-allowed"),
    ] {
        assert_eq!(
            code(&format!("allow := {allow}\ndeny := {deny}\nrequires_hitl := {human}")),
            expected,
            "{allow} {deny} {human}"
        );
    }
}

#[test]
fn what_no_rule_allows_is_denied() {
    assert_eq!(code("allow if input.action == \"another\""), "not-allowed");
    let asked = rule("answer if input.action == \"another\"");
    assert_eq!(outcome(&decide(&asked, "{}")).0, "undefined");
}

#[test]
fn a_rule_that_is_a_boolean_answers_for_itself() {
    assert!(decide(&rule("default answer := false\nanswer if input.args.x == 1"), r#"{"x": 1}"#).is_allow());
    assert_eq!(outcome(&decide(&rule("default answer := false"), "{}")).0, "not-allowed");
}

#[test]
fn reasons_come_as_a_set_a_list_or_an_object_and_are_sorted() {
    for deny in [
        "deny contains reason if some reason in [\"b\", \"a\"]",
        "deny := [\"b\", \"a\"]",
        "deny := {\"b\": true, \"a\": true}",
        "deny contains {\"msg\": reason} if some reason in [\"b\", \"a\"]",
    ] {
        let verdict = decide(&package(&format!("allow := true\n{deny}")), "{}");
        assert_eq!(outcome(&verdict), ("denied".to_owned(), "a; b".to_owned()), "{deny}");
        let rules: Vec<_> = verdict.denial().unwrap().violations.iter().map(|one| one.rule.as_deref()).collect();
        assert_eq!(rules, [Some("a"), Some("b")]);
    }
}

#[test]
fn an_empty_deny_denies_nothing() {
    for deny in ["deny := set()", "deny := []", "deny := {}", "deny := false", "deny contains \"x\" if false"] {
        assert_eq!(code(&format!("allow := true\n{deny}")), "allow", "{deny}");
    }
}

#[test]
fn an_answer_of_the_wrong_type_is_an_error() {
    for (rules, part) in [
        ("allow := \"true\"", "`data.t.allow` is a string"),
        ("allow := 1", "`data.t.allow` is a number"),
        ("allow := true\ndeny := null", "`data.t.deny` is `null`"),
        ("allow := true\ndeny := \"reason\"", "`data.t.deny` is a string"),
        ("allow := true\nrequires_hitl := null", "`data.t.requires_hitl` is `null`"),
        ("allow := true\nreason := 5", "`data.t.reason` is a number"),
    ] {
        let error = failure(&package(rules), "{}");
        assert!(error.starts_with(part), "{error}");
    }
    assert!(failure(&rule("answer contains \"x\""), "{}").contains("name its package"));
}

#[test]
fn tier_reason_and_what_fired_are_told() {
    let verdict = decide(
        &package("allow := false\nrequires_hitl := true\nrisk_tier := \"TRANSACTIONAL_HIGH\"\nreason := \"large\""),
        "{}",
    );
    assert_eq!(outcome(&verdict).1, "large");
    assert_eq!(verdict.notes, ["data.t.requires_hitl", "risk_tier: TRANSACTIONAL_HIGH"]);
    assert_eq!(verdict.escalation().unwrap().message, None, "the model reads the host's text");
}

#[test]
fn only_what_is_asked_for_is_evaluated() {
    let rego = package("allow := true\nhelper := to_number(input.args.x)");
    assert!(decide(&rego, r#"{"x": "no number"}"#).is_allow());
}
