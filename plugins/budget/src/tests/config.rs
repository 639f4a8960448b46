use super::*;

fn wrong(config: Value) -> Vec<(String, String)> {
    let errors = testing::policy::<Budget>(&config).map(|_| ()).unwrap_err();
    errors.iter().map(|error| (error.pointer.clone(), error.message.clone())).collect()
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_where() {
    let rule = |more: Value| {
        let mut rule = json!({ "id": "a", "count": "calls", "limit": 1, "window": { "rolling": "1h" } });
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rule
    };
    let found = wrong(json!({ "timezone": "Berlin", "rules": [
        rule(json!({})),
        rule(json!({ "limit": 1.5 })),
        rule(json!({ "id": "a/b", "limit": -1 })),
        rule(json!({ "id": "b", "window": { "rolling": "1y" }, "per": ["subject", "team", "claim:team"] })),
        rule(json!({ "id": "c", "count": "cost" })),
        rule(json!({ "id": "d", "call_cost": 1.0 })),
        rule(json!({ "id": "e", "during": { "days": ["mon"], "from": "17:00", "to": "09:00" } })),
    ] }));
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/timezone",
            "/rules/1/id",
            "/rules/1/limit",
            "/rules/2/id",
            "/rules/2/limit",
            "/rules/3/per/1",
            "/rules/3/per/2",
            "/rules/3/window/rolling",
            "/rules/4/count",
            "/rules/5/call_cost",
            "/rules/6/during",
        ]
    );
}

#[test]
fn lengths_of_time_are_whole_and_have_a_unit() {
    for length in ["", "h", "0s", "1", "1.5h", "-1h", "401d", "99999999999999999999s", "ms"] {
        let rule = json!({ "id": "a", "count": "calls", "limit": 1, "window": { "rolling": length } });
        assert_eq!(wrong(json!({ "rules": [rule] }))[0].0, "/rules/0/window/rolling", "{length}");
    }
}

#[test]
fn the_schema_is_json_and_names_what_a_config_has() {
    let schema: Value = serde_json::from_str(include_str!("../../config.schema.json")).unwrap();
    for name in ["prefix", "timezone", "rules", "prices", "lease_s", "settle", "bytes_per_token", "output_tokens"] {
        assert!(schema["properties"][name].is_object(), "{name}");
    }
}
