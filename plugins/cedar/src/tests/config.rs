//! Configs that are refused, and how.

use super::*;

fn pointers(errors: &[(String, String)]) -> Vec<&str> {
    errors.iter().map(|(pointer, _)| pointer.as_str()).collect()
}

#[test]
fn every_text_that_is_not_cedar_is_named_with_the_place() {
    let errors = refused(&json!({ "policies": {
        "a/b.cedar": "permit (principal, action, resource)\nwhen { context.x > };",
        "good.cedar": "permit (principal, action, resource);",
        "worse.cedar": "allow (principal, action, resource);",
    } }));
    assert_eq!(pointers(&errors), ["/policies/a~1b.cedar", "/policies/worse.cedar"], "{errors:?}");
    assert!(errors[0].1.starts_with("2:20: unexpected token `}`"), "{errors:?}");
    assert!(errors[1].1.starts_with("1:1: "), "{errors:?}");
    assert!(errors.iter().all(|(_, message)| !message.contains('\n')), "{errors:?}");
}

#[test]
fn all_mistakes_of_a_text_are_told_at_once() {
    let text =
        "permit (principal, action, resource) when { foo(1) };\npermit (principal, action, resource) when { bar(1) };";
    let errors = refused(&json!({ "policies": { "p.cedar": text } }));
    let lines: Vec<_> = errors.iter().map(|(_, message)| message.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["1", "2"], "{errors:?}");
}

#[test]
fn mistakes_of_all_parts_are_told_at_once() {
    let errors = refused(&json!({
        "policies": { "p.cedar": "permit (principal, action, resource) when {" },
        "schema": "entity User {",
        "names": { "user": "9", "action": "Act", "action_id": "{actoin}", "arguments": "subject", "groups": { "a/b": "" } },
        "resources": { "view": { "type": "?", "id": "photo" } },
        "decimals": ["amount"],
    }));
    let mut found = pointers(&errors);
    found.sort_unstable();
    let expected = [
        "/decimals",
        "/decimals/0",
        "/names/action",
        "/names/action_id",
        "/names/arguments",
        "/names/groups/a~1b",
        "/names/user",
        "/policies/p.cedar",
        "/resources/view/id",
        "/resources/view/type",
        "/schema",
    ];
    assert_eq!(found, expected, "{errors:?}");
}

#[test]
fn a_config_without_policies_is_refused() {
    assert_eq!(pointers(&refused(&json!({ "policies": {} }))), ["/policies"]);
    assert_eq!(pointers(&refused(&json!({ "policies": { "p.cedar": "// nothing" } }))), ["/policies/p.cedar"]);
}

#[test]
fn keys_that_are_not_known_are_refused() {
    let policies = json!({ "p.cedar": "permit (principal, action, resource);" });
    for (config, part) in [
        (json!({ "policies": policies, "entites": [] }), "unknown field `entites`"),
        (json!({ "policies": policies, "names": { "principal": "User" } }), "unknown field `principal`"),
        (
            json!({ "policies": policies, "resources": { "a": { "type": "A", "id": "/a", "kind": "x" } } }),
            "unknown field `kind`",
        ),
    ] {
        let errors = refused(&config);
        assert!(errors[0].1.contains(part), "{errors:?}");
    }
}

#[test]
fn templates_are_refused() {
    let errors = refused(&json!({ "policies": {
        "p.cedar": "permit (principal, action, resource);\npermit (principal == ?principal, action, resource);"
    } }));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.starts_with("2:1: a template"), "{errors:?}");
}

#[test]
fn names_that_two_policies_have_are_refused() {
    let policy = "@id(\"a\") permit (principal, action, resource);";
    let errors = refused(&json!({ "policies": { "p.cedar": policy, "q.cedar": policy } }));
    assert_eq!(pointers(&errors), ["/policies/q.cedar"]);
    assert!(errors[0].1.contains("`a` is another policy's"), "{errors:?}");
}

#[test]
fn annotations_that_would_do_nothing_are_refused() {
    for (policy, part) in [
        ("@escalate(\"role:a\") permit (principal, action, resource);", "1:1: `@escalate` belongs to `forbid`"),
        ("@edit(\"/a = 1\") permit (principal, action, resource);", "`@edit` belongs to `forbid`"),
        ("@edit(\"/a = 1\") @escalate forbid (principal, action, resource);", "either escalates or edits"),
        ("@edit(\"a = 1\") forbid (principal, action, resource);", "is no edit"),
        ("@escalate(\"manager\") forbid (principal, action, resource);", "can't approve"),
        ("@code(\"Too Much\") forbid (principal, action, resource);", "is no code"),
    ] {
        let errors = refused(&json!({ "policies": { "p.cedar": policy } }));
        assert!(errors.len() == 1 && errors[0].1.contains(part), "{policy}: {errors:?}");
    }
}

#[test]
fn every_entity_that_is_wrong_is_named() {
    let errors = refused(&json!({
        "policies": { "p.cedar": "permit (principal, action, resource);" },
        "entities": [
            { "uid": { "type": "User", "id": "a" }, "attrs": { "n": 1.5 }, "parents": [] },
            { "uid": { "type": "User", "id": "b" }, "attrs": {}, "parents": [] },
            { "uid": { "type": "User" }, "attrs": {}, "parents": [] },
        ],
    }));
    assert_eq!(pointers(&errors), ["/entities/0", "/entities/2"], "{errors:?}");
}

#[test]
fn entities_that_are_in_each_other_are_refused() {
    let entity = |id: &str, parent: &str| json!({ "uid": { "type": "G", "id": id }, "attrs": {}, "parents": [{ "type": "G", "id": parent }] });
    let errors = refused(&json!({
        "policies": { "p.cedar": "permit (principal, action, resource);" },
        "entities": [entity("a", "b"), entity("b", "a")],
    }));
    assert_eq!(pointers(&errors), ["/entities"], "{errors:?}");
}
