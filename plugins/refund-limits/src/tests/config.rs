use super::*;
use crate::config::Config;

/// Every pointer at which a config is refused.
fn wrong(config: &Value) -> Vec<String> {
    let errors = testing::policy::<RefundLimits>(config).err().unwrap_or_default();
    errors.into_iter().map(|error| error.pointer).collect()
}

fn with(pointer: &str, value: Value) -> Value {
    let mut config = desk();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    config.pointer_mut(parent).unwrap()[member] = value;
    config
}

#[test]
fn the_desk_is_a_config() {
    assert_eq!(wrong(&desk()), Vec::<String>::new());
}

#[test]
fn the_schema_is_json_and_its_examples_are_configs() {
    let schema: Value = RefundLimits::CONFIG_SCHEMA.parse().unwrap();
    let examples = schema["examples"].as_array().unwrap();
    assert!(!examples.is_empty());
    for example in examples {
        assert_eq!(wrong(example), Vec::<String>::new());
    }
}

#[test]
fn unknown_keys_are_refused_everywhere() {
    for pointer in
        ["/rulse", "/rules/0/scopes", "/rules/1/amount/maximum", "/delegation/depth", "/delegation/caps/0/min"]
    {
        assert!(!wrong(&with(pointer, json!(1))).is_empty(), "{pointer}");
    }
    // JSON objects are sorted here, so serde meets the unknown key at its own place.
    assert_eq!(wrong(&with("/rules/1/amount/maximum", json!(1))), ["/rules/1/amount/maximum"]);
}

#[test]
fn a_limit_is_a_number_that_is_not_negative() {
    for pointer in ["/rules/1/amount/max", "/rules/1/amount/min", "/delegation/caps/1/max"] {
        for value in [json!(-1), json!(-0.01), json!("100"), json!(null), json!(true), json!([100])] {
            assert_eq!(wrong(&with(pointer, value.clone())), [pointer], "{pointer} {value}");
        }
    }
}

#[test]
fn a_limit_that_json_cannot_say_is_refused_too() {
    let mut config: Config = Config::deserialize(&desk()).unwrap();
    for limit in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        config.rules[1].amount.as_mut().unwrap().max = limit;
        let errors = RefundLimits::configure(config.clone()).unwrap_err();
        assert_eq!(errors.iter().next().unwrap().pointer, "/rules/1/amount/max");
    }
}

#[test]
fn a_limit_needs_a_maximum() {
    assert_eq!(wrong(&with("/rules/1/amount", json!({}))), ["/rules/1/amount"]);
}

#[test]
fn nothing_that_was_left_out_may_be_null() {
    for pointer in ["/rules/1/roles", "/rules/1/amount", "/rules/1/name", "/delegation", "/otherwise", "/approvers"] {
        assert_eq!(wrong(&with(pointer, json!(null))), [pointer]);
    }
}

#[test]
fn the_smallest_amount_is_not_over_the_largest() {
    assert_eq!(wrong(&with("/rules/1/amount/min", json!(101))), ["/rules/1/amount"]);
    assert_eq!(wrong(&with("/rules/1/amount/min", json!(100))), Vec::<String>::new());
}

#[test]
fn pointers_are_pointers() {
    for pointer in ["", "amount", "/a~", "/a~2", "/a~/b"] {
        assert_eq!(wrong(&with("/rules/1/amount/pointer", json!(pointer))), ["/rules/1/amount/pointer"], "{pointer}");
    }
    assert_eq!(wrong(&with("/rules/1/amount/pointer", json!("/a~1b/~0/0"))), Vec::<String>::new());
}

