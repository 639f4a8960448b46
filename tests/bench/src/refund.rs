//! The question that everything in the comparison decides: may this agent refund that much?
//!
//! All of them hold the same rule: `approve_refund` needs the scope `approve_refund_under_100`, the role `support_agent`,
//! and an amount from 0 to 100.

/// The tool that is called.
pub const ACTION: &str = "approve_refund";
/// The role that the rule wants, and the subject has.
pub const ROLE: &str = "support_agent";
/// The scopes that the subject has; the rule wants the second.
pub const SCOPES: [&str; 2] = ["read_customer", "approve_refund_under_100"];
/// What the tool is called with: 100 bytes.
pub const ARGUMENTS: &str =
    r#"{"order":"A-102-77","customer":42,"amount":40,"currency":"EUR","reason":"was charged twice in June"}"#;

/// The rule as a native function: parses the arguments, and checks.
#[must_use]
pub fn native(action: &str, roles: &[&str], scopes: &[&str], arguments: &str) -> bool {
    let Ok(arguments) = serde_json::from_str::<serde_json::Value>(arguments) else { return false };
    let amount = arguments.get("amount").and_then(serde_json::Value::as_f64);
    action == ACTION
        && roles.contains(&ROLE)
        && scopes.contains(&"approve_refund_under_100")
        && amount.is_some_and(|amount| (0.0..=100.0).contains(&amount))
}
