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
    let version = case["version"].as_str().unwrap_or("v1");
    let config = json!({ "modules": { "t.rego": case["module"] }, "entrypoint": "data.t", "version": version });
    rego(&config).lint(tools)
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
        let found: Vec<String> =
            remarks.iter().map(|remark| format!("{} {}", remark.code, remark.line.unwrap_or_default())).collect();
        assert_eq!(json!(found), case["finds"], "{}: {remarks:#?}", case["name"]);
        assert!(remarks.iter().all(|remark| remark.pointer == "/modules/t.rego"), "{remarks:?}");
    }
    assert!(cases.len() >= 30);
}

#[test]
fn of_rules_that_mean_what_they_say_nothing_is_said() {
    let (tools, cases) = cases("right");
    for case in &cases {
        assert_eq!(lint(case, &tools), [], "{}", case["name"]);
    }
    assert!(cases.len() >= 20);
}

#[test]
fn without_tools_nothing_is_said_of_tools() {
    let (_, cases) = cases("wrong");
    let of_tools = |case: &&Value| case["finds"][0].as_str().unwrap().starts_with("unknown-tool");
    assert!(cases.iter().filter(of_tools).count() >= 3);
    for case in cases.iter().filter(of_tools) {
        assert_eq!(lint(case, &[]), [], "{}", case["name"]);
    }
}

#[test]
fn what_was_probably_meant_is_said() {
    let said = |rules: &str| package(rules).lint(&cases("wrong").0).remove(0).message;
    assert_eq!(
        said("allow if input.target == \"tool:crm/refnd\""),
        "none of the 3 tools is `tool:crm/refnd`; did you mean `tool:crm/refund`?"
    );
    assert_eq!(said("allow if input.arg.x"), "`input` has no `arg`; did you mean `args`?");
    let twice = said("allow if input.args.a > 1\nallow if input.args.a > 2");
    assert_eq!(twice, "wherever this holds, line 2 says the same");
    let never = said("allow if {\n    input.args.a > 5\n    input.args.a < 2\n}");
    assert_eq!(never, "this can never hold: `input.args.a` can't be what lines 3 and 4 want");
}

#[test]
fn the_stock_pack_means_what_it_says() {
    let manifest: Value = toml::from_str(include_str!("../../../packs/rego-defaults/pack.toml")).unwrap();
    assert_eq!(rego(&manifest["plugin"][0]["config"]).lint(&[]), []);
}

const REFUNDS: &str = "\
import data.limits

asked if input.action == \"approve_refund\"

default allow := false

allow if {
    asked
    \"refunds\" in input.subject.scopes
    input.args.amount <= limits.amount
}

allow if {
    input.action == \"read\"
    input.args.amount == 1
}

deny contains \"the session is another's\" if input.args.session != input.session_id
";

fn explained(payload: &str, scope: &str) -> Vec<Trace> {
    let config = json!({
        "modules": { "t.rego": format!("package t\n{REFUNDS}") },
        "data": { "limits": { "amount": 100 } },
        "entrypoint": "data.t",
    });
    rego(&config).explain(&call().with_scope(scope), &Document::parse(payload).unwrap()).unwrap().rules
}

#[test]
fn rules_that_fired_are_named_with_their_lines() {
    let traces = explained(r#"{"amount": 5, "session": "another"}"#, "refunds");
    let fired: Vec<_> = traces.iter().map(|trace| (trace.outcome, trace.rule.as_str(), trace.why.as_str())).collect();
    assert_eq!(
        fired,
        [
            (Outcome::Fired, "data.t.allow", "line 8 of `t.rego` holds"),
            (Outcome::Fired, "data.t.deny", "line 19 of `t.rego` holds"),
            (Outcome::Fired, "data.t.asked", "line 4 of `t.rego` holds"),
        ]
    );
}

#[test]
fn the_condition_that_keeps_a_rule_from_holding_is_named_with_what_was_found() {
    let traces = explained(r#"{"amount": 250, "session": "session"}"#, "refunds");
    let nearly: Vec<_> = traces.iter().filter(|trace| trace.outcome == Outcome::Nearly).collect();
    let expected = [
        (
            "data.t.allow",
            "line 11 of `t.rego` does not hold: `input.args.amount <= limits.amount`, where `input.args.amount` is 250",
        ),
        (
            "data.t.deny",
            "line 19 of `t.rego` does not hold: `input.args.session != input.session_id`, where `input.args.session` is \"session\" and `input.session_id` is \"session\"",
        ),
    ];
    assert_eq!(nearly.iter().map(|trace| (trace.rule.as_str(), trace.why.as_str())).collect::<Vec<_>>(), expected);
    let default = Trace::fired("data.t.allow", "no rule holds: line 6 says `false`");
    assert!(traces.contains(&default), "{traces:#?}");
}

#[test]
fn a_rule_that_two_conditions_keep_from_holding_is_not_near() {
    let traces = explained(r#"{"amount": 250, "session": "session"}"#, "none");
    assert!(
        !traces.iter().any(|trace| trace.outcome == Outcome::Nearly && trace.rule == "data.t.allow"),
        "{traces:#?}"
    );
}

#[test]
fn of_a_chain_only_the_first_branch_that_holds_fires() {
    let rules = "allow if input.action == \"x\"\nrisk_tier := 2 if input.args.n > 10\nelse := 1 if input.args.n > 1";
    let traces = package(rules).explain(&call(), &Document::parse(r#"{"n": 20}"#).unwrap()).unwrap().rules;
    assert_eq!(traces, [Trace::fired("data.t.risk_tier", "line 3 of `t.rego` holds")]);
}

#[test]
fn explaining_leaves_the_policy_as_it_was() {
    let rego = package("allow if input.args.n == 1");
    let document = Document::parse(r#"{"n": 1}"#).unwrap();
    assert!(decide(&rego, r#"{"n": 1}"#).is_allow());
    assert_eq!(rego.explain(&call(), &document).unwrap().rules.len(), 1);
    assert!(decide(&rego, r#"{"n": 2}"#).is_deny() && decide(&rego, r#"{"n": 1}"#).is_allow());
}
