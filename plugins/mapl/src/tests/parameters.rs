use super::*;

fn one(spec: Value) -> Mapl {
    tool(json!({ "x": spec }))
}

fn code_of(spec: Value, value: &str) -> Vec<String> {
    let refused = tool_refused(&one(spec), &format!("{{\"x\": {value}}}"));
    refused.into_iter().map(|(code, _)| code).collect()
}

#[test]
fn each_kind_of_limit_lets_through_what_it_allows_and_nothing_else() {
    for (spec, good, bad) in [
        (
            json!(["a", "b"]),
            &["\"a\"", "\"\\u0062\""][..],
            &[("\"c\"", "value-not-allowed"), ("\"A\"", "value-not-allowed")][..],
        ),
        (json!([1, 2.5]), &["1", "1.0", "25e-1"], &[("2", "value-not-allowed"), ("\"1\"", "wrong-type")]),
        (json!({ "allowed_values": [true] }), &["true"], &[("false", "value-not-allowed"), ("\"true\"", "wrong-type")]),
        (json!(["a", 1]), &["\"a\"", "1"], &[("\"1\"", "value-not-allowed"), ("null", "value-not-allowed")]),
        (
            json!({ "max": 100 }),
            &["100", "100.000", "-5", "1e2"],
            &[("100.000000000000001", "above-max"), ("101", "above-max")],
        ),
        (json!({ "min": 0.5 }), &["0.5", "7"], &[("0.49999999999999999999", "below-min")]),
        (json!({ "range": [0, 1] }), &["0", "1", "-0", "0.3"], &[("1.1", "above-max"), ("-0.1", "below-min")]),
        (
            json!({ "type": "integer" }),
            &["5", "5.0", "-3"],
            &[("5.5", "wrong-type"), ("\"5\"", "wrong-type"), ("true", "wrong-type")],
        ),
        (json!({ "type": "boolean" }), &["true"], &[("0", "wrong-type"), ("null", "wrong-type")]),
        (json!({ "type": "object" }), &["{}"], &[("[]", "wrong-type"), ("\"{}\"", "wrong-type")]),
        (
            json!({ "pattern": "[a-z]+" }),
            &["\"abc\""],
            &[
                ("\"abc1\"", "pattern-mismatch"),
                ("\"abc\\n\"", "pattern-mismatch"),
                ("\"\"", "pattern-mismatch"),
                ("5", "wrong-type"),
            ],
        ),
        (
            json!({ "pattern": "a|b" }),
            &["\"a\"", "\"b\""],
            &[("\"ax\"", "pattern-mismatch"), ("\"xb\"", "pattern-mismatch")],
        ),
        (
            json!({ "min_length": 2, "max_length": 3 }),
            &["\"ab\"", "\"äöü\""],
            &[("\"a\"", "too-short"), ("\"abcd\"", "too-long")],
        ),
        (
            json!({ "min_items": 1, "max_items": 2 }),
            &["[1]", "[1,[2,3]]"],
            &[("[]", "too-few-items"), ("[1,2,3]", "too-many-items"), ("{}", "wrong-type")],
        ),
        (
            json!({ "items": { "max": 5 } }),
            &["[]", "[1, 5]"],
            &[("[6]", "above-max"), ("[\"1\"]", "wrong-type"), ("[null]", "wrong-type")],
        ),
    ] {
        for value in good {
            assert_eq!(code_of(spec.clone(), value), [""; 0], "{spec} {value}");
        }
        for (value, code) in bad {
            assert_eq!(code_of(spec.clone(), value), [*code], "{spec} {value}");
        }
    }
}

