use super::*;

fn one(document: Value) -> Value {
    json!({ "documents": [document] })
}

fn spec(spec: Value) -> Value {
    one(
        json!({ "policy_id": "global:a", "resources": ["**"], "constraints": { "parameters": { "tool:a/b": { "x": spec } } } }),
    )
}

const X: &str = "/documents/0/constraints/parameters/tool:a~1b/x";

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let config = json!({ "documents": [
        { "policy_id": "user:a", "resuorces": [], "extends": "team:x", "resources": ["tool:a//b", 5] },
        { "policy_id": "team:y", "constraints": { "paramters": {}, "rate_limit": 10 }, "validity": { "not_after": "soon" } },
    ] });
    let found = errors(&config);
    let places: Vec<_> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/documents/0/resuorces",
            "/documents/0/resources/1",
            "/documents/0/resources/0",
            "/documents/1/validity/not_after",
            "/documents/1/constraints/paramters",
            "/documents/0/extends",
        ]
    );
    assert_eq!(found[0].1, "there is no key `resuorces` here; did you mean `resources`?");
    assert_eq!(found[4].1, "there is no key `paramters` here; did you mean `parameters`?");
    assert_eq!(found[5].1, "there is no document `team:x`; did you mean `team:y`?");
}

#[test]
fn documents_are_told_apart() {
    let config =
        json!({ "documents": [{ "policy_id": "user:a" }, { "policy_id": "user:a" }, { "policy_id": "user:A" }] });
    let found = errors(&config);
    assert_eq!(
        found[0],
        (
            "/documents/1/policy_id".into(),
            "`/documents/0` has the same id, `user:a`: give each document its own".into()
        )
    );
    assert!(found[1].1.contains("looks the same"));
    assert!(errors(&json!({ "documents": [] }))[0].1.contains("add one"));
    assert!(errors(&one(json!({ "name": "x" })))[0].1.contains("lacks `policy_id`"));
}

#[test]
fn a_circle_is_named() {
    let config = json!({ "documents": [
        { "policy_id": "a", "extends": "b" }, { "policy_id": "b", "extends": "c" }, { "policy_id": "c", "extends": "b" },
        { "policy_id": "d", "extends": "d" },
    ] });
    let found = errors(&config);
    assert_eq!(found.len(), 3);
    assert_eq!(
        found[0],
        ("/documents/1/extends".into(), "the documents extend each other in a circle: b → c → b".into())
    );
    assert_eq!(found[2].1, "the documents extend each other in a circle: d → d");
}

#[test]
fn a_document_may_come_as_the_text_of_its_file() {
    let text = r#"{"policy_id": "global:a", "resources": ["**"]}"#;
    assert_eq!(tool_refused(&mapl(&one(json!(text))), "{}"), []);
    assert!(errors(&one(json!("{\"policy_id\": ")))[0].1.starts_with("the text is not JSON: EOF"));
    let twice = r#"{"policy_id": "global:a", "resources": ["tool:x"], "resources": ["**"]}"#;
    assert!(errors(&one(json!(twice)))[0].1.contains("`resources` stands twice"));
}

#[test]
fn specs_that_contradict_themselves_are_refused() {
    for (value, pointer, message) in [
        (json!({ "min": 5, "max": 3 }), "", "the smallest value is 5 and over the largest, 3"),
        (json!({ "range": [5, 3] }), "", "the smallest value is 5 and over the largest, 3"),
        (
            json!({ "range": [0, 1], "max": 3 }),
            "/range",
            "`range` stands beside `min` or `max`: write one or the other",
        ),
        (json!({ "range": [0] }), "/range", "must be a list of two numbers: the smallest and the largest"),
        (json!({ "max": "5" }), "/max", "is a string, but must be a number"),
        (json!({ "max": 1e300 }), "/max", "1e+300 is too large to be compared exactly: write a number below 2^64"),
        (
            json!({ "type": "string", "max": 5 }),
            "",
            "`min, max or range` speaks of a number, and the rest of a string: no value is both",
        ),
        (
            json!({ "type": "integer", "allowed_values": ["5"] }),
            "",
            "`allowed_values` speaks of a string, and the rest of a integer: no value is both",
        ),
        (
            json!({ "min_length": 5, "max_length": 3 }),
            "/min_length",
            "`min_length` is 5 and over `max_length`, which is 3",
        ),
        (json!({ "min_items": -1 }), "/min_items", "is a number, but must be a whole number that is not negative"),
        (
            json!({ "type": "int" }),
            "/type",
            "`int` is no value of `type`; there are integer, number, string, boolean, array, object",
        ),
        (
            json!({ "on_violation": "clmap" }),
            "/on_violation",
            "`clmap` is no value of `on_violation`; did you mean `clamp`?",
        ),
        (
            json!({ "items": { "required": true } }),
            "/items/required",
            "`required` is the list's, not its elements': write it beside `items`",
        ),
        (json!({ "max": 5, "default": 6 }), "/default", "is not allowed by the limits beside it"),
        (json!({ "default": null }), "/default", "is `null`, which is no value"),
        (json!([null]), "/0", "is `null`, but an allowed value is a string, a number or a boolean"),
        (json!(5), "", "is a number, but must be a list of allowed values or an object such as {\"max\": 500}"),
    ] {
        assert_eq!(errors(&spec(value.clone())), [(format!("{X}{pointer}"), message.to_owned())], "{value}");
    }
    for pattern in ["(", "a)|(b", "[", "a{1000}{1000}{1000}", "\\p{Greek}"] {
        let found = errors(&spec(json!({ "pattern": pattern })));
        assert_eq!(found[0].0, format!("{X}/pattern"), "{pattern}");
    }
}

