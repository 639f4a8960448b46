use portcullis_guest::{Outcome, Remark, Tool, Trace};

use super::*;

const SEEDED: &str = include_str!("author.toml");

fn tools(seeded: &Value) -> Vec<Tool> {
    let properties = |names: &Vec<Value>| {
        let properties = names.iter().map(|name| (name.as_str().unwrap().to_owned(), json!({})));
        json!({ "properties": properties.collect::<serde_json::Map<_, _>>() })
    };
    let tool = |tool: &Value| Tool {
        target: tool["target"].as_str().unwrap().to_owned(),
        parameters: tool["arguments"].as_array().map(properties),
    };
    seeded["tools"].as_array().unwrap().iter().map(tool).collect()
}

fn lint(case: &Value, tools: &[Tool]) -> Vec<Remark> {
    let mut rules_of_case = case["rules"].clone();
    for (at, rule) in rules_of_case.as_array_mut().unwrap().iter_mut().enumerate() {
        rule["id"] = json!(format!("r{at}"));
    }
    let otherwise = case["otherwise"].as_str().unwrap_or("deny");
    rules(&json!({ "rules": rules_of_case, "otherwise": otherwise })).lint(tools)
}

fn cases(kind: &str) -> (Vec<Tool>, Vec<Value>) {
    let seeded: Value = toml::from_str(SEEDED).unwrap();
    (tools(&seeded), seeded[kind].as_array().unwrap().clone())
}

#[test]
fn every_seeded_mistake_is_found_on_its_line_and_nothing_else() {
    let (tools, cases) = cases("wrong");
    for case in &cases {
        let remarks = lint(case, &tools);
        let line = |remark: &Remark| remark.line.unwrap_or_default();
        let found: Vec<String> =
            remarks.iter().map(|remark| format!("{} {} {}", remark.code, remark.pointer, line(remark))).collect();
        assert_eq!(json!(found), case["finds"], "{}: {remarks:#?}", case["name"]);
    }
    assert!(cases.len() >= 20);
}

#[test]
fn of_rules_that_mean_what_they_say_nothing_is_said() {
    let (tools, cases) = cases("right");
    for case in &cases {
        assert_eq!(lint(case, &tools), [], "{}", case["name"]);
    }
    assert!(cases.len() >= 15);
}

#[test]
fn without_tools_nothing_is_said_of_tools() {
    let (_, cases) = cases("wrong");
    let of_tools = |case: &&Value| {
        ["unknown-tool", "unknown-argument"].iter().any(|code| case["finds"][0].as_str().unwrap().starts_with(code))
    };
    assert!(cases.iter().filter(of_tools).count() >= 5);
    for case in cases.iter().filter(of_tools) {
        assert_eq!(lint(case, &[]), [], "{}", case["name"]);
    }
}

#[test]
fn the_stock_pack_means_what_it_says() {
    let manifest: Value = toml::from_str(include_str!("../../../packs/cel-desk/pack.toml")).unwrap();
    assert_eq!(rules(&manifest["plugin"][0]["config"]).lint(&[]), []);
}

#[test]
fn lines_are_counted_where_letters_are_of_several_bytes() {
    let when = "args.name != 'äöü€😀äöü€😀äöü€😀'\n  && action == 'a'\n  && action == 'b'";
    let remarks = rules(&json!({ "rules": [{ "id": "r", "when": when, "effect": "allow" }] })).lint(&[]);
    assert_eq!(remarks.iter().map(|remark| remark.line).collect::<Vec<_>>(), [Some(3)], "{remarks:?}");
    assert_eq!(remarks[0].message, "this can never hold: `action` can't be what lines 2 and 3 want");
}

fn explained(payload: &str, scope: &str) -> Vec<Trace> {
    let rules = rules(&json!({ "rules": [
        { "id": "small", "effect": "allow", "when":
            "action == 'approve_refund'\n  && ('refunds' in subject.scopes)\n  && args.amount <= 100" },
        { "id": "reads", "effect": "allow", "when": "action == 'read'" },
        { "id": "large", "effect": "escalate", "when": "args.amount > 100" },
        { "id": "notes", "effect": "deny", "when": "args.note.contains('x')" },
    ] }));
    rules.explain(&call().with_scope(scope), &Document::parse(payload).unwrap()).unwrap().rules
}

#[test]
fn rules_that_fired_and_that_nearly_did_are_told_apart() {
    let traces = explained(r#"{"amount": 250, "note": ""}"#, "refunds");
    let told: Vec<_> = traces.iter().map(|trace| (trace.outcome, trace.rule.as_str(), trace.why.as_str())).collect();
    assert_eq!(
        told,
        [
            (Outcome::Fired, "large", "it holds, and escalates"),
            (Outcome::Nearly, "small", "line 3 does not hold: `args.amount <= 100`, where `args.amount` is 250"),
            (Outcome::Nearly, "notes", "line 1 does not hold: `args.note.contains('x')`, where `args.note` is \"\""),
        ]
    );
}

#[test]
fn a_condition_in_brackets_is_shown_as_it_is_written() {
    let traces = explained(r#"{"amount": 50, "note": ""}"#, "none");
    let small = traces.iter().find(|trace| trace.rule == "small").unwrap();
    assert!(small.why.starts_with("line 2 does not hold: `'refunds' in subject.scopes`, where"), "{}", small.why);
}

#[test]
fn a_rule_that_two_conditions_keep_from_holding_is_not_near() {
    let traces = explained(r#"{"amount": 250, "note": ""}"#, "none");
    assert!(!traces.iter().any(|trace| trace.rule == "small" || trace.rule == "reads"), "{traces:?}");
}

#[test]
fn a_rule_that_fails_is_named_since_it_denies() {
    let traces = explained(r#"{"amount": 250}"#, "refunds");
    let notes = traces.iter().find(|trace| trace.rule == "notes").unwrap();
    assert!(notes.outcome == Outcome::Fired && notes.why.starts_with("it fails, which denies:"), "{notes:?}");
}