#[test]
fn a_violation_says_what_where_how_much_and_who_says_so() {
    let mapl = tool(json!({ "amount": { "max": 100 }, "order.items": { "items": ["a"] }, "/odd.name": ["x"] }));
    let verdict =
        decide(&mapl, &call("tool:app/tool"), r#"{"amount": 250, "order": {"items": ["a", "b"]}, "odd.name": "y"}"#);
    let denial = verdict.denial().unwrap();
    let violations: Vec<_> = denial
        .violations
        .iter()
        .map(|one| {
            (
                one.code.as_str(),
                one.pointer.as_str(),
                one.found.as_deref(),
                one.allowed.as_deref().unwrap(),
                one.rule.as_deref().unwrap(),
            )
        })
        .collect();
    let rule = |path: &str| format!("global:all#/constraints/parameters/tool:app~1tool/{path}");
    assert_eq!(
        violations,
        [
            ("value-not-allowed", "/odd.name", Some("\"y\""), "[\"x\"]", rule("~1odd.name").as_str()),
            ("above-max", "/amount", Some("250"), "{\"max\":100}", rule("amount/max").as_str()),
            ("value-not-allowed", "/order/items/1", None, "[\"a\"]", rule("order.items/items").as_str()),
        ]
    );
    assert_eq!(denial.code, "value-not-allowed");
    assert!(denial.detail.contains("above-max at `/amount` found `250`"), "{}", denial.detail);
    assert_eq!(denial.message.as_deref(), Some("The value of the argument `odd.name` is not allowed in this session."));
}

#[test]
fn a_long_value_is_not_repeated() {
    let verdict = decide(&one(json!(["a"])), &call("tool:app/tool"), &format!("{{\"x\": \"{}\"}}", "s".repeat(100)));
    assert_eq!(verdict.denial().unwrap().violations[0].found, None);
}

#[test]
fn a_parameter_that_is_left_out_is_filled_or_missed() {
    assert_eq!(tool_refused(&one(json!({ "max": 5 })), "{}"), []);
    assert_eq!(codes(&tool_refused(&one(json!({ "max": 5, "required": true })), "{}")), ["parameter-missing"]);
    let mapl = tool(json!({ "a.b": { "max": 5, "default": 3 } }));
    let Decision::Modify(edits) = decide(&mapl, &call("tool:app/tool"), r#"{"a": {}}"#).decision else { panic!() };
    assert_eq!(edits, Edits::new().set("/a/b", 3).unwrap());
    assert_eq!(codes(&tool_refused(&mapl, "{}")), ["parameter-missing"], "there is nothing to put it into");
    assert_eq!(codes(&tool_refused(&mapl, r#"{"a": {"b": null}}"#)), ["wrong-type"], "for a tool, null is a value");
}

#[test]
fn a_model_outside_of_its_list_becomes_the_first_allowed_one() {
    let mapl = model(json!({ "model": ["small", "large"] }));
    assert_eq!(edited(&mapl, r#"{"model": "huge"}"#), [pair("/model", "\"small\"")]);
    assert_eq!(edited(&mapl, r#"{"model": "large"}"#), []);
    for value in ["5", "null", "[\"small\"]"] {
        let refused = refused(&mapl, &request("tool:app/generate"), &format!("{{\"model\": {value}}}"));
        assert_eq!(codes(&refused), ["wrong-type"], "{value}");
    }
    let starred = model(json!({ "model": ["gpt-*"] }));
    assert_eq!(
        codes(&refused(&starred, &request("tool:app/generate"), r#"{"model": "gpt-9"}"#)),
        ["value-not-allowed"]
    );
}

#[test]
fn a_number_of_a_model_request_is_brought_to_its_limit() {
    let mapl = model(json!({
        "max_tokens": { "type": "integer", "max": 500 },
        "temperature": { "type": "number", "range": [0.1, 0.5] },
        "top_p": { "type": "number", "min": 0, "max": 1.0 },
    }));
    for (payload, edits) in [
        (r#"{"max_tokens": 4000}"#, &[("/max_tokens", "500")][..]),
        (r#"{"max_tokens": 9007199254740993}"#, &[("/max_tokens", "500")]),
        (r#"{"temperature": 0.7}"#, &[("/temperature", "0.5")]),
        (r#"{"temperature": 0}"#, &[("/temperature", "0.1")]),
        (r#"{"top_p": 3, "temperature": 2}"#, &[("/temperature", "0.5"), ("/top_p", "1")]),
        (r#"{"max_tokens": 500, "temperature": 0.3}"#, &[]),
    ] {
        let edits: Vec<_> = edits.iter().map(|(pointer, value)| pair(pointer, value)).collect();
        assert_eq!(edited(&mapl, payload), edits, "{payload}");
    }
    for value in ["\"100\"", "null", "1e309", "[5]", "12.5"] {
        let refused = refused(&mapl, &request("tool:app/generate"), &format!("{{\"max_tokens\": {value}}}"));
        assert_eq!(refused.len(), 1, "{value}");
    }
}

#[test]
fn a_tool_is_never_clamped_unless_its_rule_says_so() {
    let generate = model(json!({ "max_tokens": { "max": 500 } }));
    assert_eq!(codes(&refused(&generate, &call("tool:app/generate"), r#"{"max_tokens": 501}"#)), ["above-max"]);
    let clamps = tool(
        json!({ "n": { "max": 5, "on_violation": "clamp" }, "m": { "allowed_values": ["a"], "on_violation": "downgrade" } }),
    );
    let Decision::Modify(edits) = decide(&clamps, &call("tool:app/tool"), r#"{"n": 9, "m": "b"}"#).decision else {
        panic!()
    };
    assert_eq!(edits.iter().count(), 2);
    assert_eq!(codes(&tool_refused(&clamps, r#"{"n": "9"}"#)), ["wrong-type"]);
}

#[test]
fn a_rule_says_what_happens_where_it_is_broken() {
    let deny = model(json!({ "max_tokens": { "max": 500, "on_violation": "deny" } }));
    assert_eq!(codes(&refused(&deny, &request("tool:app/generate"), r#"{"max_tokens": 501}"#)), ["above-max"]);
    let warn = one(json!({ "max": 5, "on_violation": "warn" }));
    let verdict = decide(&warn, &call("tool:app/tool"), r#"{"x": 6}"#);
    assert!(verdict.is_allow());
    assert_eq!(verdict.notes.len(), 1);
    assert!(verdict.notes[0].starts_with("above-max at `/x`"), "{:?}", verdict.notes);
}

#[test]
fn the_limit_of_a_models_answer_holds_under_all_its_names() {
    let mapl = model(json!({ "max_tokens": { "max": 500, "default": 400 } }));
    assert_eq!(edited(&mapl, "{}"), [pair("/max_tokens", "400")]);
    assert_eq!(edited(&mapl, r#"{"max_tokens": null}"#), [pair("/max_tokens", "400")]);
    assert_eq!(edited(&mapl, r#"{"max_completion_tokens": 9000}"#), [pair("/max_completion_tokens", "500")]);
    assert_eq!(edited(&mapl, r#"{"max_completion_tokens": 9000, "max_tokens": 9000}"#).len(), 2);
    assert_eq!(edited(&mapl, r#"{"max_output_tokens": 5}"#), []);
    let required = model(json!({ "max_completion_tokens": { "max": 500, "required": true } }));
    assert_eq!(edited(&required, r#"{"max_tokens": 5}"#), []);
    assert_eq!(codes(&refused(&required, &request("tool:app/generate"), "{}")), ["parameter-missing"]);
    let respond =
        constraints(json!({ "parameters": { "tool:*/respond": { "max_tokens": { "max": 5, "default": 5 } } } }));
    let verdict = decide(&respond, &request("tool:app/respond"), "{}");
    assert_eq!(verdict.decision, Decision::Modify(Edits::new().set("/max_output_tokens", 5).unwrap()));
    assert_eq!(tool_refused(&tool(json!({ "max_tokens": { "max": 5 } })), r#"{"max_completion_tokens": 9}"#), []);
}

#[test]
fn edits_settle() {
    let mapl =
        model(json!({ "model": ["small"], "max_tokens": { "max": 500, "default": 400 }, "temperature": { "max": 1 } }));
    assert_eq!(edited(&mapl, r#"{"model": "x", "temperature": 5}"#).len(), 3);
    assert_eq!(edited(&mapl, r#"{"model": "small", "temperature": 1, "max_tokens": 400}"#), []);
}
