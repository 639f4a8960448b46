//! What is told to those who write policies.

use portcullis_guest::{Outcome, Tool};

use super::*;

fn tools() -> Vec<Tool> {
    let schema = json!({ "type": "object", "properties": { "order": {}, "amount": {} } });
    let tool = |target: &str, parameters| Tool { target: target.to_owned(), parameters };
    vec![tool("tool:crm/refund", Some(schema)), tool("tool:crm/lookup", None)]
}

/// Codes and lines.
fn remarks(text: &str, tools: &[Tool]) -> Vec<(String, u32)> {
    policies(text).lint(tools).into_iter().map(|remark| (remark.code, remark.line.unwrap())).collect()
}

fn found<const N: usize>(remarks: [(&str, u32); N]) -> Vec<(String, u32)> {
    remarks.map(|(code, line)| (code.to_owned(), line)).into()
}

#[test]
fn conditions_that_no_event_makes_true_are_found() {
    let text = "permit (principal, action, resource) when { false };\n\
        forbid (principal, action, resource) when { context.args.n > 1 && 1 > 2 };\n\
        forbid (principal, action, resource) unless { true };\n\
        permit (principal, action, resource) when { \"x\" like \"y*\" };\n\
        permit (principal, action, resource) when { User::\"a\" in Role::\"b\" || context.args.n == 1 };\n";
    let expected = found([("never-matches", 1), ("never-matches", 2), ("never-matches", 3), ("never-matches", 4)]);
    assert_eq!(remarks(text, &[]), expected);
}

#[test]
fn conditions_that_can_not_hold_together_are_found() {
    for condition in [
        "context.args.a == 1 && context.args.a == 2",
        "context.args.a == \"x\" && context.args.b && context.args.a != \"x\"",
        "context.args.n > 10 && context.args.n < 5",
        "context.args.n > 10 && context.args.n <= 10",
        "context.args.n >= 10 && 10 > context.args.n",
        "context.args.n > 10 && context.args.n == 5",
        "context.args.n < 10 && context.args.n == 10",
        "!(context.args has n) && context.args.n == 1",
        "action == Action::\"other\"",
        "principal == User::\"a\" && User::\"b\" == principal",
        "!(context.args.n <= 5) && !(context.args.n >= 5)",
    ] {
        let text = format!("permit (principal, action == Action::\"one\", resource) when {{ {condition} }};");
        assert_eq!(remarks(&text, &[]), found([("never-matches", 1)]), "{condition}");
    }
    for condition in [
        "context.args.a == 1 || context.args.a == 2",
        "context.args.a == 1 && context.args.b == 2",
        "context.args.n >= 10 && context.args.n <= 10 && context.args.n == 10",
        "context.args.n > 9 && context.args.n < 11 && context.args.n != 11",
        "!(context.args has n) || context.args.n == 1",
        "!(context.args has n && context.args.n == 1) && context.args.n == 1",
        "action == Action::\"one\" && action != Action::\"other\"",
        "!(context.args.n > 9223372036854775807) && context.args.n < 1",
        "(if context.args.a == 1 then context.args.a == 2 else true)",
    ] {
        let text = format!("permit (principal, action == Action::\"one\", resource) when {{ {condition} }};");
        assert_eq!(remarks(&text, &[]), found([]), "{condition}");
    }
}

