use super::*;

fn errors(config: &Value) -> Vec<String> {
    testing::sanitiser::<Secrets>(config).unwrap_err().iter().map(|error| error.pointer.clone()).collect()
}

fn kinds(config: &Value, text: &str) -> Vec<String> {
    let secrets: Secrets = testing::sanitiser(config).unwrap();
    secrets.scan(text, &ScanContext::new(Phase::ToolResult)).unwrap().into_iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_rule_of_ones_own_finds() {
    let config = json!({ "rules": [{ "id": "acme-key", "pattern": "acme_\\a{12}" }] });
    assert_eq!(kinds(&config, "an acme_a8Kd72mXq0Zp here"), ["secret/acme-key"]);
    assert_eq!(kinds(&config, "an acme_a8Kd72mXq0Zpp here"), [""; 0]);
}

#[test]
fn a_rule_of_ones_own_finds_by_the_name() {
    let config = json!({ "rules": [{ "id": "acme-key", "pattern": "\\d{8}", "near": ["acme"], "severity": "low" }] });
    assert_eq!(kinds(&config, "ACME_TOKEN=40718263"), ["secret/acme-key"]);
    assert_eq!(kinds(&config, "OTHER_TOKEN=40718263"), [""; 0]);
}

#[test]
fn every_mistake_is_reported_at_once() {
    let config = json!({
        "rules": [
            { "id": "Bad Id", "pattern": "acme_\\a{12}" },
            { "id": "open", "pattern": "\\a{12}" },
            { "id": "class", "pattern": "acme_[a-z" },
            { "id": "count", "pattern": "acme_\\a{9,2}" },
            { "id": "severity", "pattern": "acme_\\a{12}", "severity": "huge" },
        ],
        "without": ["no-such-rule"],
        "allow": { "prefixes": ["a"], "sha256": ["12"] },
    });
    assert_eq!(
        errors(&config),
        [
            "/rules/0/id",
            "/rules/1/pattern",
            "/rules/2/pattern",
            "/rules/3/pattern",
            "/rules/4/severity",
            "/without/0",
            "/allow/prefixes/0",
            "/allow/sha256/0"
        ]
    );
}

#[test]
fn what_is_allowed_passes() {
    let value = ["R7", "k2Lm9", "QpXz4!"].concat();
    let text = format!("password: {value}");
    assert_eq!(kinds(&json!({}), &text), ["secret/password"]);
    assert_eq!(kinds(&json!({ "allow": { "values": [value] } }), &text), [""; 0]);
    assert_eq!(kinds(&json!({ "allow": { "prefixes": ["R7k2"] } }), &text), [""; 0]);
    assert_eq!(kinds(&json!({ "without": ["password"] }), &text), [""; 0]);
}

#[test]
fn what_is_allowed_may_be_given_as_a_digest() {
    use sha2::{Digest, Sha256};
    let value = ["R7", "k2Lm9", "QpXz4!"].concat();
    let digest: String = Sha256::digest(&value).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(kinds(&json!({ "allow": { "sha256": [digest] } }), &format!("password: {value}")), [""; 0]);
}