#[test]
fn words_are_words() {
    assert_eq!(wrong(&with("/rules/0/scope", json!(""))), ["/rules/0/scope"]);
    assert_eq!(wrong(&with("/rules/0/scope", json!("a "))), ["/rules/0/scope"]);
    assert_eq!(wrong(&with("/rules/0/actions", json!([]))), ["/rules/0/actions"]);
    assert_eq!(
        wrong(&with("/rules/0/actions", json!(["a", "b\n", "a"]))),
        ["/rules/0/actions/1", "/rules/0/actions/2"]
    );
    assert_eq!(wrong(&with("/rules/1/roles", json!([]))), ["/rules/1/roles"]);
    assert_eq!(wrong(&json!({ "rules": [] })), ["/rules"]);
}

#[test]
fn two_limits_for_the_same_people_are_refused() {
    let mut config = desk();
    let mut twin = config["rules"][1].clone();
    twin["actions"] = json!(["other", "approve_refund"]);
    twin["roles"] = json!(["manager", "support_agent"]);
    twin["amount"]["max"] = json!(5000);
    config["rules"].as_array_mut().unwrap().push(twin);
    assert_eq!(wrong(&config), ["/rules/3"]);
    for roles in [json!(["auditor"]), json!(["manager"]), json!(["manager", "auditor"])] {
        config["rules"][3]["roles"] = roles;
        assert_eq!(wrong(&config), Vec::<String>::new());
    }
    config["rules"][3].as_object_mut().unwrap().remove("roles");
    assert_eq!(wrong(&config), Vec::<String>::new());
    config["rules"][1].as_object_mut().unwrap().remove("roles");
    assert_eq!(wrong(&config), ["/rules/3"]);
}

#[test]
fn caps_fit_the_depth_and_each_other() {
    let caps = |caps: Value| wrong(&with("/delegation", json!({ "max_depth": 2, "caps": caps })));
    assert_eq!(caps(json!([{ "depth": 0, "max": 1 }])), ["/delegation/caps/0/depth"]);
    assert_eq!(caps(json!([{ "depth": 3, "max": 1 }])), ["/delegation/caps/0/depth"]);
    assert_eq!(caps(json!([{ "depth": 1, "max": 1 }, { "depth": 1, "max": 2 }])), ["/delegation/caps/1/depth"]);
    assert_eq!(caps(json!([{ "depth": 1, "max": 1 }, { "depth": 2, "max": 2 }])), ["/delegation/caps/1/max"]);
    assert_eq!(caps(json!([{ "depth": 2, "max": 2 }, { "depth": 1, "max": 1 }])), ["/delegation/caps/1/max"]);
    for max in [1, 2] {
        assert_eq!(caps(json!([{ "depth": 2, "max": max }, { "depth": 1, "max": 2 }])), Vec::<String>::new());
        assert_eq!(caps(json!([{ "depth": 1, "max": 2 }, { "depth": 2, "max": max }])), Vec::<String>::new());
    }
}

#[test]
fn approvers_are_somebody_and_have_something_to_approve() {
    assert_eq!(wrong(&with("/approvers", json!(["role:manager"]))), ["/approvers"]);
    let mut config = with("/otherwise", json!("escalate"));
    config["approvers"] = json!(["role:manager", "manager", "role:", "user: "]);
    assert_eq!(wrong(&config), ["/approvers/1", "/approvers/2", "/approvers/3"]);
    assert_eq!(wrong(&with("/otherwise", json!("allow"))), ["/otherwise"]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let config = json!({
        "rules": [{ "actions": [], "scope": "", "roles": [], "amount": { "pointer": "x", "min": -1, "max": -2 } }],
        "delegation": { "caps": [{ "depth": 1, "max": -1 }] },
        "approvers": ["x"],
    });
    let expected = [
        "/rules/0/actions",
        "/rules/0/scope",
        "/rules/0/roles",
        "/rules/0/amount/pointer",
        "/rules/0/amount/min",
        "/rules/0/amount/max",
        "/delegation/caps/0/max",
        "/delegation/caps/0/depth",
        "/approvers",
        "/approvers/0",
    ];
    assert_eq!(wrong(&config), expected);
}
