//! Configs that are refused, and how.

use super::*;

fn refused(config: &Value) -> Vec<(String, String)> {
    let errors = testing::policy::<CelRules>(config).err().unwrap_or_else(|| panic!("{config} is taken"));
    errors.iter().map(|error| (error.pointer.clone(), error.message.clone())).collect()
}

#[test]
fn every_expression_that_is_wrong_is_named() {
    let errors = refused(&json!({ "rules": [
        { "id": "a", "when": "args.n >", "effect": "allow" },
        { "id": "b", "when": "arg.n > 1 && args.x.all(y, y > z)", "effect": "allow" },
        { "id": "c", "when": "true", "effect": "edit", "edits": [{ "pointer": "n", "value": "1 +" }] },
        { "id": "c", "when": "true", "effect": "deny" }
    ] }));
    let at = |pointer: &str| {
        errors.iter().filter(|(at, _)| at == pointer).map(|(_, message)| message.as_str()).collect::<String>()
    };
    assert!(at("/rules/0/when").starts_with("1:"), "{errors:?}");
    assert!(at("/rules/1/when").contains("nothing called `arg`") && at("/rules/1/when").contains("`z`"), "{errors:?}");
    assert!(!at("/rules/1/when").contains("nothing called `y`"), "{errors:?}");
    assert!(!at("/rules/2/edits/0/pointer").is_empty() && !at("/rules/2/edits/0/value").is_empty(), "{errors:?}");
    assert!(at("/rules/3/id").contains("another rule's"), "{errors:?}");
}

#[test]
fn what_an_effect_has_no_use_for_is_refused() {
    for (rule, pointer) in [
        (json!({ "id": "a", "when": "true", "effect": "allow", "message": "x" }), "/rules/0/message"),
        (json!({ "id": "a", "when": "true", "effect": "deny", "approvers": ["role:a"] }), "/rules/0/approvers"),
        (json!({ "id": "a", "when": "true", "effect": "deny", "edits": [{ "pointer": "/a" }] }), "/rules/0/edits"),
        (json!({ "id": "a", "when": "true", "effect": "edit" }), "/rules/0/edits"),
    ] {
        assert_eq!(refused(&json!({ "rules": [rule] })).first().unwrap().0, pointer);
    }
}

#[test]
fn rules_that_decide_nothing_are_refused() {
    assert_eq!(refused(&json!({ "rules": [] })).first().unwrap().0, "/rules");
    let allow = json!({ "rules": [{ "id": "a", "when": "true", "effect": "allow" }], "otherwise": "allow" });
    assert_eq!(refused(&allow).first().unwrap().0, "/otherwise");
}