#[test]
fn types_that_conflict_with_a_parents_are_refused() {
    let level = |id: &str, spec: Value| json!({ "policy_id": id, "resources": ["**"], "constraints": { "parameters": { "tool:a/b": { "x": spec } } } });
    let mut child = level("user:a", json!({ "max": 5 }));
    child["extends"] = "company:c".into();
    let config = json!({ "documents": [level("company:c", json!(["a"])), child] });
    let found = errors(&config);
    assert_eq!(found[0].0, X.replace('0', "1"));
    assert_eq!(
        found[0].1,
        "`x` is a number here and a string in `company:c#/constraints/parameters/tool:a~1b/x`: no value is both"
    );
}

#[test]
fn the_rest_of_the_config_is_checked() {
    let base = |more: Value| {
        let mut config = one(json!({ "policy_id": "global:a", "resources": ["**"] }));
        for (key, value) in more.as_object().unwrap() {
            config[key] = value.clone();
        }
        errors(&config)[0].0.clone()
    };
    assert_eq!(base(json!({ "app": "app:x" })), "/app");
    assert_eq!(base(json!({ "intent": null })), "/intent");
    assert_eq!(base(json!({ "subject": { "team": "team" } })), "/subject/team");
    assert_eq!(base(json!({ "subject": { "require": ["usr"] } })), "/subject/require/0");
    assert_eq!(base(json!({ "subject": { "squad": "/x" } })), "/subject/squad");
    assert_eq!(base(json!({ "ratelimits": 5 })), "/ratelimits");
}

#[test]
fn attestations_are_checked() {
    for (attestation, message) in [
        (json!(["a::{params.x >}"]), "the condition `params.x >` is not understood: it ends where a value should be"),
        (json!(["a::params.x > 5"]), "a condition stands in braces: `key::{params.amount > 100}`"),
        (
            json!(["data:{params.id}"]),
            "`data:{params.id}` would take its name from a parameter, which is not supported",
        ),
        (json!([5]), "is a number, but must be a string"),
        (json!({ "a": true }), "is an object, but must be a list of keys that are needed"),
    ] {
        let found = errors(&one(json!({ "policy_id": "global:a", "attestations": attestation })));
        assert_eq!(found.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>(), [message]);
    }
    let approval = json!({ "policy_id": "global:a", "constraints": { "attestations": { "a": { "approval_criteria": "manager" } } } });
    assert!(errors(&one(approval))[0].1.contains("is nobody"));
}

#[test]
fn what_probably_means_something_else_is_warned_of() {
    let config = json!({
        "documents": [
            {
                "policy_id": "company:c",
                "resources": ["tool:*/generate", "tool:x"],
                "denied_resources": ["*.pem", "tool:x", "*secret*"],
                "constraints": {
                    "rate_limit": 5,
                    "parameters": {
                        "tool:*/generate": { "model": ["gpt-*"], "temperature": { "max": 1 }, "max_tokens": { "max": 5 }, "n": { "type": "integer", "max": 5 } },
                        "tool:*/complete": { "n": { "max": 5, "on_violation": "downgrade" } },
                    },
                },
            },
            { "policy_id": "user:a", "extends": "company:c", "resources": ["data:y"], "validity": { "not_after": "2026-12-31" } },
            { "policy_id": "user:b", "extends": "company:c", "attestations": ["ok::{params.kind == 'big'}"],
              "constraints": { "parameters": { "tool:*/generate": { "n": { "min": 6 }, "model": [] } } } },
            { "policy_id": "stray", "resources": ["**"] },
        ],
    });
    let found = warnings(&config);
    let parameters = "/documents/0/constraints/parameters";
    for (pointer, part) in [
        ("/documents/0/denied_resources/0", "write `**.pem`"),
        ("/documents/0/resources/1", "denies all of it"),
        (&format!("{parameters}/tool:*~1generate/model/0"), "use `pattern`"),
        (&format!("{parameters}/tool:*~1generate/temperature"), "of any number"),
        (&format!("{parameters}/tool:*~1generate/max_tokens"), "a way around this limit"),
        (&format!("{parameters}/tool:*~1complete"), "can never match"),
        (&format!("{parameters}/tool:*~1complete/n/on_violation"), "it denies"),
        ("/documents/1/resources/0", "can never be allowed: `company:c` allows nothing of it"),
        ("/documents/1/validity/not_after", "the moment at which that day begins"),
        ("/documents/2/attestations/0", "leaving `/kind` out may be a way around"),
        ("/documents/2/constraints/parameters/tool:*~1generate/n", "no value of `n` is allowed"),
        ("/documents/2/constraints/parameters/tool:*~1generate/model", "no value is allowed"),
        ("/documents/3/policy_id", "nothing leads to `stray`"),
    ] {
        assert!(
            found.iter().any(|(at, message)| at == pointer && message.contains(part)),
            "{pointer}: {part}\n{found:#?}"
        );
    }
    assert_eq!(found.len(), 13, "{found:#?}");
}

#[test]
fn warnings_are_logged() {
    let config = one(json!({ "policy_id": "global:a", "resources": ["**"], "denied_resources": ["*.pem"] }));
    let (_, lines) = log::captured(|| mapl(&config));
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].0 == log::Level::Warn && lines[0].1.starts_with("`/documents/0/denied_resources/0`: "),
        "{lines:?}"
    );
}

#[test]
fn a_good_config_has_nothing_to_be_warned_of() {
    let schema: Value = serde_json::from_str(Mapl::CONFIG_SCHEMA).unwrap();
    assert_eq!(warnings(&schema["examples"][0]), []);
}
