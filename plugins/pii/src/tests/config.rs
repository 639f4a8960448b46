use super::*;
use crate::Config;

fn wrong(config: &Value) -> Vec<String> {
    let errors = testing::sanitiser::<Pii>(config).err().unwrap_or_default();
    errors.into_iter().map(|error| error.pointer).collect()
}

#[test]
fn kinds_are_switched_on_and_off() {
    let text = "a@b.org 8.8.8.8";
    let redacted = |config: Value| testing::redact(&pii(&config), text).unwrap();
    assert_eq!(redacted(json!({ "kinds": ["pii/email"] })), "[email] 8.8.8.8");
    assert_eq!(redacted(json!({ "except": ["pii/email"] })), "a@b.org [ip-address]");
    assert_eq!(redacted(json!({ "kinds": ["pii/*"] })), "[email] [ip-address]");
}

#[test]
fn certainty_decides_about_what_may_be_something_else() {
    let text = "it is 61234567 or a@b.org";
    let redacted = |certainty: &str| testing::redact(&pii(&json!({ "certainty": certainty })), text).unwrap();
    assert_eq!(redacted("low"), "it is [phone] or [email]");
    assert_eq!(redacted("medium"), "it is 61234567 or [email]");
    assert_eq!(redacted("high"), "it is 61234567 or [email]");
}

#[test]
fn allowed_values_pass() {
    let pii = pii(&json!({ "allow": ["@acme.example", "8.8.8.8"] }));
    let text = "a@acme.example b@Acme.Example c@other.example 8.8.8.8 8.8.4.4";
    assert_eq!(testing::redact(&pii, text).unwrap(), "a@acme.example b@Acme.Example [email] 8.8.8.8 [ip-address]");
}

#[test]
fn wrong_configs_are_refused_where_they_are_wrong() {
    assert_eq!(wrong(&json!({ "kind": [] })), ["/kind"]);
    assert_eq!(wrong(&json!({ "kinds": ["pii/emial"] })), ["/kinds/0"]);
    assert_eq!(wrong(&json!({ "except": ["x"], "styles": { "pii/x": "mask" } })), ["/except/0", "/styles/pii~1x"]);
    assert_eq!(wrong(&json!({ "style": "pseudonym" })), ["/key"]);
    assert_eq!(wrong(&json!({ "style": "pseudonym", "key": "abcd" })), ["/key"]);
    assert_eq!(wrong(&json!({ "restore": [{ "targets": [], "kinds": ["pii/x"] }] })), ["/restore/0/kinds/0", "/key"]);
    assert_eq!(wrong(&json!({ "style": "hash" })), ["/style"]);
}

#[test]
fn a_key_is_hexadecimal_or_base64_and_never_printed() {
    let key = "0123456789abcdef".repeat(2);
    for key in [key.as_str(), "+/+/+/+/+/+/+/+/+/+/+w==", "-_-_-_-_-_-_-_-_-_-_-w"] {
        assert_eq!(wrong(&json!({ "style": "pseudonym", "key": key })), Vec::<String>::new(), "{key}");
    }
    let config: Config = serde::Deserialize::deserialize(json!({ "key": key })).unwrap();
    assert!(!format!("{config:?} {:?}", pii(&json!({ "key": key }))).contains(&key));
}

#[test]
fn the_schema_is_json_and_its_examples_are_configs() {
    let schema: Value = <Pii as Sanitiser>::CONFIG_SCHEMA.parse().unwrap();
    for example in schema["examples"].as_array().unwrap() {
        assert_eq!(wrong(example), Vec::<String>::new());
    }
}
