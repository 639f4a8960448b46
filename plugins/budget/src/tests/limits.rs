use super::*;

#[test]
fn what_is_reserved_counts_until_it_is_known_what_was_used() {
    let budget = rules(json!({ "id": "t", "count": "tokens", "limit": 1000, "window": { "rolling": "1h" } }));
    let first = event(Phase::ModelRequest, "generate", MORNING);
    assert!(budget.evaluate(&first, &request(900)).unwrap().is_allow());
    let second = event(Phase::ModelRequest, "generate", MORNING);
    let denied = budget.evaluate(&second, &request(500)).unwrap();
    let Decision::Deny(denial) = &denied.decision else { panic!("{denied:?}") };
    assert_eq!(denial.code, "budget-exceeded");
    assert_eq!(denial.message.as_deref(), Some("A budget is used up. Try again in 10 minutes."));
    assert_eq!(denial.violations[0].rule.as_deref(), Some("t"));
    // The model is told nothing of the rule, the operator all.
    assert_eq!(denial.detail, "used up: t");
    assert!(denied.notes[0].starts_with("t: 911 of 1000 are used or reserved, and 511 more"), "{denied:?}");

    let settled = budget.evaluate(&answering(&first, Phase::ModelResponse), &answer(10, 90)).unwrap();
    assert_eq!(settled.notes, ["t: 100 were used"]);
    assert!(budget.evaluate(&second, &request(500)).unwrap().is_allow());
}

#[test]
fn asking_again_about_one_event_takes_nothing_more() {
    let budget = rules(json!({ "id": "c", "count": "calls", "limit": 1, "window": { "rolling": "1h" } }));
    let call = event(Phase::ToolCall, "search", MORNING);
    assert!(calls(&budget, &call) && calls(&budget, &call));
    assert!(!calls(&budget, &event(Phase::ToolCall, "search", MORNING)));
}

#[test]
fn an_answer_that_says_nothing_of_its_use_costs_what_was_reserved() {
    let budget = rules(json!({ "id": "t", "count": "tokens", "limit": 1000, "window": { "rolling": "1h" } }));
    for usage in
        [json!({}), json!({ "usage": null }), json!({ "usage": { "prompt_tokens": "1", "completion_tokens": -1 } })]
    {
        let asked = event(Phase::ModelRequest, "generate", MORNING);
        assert!(budget.evaluate(&asked, &request(200)).unwrap().is_allow());
        let settled = budget.evaluate(&answering(&asked, Phase::ModelResponse), &usage.into()).unwrap();
        assert_eq!(settled.notes, ["t: the answer says of no use, so all that was reserved counts"]);
    }
    let late = event(Phase::ModelRequest, "generate", MORNING + 11 * MINUTE);
    assert!(budget.evaluate(&late, &request(500)).unwrap().is_deny(), "633 are used");
}

#[test]
fn an_answer_that_comes_after_the_lease_is_counted_all_the_same() {
    let budget = rules(json!({ "id": "t", "count": "tokens", "limit": 1000, "window": { "rolling": "1h" } }));
    let asked = event(Phase::ModelRequest, "generate", MORNING);
    assert!(budget.evaluate(&asked, &request(500)).unwrap().is_allow());
    testing::state_at(MORNING + 20 * MINUTE);
    let late = answering(&asked, Phase::ModelResponse).at(MORNING + 20 * MINUTE);
    let settled = budget.evaluate(&late, &answer(400, 500)).unwrap();
    assert_eq!(settled.notes, ["t: 900 were used, after the reservation was over"]);
    let next = event(Phase::ModelRequest, "generate", MORNING + 20 * MINUTE);
    assert!(budget.evaluate(&next, &request(500)).unwrap().is_deny());
}

#[test]
fn each_subject_session_or_team_has_its_own() {
    for per in ["subject", "session", "claim:/team"] {
        let budget = rules(
            json!({ "id": per.replace('/', "-"), "count": "calls", "limit": 1, "per": [per], "window": { "rolling": "1h" } }),
        );
        let of = |name: &str| {
            let mut event = event(Phase::ToolCall, "search", MORNING).with_claims(json!({ "team": name }));
            name.clone_into(&mut event.subject.id);
            name.clone_into(&mut event.session);
            event
        };
        assert!(calls(&budget, &of("a/b")) && calls(&budget, &of("a%2Fb")) && calls(&budget, &of("a")), "{per}");
        assert!(!calls(&budget, &of("a")), "{per}");
    }
}

