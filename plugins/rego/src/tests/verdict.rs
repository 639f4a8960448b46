//! The verdict form.

use super::*;

fn answered(verdict: &str) -> Verdict {
    decide(&rule(&format!("answer := {verdict}")), "{}")
}

fn refused(verdict: &str) -> String {
    failure(&rule(&format!("answer := {verdict}")), "{}")
}

#[test]
fn a_payload_is_edited() {
    let rego = rule(
        r#"
        answer := {"decision": "modify", "edits": [{"pointer": "/max", "value": min([input.args.max, 500])}, {"pointer": "/seed", "remove": true}]}
    "#,
    );
    let verdict = decide(&rego, r#"{"max": 9000, "seed": 1}"#);
    assert_eq!(verdict, Verdict::modify(Edits::new().set("/max", 500).unwrap().remove("/seed")));
}

#[test]
fn a_denial_says_everything() {
    let verdict = answered(
        r#"{"decision": "deny", "code": "too-much", "detail": "9 is over 5", "message": "Less, please.",
        "violations": [{"code": "too-much", "pointer": "/n", "found": 9, "allowed": {"max": 5}, "rule": "r1"}], "notes": ["n"]}"#,
    );
    let expected = Verdict::deny("too-much", "9 is over 5")
        .message("Less, please.")
        .violation(Violation::new("too-much", "/n").found(9).allowed(json!({ "max": 5 })).rule("r1"))
        .note("n");
    assert_eq!(verdict, expected);
}

#[test]
fn an_escalation_names_who_may_approve() {
    let verdict = answered(r#"{"decision": "escalate", "approvers": {"role:manager"}}"#);
    assert_eq!(verdict, Verdict::escalate("approval-needed", "").approver("role:manager"));
}

#[test]
fn what_would_silently_not_happen_is_an_error() {
    for (verdict, part) in [
        (r#"{"decision": "permit"}"#, "unknown variant `permit`"),
        (
            r#"{"decision": "allow", "edits": [{"pointer": "/a", "value": 1}]}"#,
            "has `edits`, and its decision is `allow`",
        ),
        (r#"{"decision": "allow", "message": "x"}"#, "has `message`"),
        (r#"{"decision": "deny", "approvers": ["role:a"]}"#, "has `approvers`"),
        (r#"{"decision": "deny", "reasn": "x"}"#, "unknown field `reasn`"),
        (r#"{"decision": "modify", "edits": [{"pointer": "/a"}]}"#, "needs either a `value` or `remove`"),
        (r#"{"decision": true}"#, "not well-formed"),
    ] {
        let error = refused(verdict);
        assert!(error.contains(part), "{part}: {error}");
    }
}
