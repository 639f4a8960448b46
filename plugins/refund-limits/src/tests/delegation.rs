use super::*;

fn at_depth(text: &str) -> Event {
    refund().with_context(payload(&format!("{{\"delegation_depth\": {text}}}")))
}

#[test]
fn the_first_agent_is_at_depth_0() {
    for event in [refund(), at_depth("0")] {
        assert_eq!(refused(&event, &amount("100")), None);
    }
}

#[test]
fn a_cap_holds_from_its_depth_on() {
    assert_eq!(refused(&at_depth("1"), &amount("50")), None);
    assert_eq!(refused(&at_depth("1"), &amount("50.01")).as_deref(), Some("amount-over-limit"));
    let mut config = desk();
    config["delegation"] = json!({ "max_depth": 9, "caps": [{ "depth": 1, "max": 50 }] });
    assert!(decide(&config, &at_depth("9"), &amount("50")).is_allow());
    assert!(decide(&config, &at_depth("9"), &amount("51")).is_deny());
}

#[test]
fn a_cap_of_0_allows_no_amount_at_all() {
    for text in ["0", "0.01", "50"] {
        let verdict = decide(&desk(), &at_depth("2"), &amount(text));
        let violation = &verdict.denial().unwrap().violations[0];
        assert_eq!((violation.code.as_str(), violation.allowed.as_deref()), ("amount-over-limit", None), "{text}");
        assert_eq!(violation.rule.as_deref(), Some("/delegation/caps/1"));
    }
}

#[test]
fn a_cap_does_not_widen_a_rule() {
    let mut config = desk();
    config["delegation"] = json!({ "max_depth": 1, "caps": [{ "depth": 1, "max": 5000 }] });
    let verdict = decide(&config, &at_depth("1"), &amount("101"));
    assert_eq!(verdict.denial().unwrap().violations[0].rule.as_deref(), Some("small-refund"));
}

#[test]
fn a_cap_is_for_amounts_only() {
    let event = Event::new(Phase::ToolCall, "get_customer").with_scope("read_customer");
    assert_eq!(refused(&event.with_context(json!({ "delegation_depth": 2 })), &payload("{}")), None);
}

#[test]
fn too_deep_is_denied_whatever_the_rules_say() {
    let verdict = decide(&desk(), &at_depth("3"), &amount("1"));
    let denial = verdict.denial().unwrap();
    assert_eq!(denial.code, "depth-exceeded");
    let violation = &denial.violations[0];
    assert_eq!((violation.found.as_deref(), violation.allowed.as_deref()), (Some("3"), Some("2")));
    assert_eq!(denial.violations.len(), 1);
}

#[test]
fn too_deep_is_reported_beside_the_rules() {
    let verdict = decide(&desk(), &at_depth("3"), &amount("500"));
    let denial = verdict.denial().unwrap();
    let codes: Vec<_> = denial.violations.iter().map(|violation| violation.code.as_str()).collect();
    assert_eq!(denial.code, "depth-exceeded");
    assert_eq!(codes, ["depth-exceeded", "amount-over-limit", "scope-missing", "role-missing"]);
}

#[test]
fn a_depth_that_is_not_a_count_is_denied() {
    for text in ["null", "\"1\"", "true", "-1", "0.5", "1.0", "1e0", "1e400", "4294967296", "[0]", "{}"] {
        assert_eq!(refused(&at_depth(text), &amount("1")).as_deref(), Some("depth-invalid"), "{text}");
    }
}

#[test]
fn the_depth_is_the_reason_before_the_amount() {
    for (text, code) in [("null", "depth-invalid"), ("3", "depth-exceeded")] {
        assert_eq!(refused(&at_depth(text), &amount("null")).as_deref(), Some(code));
    }
}

#[test]
fn no_human_may_approve_a_depth() {
    let mut config = desk();
    config["otherwise"] = json!("escalate");
    for text in ["3", "null"] {
        assert!(decide(&config, &at_depth(text), &amount("1")).is_deny(), "{text}");
    }
}

#[test]
fn without_a_word_about_delegation_nothing_may_be_delegated() {
    let mut config = desk();
    config.as_object_mut().unwrap().remove("delegation");
    assert!(decide(&config, &refund(), &amount("1")).is_allow());
    assert_eq!(decide(&config, &at_depth("1"), &amount("1")).denial().unwrap().code, "depth-exceeded");
}
