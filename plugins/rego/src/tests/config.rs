//! Configs that are refused, and how.

use super::*;

fn refused(config: &Value) -> Vec<(String, String)> {
    let errors = testing::policy::<Rego>(config).err().unwrap_or_else(|| panic!("{config} is taken"));
    errors.iter().map(|error| (error.pointer.clone(), error.message.clone())).collect()
}

#[test]
fn every_module_that_is_not_rego_is_named_with_the_line() {
    let errors = refused(&json!({
        "modules": { "good.rego": "package a\nallow := true", "b/ad.rego": "package b\nallow {", "worse.rego": "allow" },
        "entrypoint": "data.a"
    }));
    let pointers: Vec<_> = errors.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/modules/b~1ad.rego", "/modules/worse.rego"]);
    assert!(errors.iter().all(|(_, message)| !message.contains('\n')), "{errors:?}");
    assert!(errors.first().is_some_and(|(_, message)| message.contains("b/ad.rego:2")), "{errors:?}");
}

#[test]
fn an_entry_point_that_is_not_there_is_refused_with_what_is() {
    for entrypoint in ["data.b", "data.a.alow", "data", "a"] {
        let errors = refused(&json!({ "modules": { "a.rego": "package a\nallow := true" }, "entrypoint": entrypoint }));
        let [(pointer, message)] = errors.as_slice() else { panic!("{errors:?}") };
        assert_eq!(pointer, "/entrypoint");
        assert!(message.contains("`data.a`"), "{message}");
    }
    let errors = refused(&json!({ "modules": { "a.rego": "package a\nalow := true" }, "entrypoint": "data.a" }));
    assert!(errors.first().is_some_and(|(_, message)| message.contains("has no rule `allow`")), "{errors:?}");
}

#[test]
fn keys_that_are_not_known_are_refused() {
    let errors = refused(&json!({ "modules": {}, "entrypoint": "data.a", "entry": "x" }));
    assert!(errors.first().is_some_and(|(_, message)| message.contains("unknown field `entry`")), "{errors:?}");
}

#[test]
fn a_config_without_modules_is_refused() {
    assert_eq!(
        refused(&json!({ "modules": {}, "entrypoint": "data.a" })).first().map(|(pointer, _)| pointer.clone()),
        Some("/modules".to_owned())
    );
}

#[test]
fn data_stands_beside_the_modules() {
    let config = json!({
        "modules": { "a.rego": "package a\nallow if input.args.model in data.models" },
        "data": { "models": ["small"] },
        "entrypoint": "data.a"
    });
    assert!(decide(&rego(&config), r#"{"model": "small"}"#).is_allow());
    assert!(decide(&rego(&config), r#"{"model": "large"}"#).is_deny());
}

#[test]
fn older_texts_are_read_where_the_config_says_so() {
    let text = "package a\ndefault allow = true\ndeny[reason] { input.args.x > 5; reason := \"x\" }";
    let mut config = json!({ "modules": { "a.rego": text }, "entrypoint": "data.a", "version": "v0" });
    assert_eq!(outcome(&decide(&rego(&config), r#"{"x": 6}"#)), ("denied".to_owned(), "x".to_owned()));
    config["version"] = json!("v1");
    assert_eq!(refused(&config).len(), 1);
}
