//! What policies do together, and what their annotations do.

use super::*;

const ALL: &str = r#"
@id("permit") permit (principal, action, resource) when { context.args.permit };
@id("edit") @edit("/edit = \"done\"") forbid (principal, action, resource) when { context.args has edit };
@id("ask") @escalate("role:boss") @reason("large") forbid (principal, action, resource) when { context.args.ask };
@id("forbid") @reason("never") @message("No.") @code("too-much") forbid (principal, action, resource) when { context.args.forbid };
"#;

fn decided(permit: bool, edit: bool, ask: bool, forbid: bool) -> Verdict {
    let mut payload = json!({ "permit": permit, "ask": ask, "forbid": forbid });
    if edit {
        payload["edit"] = json!(1);
    }
    decide(&policies(ALL), &call(), &payload.to_string())
}

#[test]
fn forbidding_beats_asking_beats_editing_beats_permitting() {
    assert_eq!(decided(true, false, false, false), Verdict::allow().note("permit"));
    let edits = Edits::new().set("/edit", "done").unwrap();
    assert_eq!(decided(true, true, false, false), Verdict::modify(edits).note("permit").note("edit"));
    let asked = Verdict::escalate("approval-needed", "large").approver("role:boss");
    assert_eq!(decided(true, true, true, false), asked.note("permit").note("edit").note("ask"));
    let denied =
        Verdict::deny("too-much", "never").message("No.").violation(Violation::new("too-much", "").rule("forbid"));
    assert_eq!(decided(true, true, true, true).decision, denied.decision);
    assert_eq!(decided(true, true, true, true).notes, ["permit", "edit", "ask", "forbid"]);
}

#[test]
fn what_nothing_permits_is_denied_whatever_could_be_approved() {
    for (edit, ask) in [(false, false), (true, false), (false, true), (true, true)] {
        let verdict = decided(false, edit, ask, false);
        assert_eq!(verdict.denial().unwrap().code, "not-allowed", "{edit} {ask}");
    }
    assert_eq!(decided(false, false, false, true).denial().unwrap().code, "too-much");
}

#[test]
fn every_policy_that_forbids_is_told() {
    let cedar = policies(
        "permit (principal, action, resource);\n\
         forbid (principal, action, resource) when { context.args.n > 1 };\n\
         @code(\"b\") @reason(\"two\") forbid (principal, action, resource) when { context.args.n > 2 }; forbid (principal, action, resource) when { context.args.n > 3 };",
    );
    let verdict = decide(&cedar, &call(), r#"{"n": 4}"#);
    let denial = verdict.denial().unwrap();
    let rules: Vec<_> = denial.violations.iter().map(|one| (one.code.as_str(), one.rule.as_deref().unwrap())).collect();
    assert_eq!(rules, [("forbidden", "p.cedar:2"), ("b", "p.cedar:3"), ("forbidden", "p.cedar:3:93")]);
    assert_eq!(denial.code, "forbidden");
    assert_eq!(denial.detail, "`p.cedar:2` forbids it; two; `p.cedar:3:93` forbids it");
    assert_eq!(denial.message, None, "the model reads the host's text");
}

#[test]
fn annotations_are_in_the_record() {
    let cedar =
        policies("@id(\"all\") @reason(\"open\") @severity(\"low\") @draft permit (principal, action, resource);");
    assert_eq!(decide(&cedar, &call(), "{}").notes, ["all", "all @reason: open", "all @draft", "all @severity: low"]);
}

#[test]
fn one_approval_is_not_taken_for_two() {
    let ask = |approvers: &str, over: u32| {
        format!("@escalate(\"{approvers}\") forbid (principal, action, resource) when {{ context.args.n > {over} }};\n")
    };
    let permit = "permit (principal, action, resource);\n";
    let two = policies(&format!("{permit}{}{}{}", ask("role:a", 1), ask("role:a", 2), ask("role:b", 3)));
    assert!(decide(&two, &call(), r#"{"n": 1}"#).is_allow());
    assert_eq!(decide(&two, &call(), r#"{"n": 3}"#).escalation().unwrap().approvers, ["role:a"]);
    let verdict = decide(&two, &call(), r#"{"n": 4}"#);
    assert_eq!(verdict.denial().unwrap().code, "approvals-conflict");
    assert_eq!(verdict.denial().unwrap().violations.len(), 3);
    let anybody = policies(&format!("{permit}@escalate forbid (principal, action, resource);"));
    assert_eq!(decide(&anybody, &call(), "{}").escalation().unwrap().approvers, Vec::<String>::new());
}

#[test]
fn edits_put_and_remove() {
    let cedar = policies(
        "permit (principal, action, resource);\n\
         @edit(\"/max_tokens = 500\") forbid (principal, action, resource) when { context.args.max_tokens > 500 };\n\
         @edit(\"/seed\") forbid (principal, action, resource) when { context.args has seed };",
    );
    let verdict = decide(&cedar, &call(), r#"{"max_tokens": 501, "seed": 1}"#);
    assert_eq!(verdict.decision, Decision::Modify(Edits::new().set("/max_tokens", 500).unwrap().remove("/seed")));
    assert!(decide(&cedar, &call(), r#"{"max_tokens": 500}"#).is_allow());
}

#[test]
fn a_policy_that_fails_is_an_error_whatever_the_others_say() {
    for other in ["permit (principal, action, resource);", "forbid (principal, action, resource);"] {
        let cedar =
            policies(&format!("{other}\n@id(\"b\") permit (principal, action, resource) when {{ context.args.n }};"));
        let error = failure(&cedar, &call(), r#"{"n": 1}"#);
        assert!(error.starts_with("policies can't be evaluated: `b`: ") && error.contains("expected bool"), "{error}");
    }
    let two = policies(
        "@id(\"a\") permit (principal, action, resource) when { context.x.y };\n\
         @id(\"b\") permit (principal, action, resource) when { 9223372036854775807 + 1 > 0 };",
    );
    let error = failure(&two, &call(), "{}");
    assert!(error.contains("`a`: 1:") && error.contains("`b`: 2:"), "{error}");
}

#[test]
fn an_evaluation_leaves_nothing_behind() {
    let cedar = policies("permit (principal, action, resource) when { context.args.ok && principal in Role::\"a\" };");
    let with = call().with_role("a");
    for _ in 0..3 {
        assert!(decide(&cedar, &with, r#"{"ok": true}"#).is_allow());
        assert!(decide(&cedar, &call(), r#"{"ok": true}"#).is_deny());
        assert!(decide(&cedar, &with, r#"{"ok": false}"#).is_deny());
    }
}
