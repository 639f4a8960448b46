use super::*;

fn limited(documents: &[(&str, f64)]) -> Mapl {
    let document = |(id, limit): &(&str, f64)| {
        json!({ "policy_id": id, "resources": ["**"], "constraints": {
            "rate_limit": limit,
            "parameters": { "tool:app/tool": { "n": { "max": 5 } } },
        } })
    };
    super::documents(documents.iter().map(document).collect::<Vec<_>>().into())
}

fn ask(mapl: &Mapl, number: u64, payload: &str) -> Vec<(String, String)> {
    refused(mapl, &call("tool:app/tool").with_id(format!("event-{number}")), payload)
}

#[test]
fn the_lowest_limit_holds_for_a_minute() {
    let mapl = limited(&[("global:a", 3.0), ("global:b", 2.0)]);
    assert_eq!(ask(&mapl, 1, "{}"), []);
    // The same event again, and one that is refused for another reason, are no further requests.
    assert_eq!(ask(&mapl, 1, "{}"), []);
    assert_eq!(codes(&ask(&mapl, 2, r#"{"n": 6}"#)), ["above-max", "above-max"]);
    assert_eq!(ask(&mapl, 3, "{}"), []);
    let verdict = decide(&mapl, &call("tool:app/tool").with_id("event-4"), "{}");
    let denial = verdict.denial().unwrap();
    assert_eq!(denial.code, "rate-limit-exceeded");
    assert_eq!(denial.violations[0].rule.as_deref(), Some("global:b#/constraints/rate_limit"));
    assert_eq!(denial.message.as_deref(), Some("There were too many requests in this minute. Try again later."));
    testing::state_at(60_000);
    assert_eq!(ask(&mapl, 5, "{}"), []);
}

#[test]
fn each_subject_has_its_own() {
    let mapl = limited(&[("global:a", 1.0)]);
    for subject in ["a", "b", "a/b"] {
        let mut event = call("tool:app/tool").with_id(subject);
        subject.clone_into(&mut event.subject.id);
        assert_eq!(refused(&mapl, &event, "{}"), []);
    }
    let mut event = call("tool:app/tool").with_id("again");
    "a".clone_into(&mut event.subject.id);
    assert_eq!(codes(&refused(&mapl, &event, "{}")), ["rate-limit-exceeded"]);
}

#[test]
fn less_than_one_a_minute_is_one_in_a_longer_time() {
    let mapl = limited(&[("global:a", 0.5)]);
    assert_eq!(ask(&mapl, 1, "{}"), []);
    testing::state_at(119_999);
    assert_eq!(codes(&ask(&mapl, 2, "{}")), ["rate-limit-exceeded"]);
    testing::state_at(120_000);
    assert_eq!(ask(&mapl, 3, "{}"), []);
}

#[test]
fn where_it_is_not_granted_nothing_passes_by_accident() {
    testing::grant_state(&[]);
    let mapl = limited(&[("global:a", 5.0)]);
    assert!(mapl.evaluate(&call("tool:app/tool"), &json!({}).into()).is_err());
}
