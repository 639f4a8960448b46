//! The traps that other engines fell into: what is compared must be a number, and the number that was written.

use super::*;

#[test]
fn an_amount_within_the_limit_is_allowed() {
    for text in ["0", "-0", "0.0", "1", "99.99", "100", "100.0", "1e2", "100.000", "5e-324"] {
        assert_eq!(refused(&refund(), &amount(text)), None, "{text}");
    }
}

#[test]
fn an_amount_over_the_limit_is_denied_however_little_it_is() {
    for text in ["100.00000000000001", "100.01", "101", "1e3", "1e308"] {
        assert_eq!(refused(&refund(), &amount(text)).as_deref(), Some("amount-over-limit"), "{text}");
    }
}

#[test]
fn what_is_not_a_number_is_invalid() {
    for text in ["null", "\"50\"", "\"\"", "\"NaN\"", "true", "false", "{}", "{\"value\": 50}", "[]", "[50]", "[[50]]"]
    {
        assert_eq!(refused(&refund(), &amount(text)).as_deref(), Some("amount-invalid"), "{text}");
    }
}

#[test]
fn a_missing_amount_is_invalid() {
    for text in ["{}", "[]", "50", "null", "{\"Amount\": 50}", "{\"amount \": 50}", "{\"refund\": {\"amount\": 50}}"] {
        assert_eq!(refused(&refund(), &payload(text)).as_deref(), Some("amount-invalid"), "{text}");
    }
}

#[test]
fn a_negative_amount_is_invalid() {
    for text in ["-1", "-0.01", "-5e-324", "-1e308"] {
        assert_eq!(refused(&refund(), &amount(text)).as_deref(), Some("amount-invalid"), "{text}");
    }
}

#[test]
fn a_number_that_a_double_cannot_keep_is_invalid() {
    for text in ["1e309", "-1e309", "1e400", "9007199254740993", "100.000000000000001", "1e-400"] {
        assert_eq!(refused(&refund(), &amount(text)).as_deref(), Some("amount-invalid"), "{text}");
    }
}

#[test]
fn an_invalid_amount_is_denied_even_where_the_rest_is_escalated() {
    let mut config = desk();
    config["otherwise"] = json!("escalate");
    assert!(decide(&config, &refund(), &amount("101")).escalation().is_some());
    for text in ["null", "\"50\"", "-1", "1e309"] {
        assert_eq!(decide(&config, &refund(), &amount(text)).denial().unwrap().code, "amount-invalid", "{text}");
    }
}

#[test]
fn an_invalid_amount_is_the_reason_whatever_else_is_wrong() {
    let nobody = Event::new(Phase::ToolCall, "approve_refund");
    assert_eq!(refused(&nobody, &amount("null")).as_deref(), Some("amount-invalid"));
}

#[test]
fn a_long_value_is_not_repeated() {
    for (length, repeated) in [(62, true), (63, false)] {
        let verdict = decide(&desk(), &refund(), &amount(&format!("\"{}\"", "x".repeat(length))));
        let denial = verdict.denial().unwrap();
        assert_eq!(denial.violations[0].found.is_some(), repeated);
        assert_eq!(denial.detail.contains("xxx"), repeated);
    }
}

#[test]
fn the_smallest_amount_counts_too() {
    let mut config = desk();
    config["rules"][1]["amount"]["min"] = json!(5);
    assert!(decide(&config, &refund(), &amount("5")).is_allow());
    assert_eq!(decide(&config, &refund(), &amount("4.99")).denial().unwrap().code, "amount-under-limit");
}

#[test]
fn the_amount_stands_where_the_rule_says() {
    let mut config = desk();
    config["rules"][1]["amount"]["pointer"] = json!("/refunds/0/sum");
    let event = refund();
    assert!(decide(&config, &event, &payload(r#"{"refunds": [{"sum": 100}]}"#)).is_allow());
    assert!(decide(&config, &event, &payload(r#"{"refunds": [{"sum": 101}]}"#)).is_deny());
    assert!(decide(&config, &event, &payload(r#"{"refunds": {"0": {"sum": "1"}}, "amount": 1}"#)).is_deny());
}