#[test]
fn policies_that_change_nothing_are_found() {
    for (text, expected) in [
        (
            "permit (principal, action, resource);\npermit (principal is User, action, resource) when { context.x };",
            found([("shadowed", 2)]),
        ),
        (
            "permit (principal is User, action, resource) when { context.x };\npermit (principal, action, resource);",
            found([("shadowed", 1)]),
        ),
        (
            "permit (principal in Role::\"a\", action == Action::\"b\", resource) when { context.x };\n\
             permit (principal in Role::\"a\", action == Action::\"b\", resource) when { context.x };",
            found([("shadowed", 2)]),
        ),
        (
            "permit (principal, action == Action::\"b\", resource) when { context.x };\n\
             forbid (principal, action in [Action::\"a\", Action::\"b\"], resource);",
            found([("shadowed", 1)]),
        ),
        (
            "permit (principal == User::\"a\", action, resource);\nforbid (principal is User, action, resource);",
            found([("shadowed", 1)]),
        ),
        (
            "permit (principal, action, resource) when { context.x };\nforbid (principal, action, resource) when { context.x };",
            found([]),
        ),
        ("permit (principal, action, resource);\n@escalate forbid (principal, action, resource);", found([])),
        (
            "permit (principal in Role::\"a\", action, resource);\npermit (principal in Role::\"b\", action, resource);",
            found([]),
        ),
        (
            "forbid (principal, action, resource) when { context.x };\n@code(\"b\") forbid (principal, action, resource) when { context.y };",
            found([]),
        ),
    ] {
        assert_eq!(remarks(text, &[]), expected, "{text}");
    }
}

#[test]
fn tools_and_arguments_that_nobody_has_are_named_with_their_line() {
    let text = "permit (principal, action == Action::\"refund\", resource)\n\
        when {\n  context.args.amuont <= 100 && context.args.order.id == \"\"\n};\n\
        permit (principal, action in [Action::\"lokup\", Action::\"lookup\"], resource in App::\"crn\")\n\
        when { context.args.anything };\n\
        permit (principal, action, resource == Tool::\"crm/lookup\");";
    let cedar = policies(text);
    let remarks = cedar.lint(&tools());
    let found: Vec<_> = remarks.iter().map(|remark| (remark.code.as_str(), remark.line)).collect();
    let expected = [("unknown-argument", Some(3)), ("unknown-tool", Some(5)), ("unknown-tool", Some(5))];
    assert_eq!(found, expected, "{remarks:?}");
    assert!(remarks[0].message.ends_with("did you mean `amount`?"), "{remarks:?}");
    assert!(remarks[1].message.ends_with("did you mean `lookup`?"), "{remarks:?}");
    assert!(remarks[2].message.ends_with("did you mean `crm`?"), "{remarks:?}");
    assert!(cedar.lint(&[]).is_empty(), "without tools nothing is said of tools");
}

#[test]
fn what_a_schema_makes_impossible_is_found() {
    let config = json!({
        "policies": { "p.cedar": "permit (principal, action, resource);\nforbid (principal, action == Action::\"a\", resource) when { principal is Robot };" },
        "schema": "entity Agent; entity Robot; entity Tool; action a appliesTo { principal: [Agent], resource: [Tool] };",
    });
    let remarks = cedar(&config).lint(&[]);
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert_eq!((remarks[0].code.as_str(), remarks[0].line), ("never-matches", Some(2)));
}

#[test]
fn policies_that_hold_and_that_nearly_do_are_told_apart() {
    let cedar = policies(
        "@id(\"refunds\") permit (principal, action == Action::\"approve_refund\", resource);\n\
         @id(\"large\") forbid (principal, action, resource)\nwhen {\n  context.args has amount &&\n  context.args.amount > 100\n};\n\
         @id(\"other\") permit (principal, action == Action::\"other\", resource);\n\
         @id(\"broken\") permit (principal, action, resource) when { context.args.text > 1 };",
    );
    let event = call().with_role("b").with_role("a");
    let explained = cedar.explain(&event, &json!({ "amount": 50, "text": "x" }).into()).unwrap();
    let rules: Vec<_> = explained.rules.iter().map(|trace| (trace.outcome, trace.rule.as_str())).collect();
    assert_eq!(rules, [(Outcome::Fired, "refunds"), (Outcome::Nearly, "large"), (Outcome::Nearly, "broken")]);
    assert!(explained.rules[1].why.contains("`context.args.amount > 100` (line 5)"), "{:?}", explained.rules);
    assert!(explained.rules[2].why.contains("can't be evaluated"), "{:?}", explained.rules);
    let subject = explained.subject.unwrap();
    assert_eq!(subject["principal"], "Agent::\"agent\"");
    assert_eq!(subject["in"], json!(["Role::\"a\"", "Role::\"b\""]));
    assert_eq!(subject["resource"], "Tool::\"app/approve_refund\"");
}
