//! What the sandbox changes of the language.

use super::*;

#[test]
fn a_function_that_fails_is_an_error_and_undefined_where_the_config_says_so() {
    let mut config = json!({
        "modules": { "t.rego": "package t\nallow := true\ndeny if to_number(input.args.amount) > 100" },
        "entrypoint": "data.t"
    });
    let strict = rego(&config);
    assert!(decide(&strict, r#"{"amount": "101"}"#).is_deny());
    assert!(failure(&strict, r#"{"amount": "a lot"}"#).contains("t.rego:3"));
    config["builtin_errors"] = json!("undefined");
    assert!(decide(&rego(&config), r#"{"amount": "a lot"}"#).is_allow(), "as in OPA");
}

#[test]
fn there_is_no_network_and_no_chance() {
    for call in [
        "http.send({\"method\": \"get\", \"url\": \"http://localhost\"})",
        "rand.intn(\"x\", 9)",
        "opa.runtime()",
        "uuid.rfc4122(\"x\")",
    ] {
        failure(&package(&format!("allow if {call}")), "{}");
    }
}

#[test]
fn two_values_for_one_rule_are_an_error() {
    failure(&package("allow := true\nallow := false"), "{}");
}

#[test]
fn an_evaluation_leaves_nothing_behind() {
    let rego = package("allow if input.args.ok == true");
    for _ in 0..3 {
        assert!(decide(&rego, r#"{"ok": true}"#).is_allow());
        assert!(decide(&rego, r#"{"ok": false}"#).is_deny());
        assert!(decide(&rego, "null").is_deny());
    }
}
