use portcullis_guest::{Outcome, Tool};

use super::*;

fn rule(id: &str, more: Value) -> Value {
    let mut rule = json!({ "id": id, "count": "calls", "limit": 10, "window": { "rolling": "1h" } });
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rule
}

fn lint(rules: Value) -> Vec<(String, String)> {
    let tool = |target: &str| Tool { target: target.to_owned(), parameters: None };
    let tools = [tool("tool:web/search"), tool("tool:crm/refund")];
    let remarks = budget(json!({ "rules": rules })).lint(&tools);
    remarks.into_iter().map(|remark| (remark.code, remark.pointer)).collect()
}

#[test]
fn limits_that_do_nothing_are_found_where_they_are() {
    let found = |code: &str, pointer: &str| vec![(code.to_owned(), pointer.to_owned())];
    let days = json!(["mon", "tue"]);
    let hours = |from: &str, to: &str| json!({ "days": days, "from": from, "to": to });
    for (second, expected) in [
        (json!({}), found("shadowed", "/rules/1")),
        (json!({ "limit": 20, "window": { "rolling": "30m" } }), found("shadowed", "/rules/1")),
        (json!({ "per": ["subject"], "targets": ["tool:web/search"] }), found("shadowed", "/rules/1")),
        (json!({ "limit": 5, "window": { "rolling": "1d" } }), found("shadowed", "/rules/0")),
        (json!({ "limit": 5, "targets": ["tool:web/serch"] }), found("unknown-tool", "/rules/1/targets/0")),
        (json!({ "limit": 5, "targets": ["*_refund"] }), found("never-matches", "/rules/1/targets/0")),
        (
            json!({ "limit": 5, "during": hours("10:00", "12:00"), "outside": hours("08:00", "18:00") }),
            found("never-matches", "/rules/1/outside"),
        ),
    ] {
        assert_eq!(lint(json!([rule("a", json!({})), rule("b", second.clone())])), expected, "{second}");
    }
    let prices = json!({ "rules": [rule("a", json!({}))], "prices": { "m": { "input": 1.0, "output": 1.0 } } });
    assert_eq!(budget(prices).lint(&[])[0].pointer, "/prices");
}

#[test]
fn of_limits_that_all_do_something_nothing_is_said() {
    let office = json!({ "days": ["mon"], "from": "08:00", "to": "18:00" });
    let noon = json!({ "days": ["mon", "tue"], "from": "11:00", "to": "13:00" });
    for second in [
        json!({ "limit": 5 , "window": { "rolling": "10m" } }),
        json!({ "limit": 20, "window": { "rolling": "1d" } }),
        json!({ "limit": 5, "per": ["subject"] }),
        json!({ "limit": 5, "targets": ["tool:web/*", "tool:*/generate"] }),
        json!({ "limit": 5, "roles": ["clerk"] }),
        json!({ "limit": 5, "during": noon, "outside": office }),
        json!({ "limit": 20, "window": { "calendar": "hour" } }),
        json!({ "count": "tokens" }),
    ] {
        assert_eq!(lint(json!([rule("a", json!({})), rule("b", second.clone())])), [], "{second}");
    }
    let units = json!([
        rule("week", json!({ "limit": 10, "window": { "calendar": "week" } })),
        rule("month", json!({ "limit": 20, "window": { "calendar": "month" } })),
    ]);
    assert_eq!(lint(units), [], "a week may lie in two months");
}

#[test]
fn the_stock_pack_means_what_it_says() {
    let manifest: Value = toml::from_str(include_str!("../../../packs/budgets/pack.toml")).unwrap();
    assert_eq!(budget(manifest["plugin"][0]["config"].clone()).lint(&[]), []);
}

#[test]
fn limits_that_count_an_event_and_that_nearly_do_are_told_apart() {
    let budget = budget(json!({ "rules": [
        rule("all", json!({})),
        rule("clerks", json!({ "limit": 5, "roles": ["clerk"] })),
        rule("nights", json!({ "limit": 5, "during": { "days": ["sun"], "from": "00:00", "to": "06:00" } })),
        rule("both", json!({ "limit": 5, "roles": ["clerk"], "during": { "days": ["sun"], "from": "00:00", "to": "06:00" } })),
        rule("others", json!({ "limit": 5, "targets": ["tool:other/*"] })),
    ] }));
    let event = event(Phase::ToolCall, "refund", MORNING);
    let rules = budget.explain(&event, &json!({}).into()).unwrap().rules;
    let told: Vec<_> = rules.iter().map(|rule| (rule.outcome, rule.rule.as_str(), rule.why.as_str())).collect();
    assert_eq!(
        told,
        [
            (Outcome::Fired, "all", "counts up to 1 of 10"),
            (Outcome::Nearly, "clerks", "the subject has none of its roles"),
            (Outcome::Nearly, "nights", "these are not its hours"),
        ]
    );
}
