use super::*;

#[test]
fn a_rule_without_an_amount_asks_for_the_scope_only() {
    let event = Event::new(Phase::ToolCall, "get_customer");
    assert_eq!(refused(&event, &payload("{}")).as_deref(), Some("scope-missing"));
    assert_eq!(refused(&event.with_scope("read_customer"), &payload("{}")), None);
}

#[test]
fn scopes_roles_and_actions_are_compared_exactly() {
    for scope in ["Read_Customer", "read_customer ", "read", "read_customer_all", "*"] {
        let event = Event::new(Phase::ToolCall, "get_customer").with_scope(scope);
        assert_eq!(refused(&event, &payload("{}")).as_deref(), Some("scope-missing"), "{scope}");
    }
    for action in ["get_customer ", "Get_Customer", "app/get_customer", "get_cu\u{455}tomer", ""] {
        let event = Event::new(Phase::ToolCall, action).with_scope("read_customer");
        assert_eq!(refused(&event, &payload("{}")).as_deref(), Some("action-unknown"), "{action}");
    }
    let manageress =
        Event::new(Phase::ToolCall, "approve_refund").with_role("Manager").with_scope("approve_refund_under_100");
    assert_eq!(refused(&manageress, &amount("1")).as_deref(), Some("role-missing"));
}

#[test]
fn any_rule_that_holds_entirely_permits() {
    assert_eq!(refused(&large_refund(), &amount("1000")), None);
    assert_eq!(refused(&large_refund(), &amount("1000.5")).as_deref(), Some("amount-over-limit"));
}

#[test]
fn rules_that_hold_half_each_do_not_permit() {
    // The scope for large refunds, and the role for small ones.
    let event = refund().with_scope("approve_refund_under_1000");
    assert_eq!(refused(&event, &amount("500")).as_deref(), Some("amount-over-limit"));
}

#[test]
fn the_rule_that_was_nearest_gives_the_reason() {
    let event = Event::new(Phase::ToolCall, "approve_refund");
    assert_eq!(refused(&event, &amount("50")).as_deref(), Some("scope-missing"));
    let event = event.with_scope("approve_refund_under_1000");
    assert_eq!(refused(&event, &amount("50")).as_deref(), Some("role-missing"));
    let event = event.with_role("manager");
    assert_eq!(refused(&event, &amount("5000")).as_deref(), Some("amount-over-limit"));
}

#[test]
fn every_broken_rule_is_reported() {
    let verdict = decide(&desk(), &refund(), &amount("250"));
    let denial = verdict.denial().unwrap();
    let reported: Vec<_> = denial
        .violations
        .iter()
        .map(|violation| (violation.code.as_str(), violation.pointer.as_str(), violation.rule.as_deref().unwrap()))
        .collect();
    let expected = [
        ("amount-over-limit", "/amount", "small-refund"),
        ("scope-missing", "", "large-refund"),
        ("role-missing", "", "large-refund"),
    ];
    assert_eq!(reported, expected);
    let over = &denial.violations[0];
    assert_eq!((over.found.as_deref(), over.allowed.as_deref()), (Some("250"), Some(r#"{"max":100,"min":0}"#)));
}

#[test]
fn the_operator_reads_everything_in_one_line() {
    let verdict = decide(&desk(), &refund(), &amount("250"));
    let expected = concat!(
        "no rule permits `approve_refund`: ",
        "amount-over-limit at `/amount` found `250` allowed `{\"max\":100,\"min\":0}` by `small-refund`; ",
        "scope-missing found `[\"approve_refund_under_100\"]` allowed `\"approve_refund_under_1000\"` by `large-refund`; ",
        "role-missing found `[\"support_agent\"]` allowed `[\"manager\"]` by `large-refund`",
    );
    assert_eq!(verdict.denial().unwrap().detail, expected);
}

#[test]
fn the_model_learns_neither_limit_nor_scope_nor_role() {
    let nobody = Event::new(Phase::ToolCall, "approve_refund");
    for (event, document) in [(refund(), amount("250")), (nobody, amount("1")), (refund(), amount("null"))] {
        let verdict = decide(&desk(), &event, &document);
        let message = verdict.denial().unwrap().message.clone().unwrap();
        assert!(!message.contains(|character: char| character.is_ascii_digit() || character == '_'), "{message}");
        assert!(!message.contains("manager") && !message.contains("scope"), "{message}");
    }
}

#[test]
fn an_action_that_no_rule_names_is_unknown() {
    let verdict = decide(&desk(), &Event::new(Phase::ToolCall, "execute_code"), &payload("{}"));
    let denial = verdict.denial().unwrap();
    assert_eq!(denial.code, "action-unknown");
    assert_eq!(denial.violations[0].found.as_deref(), Some("\"execute_code\""));
}

#[test]
fn what_is_not_permitted_is_escalated_where_the_config_says_so() {
    let mut config = desk();
    config["otherwise"] = json!("escalate");
    config["approvers"] = json!(["role:manager", "user:ada"]);
    let verdict = decide(&config, &refund(), &amount("250"));
    let escalation = verdict.escalation().unwrap();
    assert_eq!(escalation.code, "amount-over-limit");
    assert_eq!(escalation.approvers, ["role:manager", "user:ada"]);
    assert!(escalation.detail.contains("250"));
    let unknown = decide(&config, &Event::new(Phase::ToolCall, "execute_code"), &payload("{}"));
    assert_eq!(unknown.escalation().unwrap().code, "action-unknown");
}
