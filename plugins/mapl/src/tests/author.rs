use portcullis_guest::{Outcome, Tool, json, prelude::*};

use super::*;

fn tools() -> Vec<Tool> {
    let schema = json!({ "type": "object", "properties": { "order": {}, "amount": {} } });
    let tool = |target: &str, parameters| Tool { target: target.to_owned(), parameters };
    vec![tool("tool:crm/refund", Some(schema)), tool("tool:crm/lookup", None)]
}

fn remarks(document: Value) -> Vec<(String, String)> {
    let mapl = mapl(&json!({ "documents": [document] }));
    mapl.lint(&tools()).into_iter().map(|remark| (remark.code, remark.pointer)).collect()
}

#[test]
fn tools_and_arguments_that_nobody_has_are_named_with_their_place() {
    let document = json!({
        "policy_id": "global",
        "resources": ["tool:crm/refund", "tool:crm/lokup", "tool:crm/**", "tool:*/generate"],
        "denied_resources": ["tool:crm/delete_*"],
        "constraints": { "parameters": { "tool:crm/refund": {
            "amount": { "type": "number", "max": 5 },
            "amuont": { "type": "number", "max": 5 },
        } } },
    });
    let mapl = mapl(&json!({ "documents": [document] }));
    let remarks = mapl.lint(&tools());
    let found: Vec<_> = remarks.iter().map(|remark| (remark.code.as_str(), remark.pointer.as_str())).collect();
    assert_eq!(
        found,
        [
            ("unknown-tool", "/documents/0/resources/1"),
            ("unknown-tool", "/documents/0/denied_resources/0"),
            ("unknown-argument", "/documents/0/constraints/parameters/tool:crm~1refund/amuont"),
        ]
    );
    assert!(remarks[0].message.ends_with("did you mean `tool:crm/lookup`?"), "{}", remarks[0].message);
    assert!(remarks[2].message.ends_with("did you mean `amount`?"), "{}", remarks[2].message);
    assert!(mapl.lint(&[]).is_empty(), "without tools nothing is said of tools");
}

#[test]
fn an_argument_of_a_tool_that_nobody_knows_may_be_there() {
    let limits = json!({ "tool:crm/lookup": { "anything": { "type": "number", "max": 5 } } });
    let document =
        json!({ "policy_id": "global", "resources": ["tool:crm/**"], "constraints": { "parameters": limits } });
    assert_eq!(remarks(document), []);
}

#[test]
fn what_loading_finds_odd_is_told_too() {
    let found = remarks(json!({ "policy_id": "global", "resources": ["tool:crm/*"], "denied_resources": ["*.pem"] }));
    assert_eq!(found, [("star-stops-at-slash".to_owned(), "/documents/0/denied_resources/0".to_owned())]);
}

#[test]
fn rules_that_fired_and_that_nearly_did_are_told_apart() {
    let document = json!({
        "policy_id": "global",
        "resources": ["tool:crm/*"],
        "constraints": { "parameters": { "tool:crm/refund": {
            "amount": { "type": "number", "max": 100 },
            "order": { "type": "string" },
        } } },
    });
    let mapl = mapl(&json!({ "documents": [document] }));
    let event = call("tool:crm/refund");
    let explained = mapl.explain(&event, &json!({ "amount": 250, "order": "A" }).into()).unwrap();
    let rules: Vec<_> = explained.rules.iter().map(|trace| (trace.outcome, trace.rule.as_str())).collect();
    assert_eq!(
        rules,
        [
            (Outcome::Fired, "global#/constraints/parameters/tool:crm~1refund/amount/max"),
            (Outcome::Fired, "global#/resources/0"),
            (Outcome::Nearly, "global#/constraints/parameters/tool:crm~1refund/order"),
        ]
    );
    assert!(explained.rules[0].why.contains("above-max at /amount, found 250"), "{}", explained.rules[0].why);
    assert_eq!(explained.subject.unwrap()["documents"][0]["policy_id"], "global");
}

const SEEDED: &str = include_str!("author.toml");

fn seeded(kind: &str) -> (Vec<Tool>, Vec<Value>) {
    let seeded: Value = toml::from_str(SEEDED).unwrap();
    let properties = |names: &Vec<Value>| {
        let properties = names.iter().map(|name| (name.as_str().unwrap().to_owned(), json!({})));
        json!({ "properties": properties.collect::<serde_json::Map<_, _>>() })
    };
    let tool = |tool: &Value| Tool {
        target: tool["target"].as_str().unwrap().to_owned(),
        parameters: tool["arguments"].as_array().map(properties),
    };
    (seeded["tools"].as_array().unwrap().iter().map(tool).collect(), seeded[kind].as_array().unwrap().clone())
}

#[test]
fn every_seeded_mistake_is_found_where_it_is_and_nothing_else() {
    let (tools, cases) = seeded("wrong");
    for case in &cases {
        let remarks = mapl(&json!({ "documents": case["documents"] })).lint(&tools);
        let found: Vec<String> = remarks.iter().map(|remark| format!("{} {}", remark.code, remark.pointer)).collect();
        assert_eq!(json!(found), case["finds"], "{}: {remarks:#?}", case["name"]);
    }
    assert!(cases.len() >= 10);
}

#[test]
fn of_documents_that_mean_what_they_say_nothing_is_said() {
    let (tools, cases) = seeded("right");
    for case in &cases {
        assert_eq!(mapl(&json!({ "documents": case["documents"] })).lint(&tools), [], "{}", case["name"]);
    }
    assert!(cases.len() >= 9);
}