#[test]
fn whoever_belongs_to_nobody_that_is_counted_gets_nothing() {
    let budget = rules(
        json!({ "id": "c", "count": "calls", "limit": 9, "per": ["claim:/team"], "window": { "rolling": "1h" } }),
    );
    let error = budget.evaluate(&event(Phase::ToolCall, "search", MORNING), &json!({}).into()).unwrap_err();
    assert_eq!(error.to_string(), "the subject has no claim `/team`, by which the budget `c` counts");
}

#[test]
fn money_is_counted_by_model_and_by_call() {
    let model = rules(json!({ "id": "m", "count": "cost", "limit": 0.004, "window": { "calendar": "month" } }));
    let asked = event(Phase::ModelRequest, "generate", MORNING);
    // 11 tokens in at 1, 900 out at 4, each a million.
    let verdict = model.evaluate(&asked, &request(900)).unwrap();
    assert_eq!(verdict.notes, ["m: 0.003611 of 0.004 are used or reserved"]);
    let settled = model.evaluate(&answering(&asked, Phase::ModelResponse), &answer(100, 100)).unwrap();
    assert_eq!(settled.notes, ["m: 0.0005 were used"]);
    let unknown = json!({ "model": "other" }).into();
    let error = model.evaluate(&event(Phase::ModelRequest, "generate", MORNING), &unknown).unwrap_err();
    assert_eq!(error.to_string(), "the model `other` has no price: add one to `prices`");

    let tool = rules(json!({
        "id": "s", "count": "cost", "limit": 1.0, "window": { "calendar": "day" }, "call_cost": 0.5, "spent_at": "/usage/cost"
    }));
    let call = event(Phase::ToolCall, "search", MORNING);
    assert!(calls(&tool, &call) && calls(&tool, &event(Phase::ToolCall, "search", MORNING)));
    assert!(!calls(&tool, &event(Phase::ToolCall, "search", MORNING)));
    let result = json!({ "usage": { "cost": 0.02 } }).into();
    let settled = tool.evaluate(&answering(&call, Phase::ToolResult), &result).unwrap();
    assert_eq!(settled.notes, ["s: 0.02 were used"]);
    assert!(!calls(&tool, &event(Phase::ToolCall, "search", MORNING)), "0.52 are used");
}

#[test]
fn what_a_request_asks_for_is_read_strictly_and_answers_are_multiplied() {
    let budget = rules(json!({ "id": "t", "count": "tokens", "limit": 1000, "window": { "rolling": "1h" } }));
    for payload in [r#"{"max_tokens":"5"}"#, r#"{"max_tokens":-1}"#, r#"{"max_tokens":1e309}"#, r#"{"n":2.5}"#] {
        let asked = event(Phase::ModelRequest, "generate", MORNING);
        assert!(budget.evaluate(&asked, &Document::parse(payload).unwrap()).is_err(), "{payload}");
    }
    let many = json!({ "max_completion_tokens": 300, "max_tokens": null, "n": 4 }).into();
    assert!(budget.evaluate(&event(Phase::ModelRequest, "generate", MORNING), &many).unwrap().is_deny());
    let unsaid = json!({}).into();
    assert!(
        budget.evaluate(&event(Phase::ModelRequest, "generate", MORNING), &unsaid).unwrap().is_deny(),
        "4096 by default"
    );
    assert!(
        budget.evaluate(&event(Phase::ModelRequest, "embed", MORNING), &unsaid).unwrap().is_allow(),
        "no text comes back"
    );
}

#[test]
fn all_that_is_used_up_is_told_at_once() {
    let rule = |id: &str| json!({ "id": id, "count": "calls", "limit": 0, "window": { "rolling": "1h" } });
    let budget = budget(json!({ "rules": [rule("a"), rule("b")] }));
    let verdict = budget.evaluate(&event(Phase::ToolCall, "search", MORNING), &json!({}).into()).unwrap();
    let Decision::Deny(denial) = verdict.decision else { panic!() };
    let rules: Vec<_> = denial.violations.iter().filter_map(|violation| violation.rule.as_deref()).collect();
    assert_eq!(rules, ["a", "b"]);
}

#[test]
fn what_is_not_granted_denies() {
    testing::grant_state(&["other/"]);
    let budget = rules(json!({ "id": "c", "count": "calls", "limit": 1, "window": { "rolling": "1h" } }));
    let error = budget.evaluate(&event(Phase::ToolCall, "search", MORNING), &json!({}).into()).unwrap_err();
    assert!(error.to_string().contains("[plugin.grants]"), "{error}");
}
