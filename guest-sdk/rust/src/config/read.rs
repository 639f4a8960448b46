use serde::de::DeserializeOwned;

use super::ConfigErrors;
use super::locate::pointer_at;

/// Reads a config from JSON. What serde refuses comes with the pointer to it.
pub(crate) fn read<C: DeserializeOwned>(text: &str) -> Result<C, ConfigErrors> {
    serde_json::from_str(text)
        .map_err(|error| ConfigErrors::at(pointer_at(text, error.line(), error.column()), without_position(&error)))
}

/// What serde says, without the place in the JSON: its author wrote a pack or called a tool, and has never seen that
/// text.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if message.ends_with(&position) {
        message.truncate(message.len() - position.len());
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Config {
        rules: Vec<Rule>,
        #[serde(default)]
        ratio: f64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Rule {
        name: String,
        #[serde(default)]
        weights: Vec<u8>,
    }

    fn refused(text: &str) -> (String, String) {
        let error = read::<Config>(text).unwrap_err().into_iter().next().unwrap();
        (error.pointer, error.message)
    }

    #[test]
    fn the_pointer_names_the_value_of_the_wrong_type() {
        assert_eq!(refused(r#"{"rules": [{"name": "a"}, {"name": 5}]}"#).0, "/rules/1/name");
        assert_eq!(refused(r#"{"rules": [{"name": "a", "weights": [1, 2, 300]}]}"#).0, "/rules/0/weights/2");
        assert_eq!(refused(r#"{"rules": [], "ratio": "x"}"#).0, "/ratio");
        assert_eq!(refused(r#"{"rules": [], "ratio": {"x": 1}}"#).0, "/ratio");
        assert_eq!(refused(r#"{"rules": [], "ratio": null}"#).0, "/ratio");
        assert_eq!(refused(r#"{"rules": {}}"#).0, "/rules");
        assert_eq!(refused(r#"[1]"#).0, "/0");
    }

    #[test]
    fn the_pointer_names_an_unknown_member() {
        assert_eq!(refused("{\n  \"rules\": [],\n  \"ratoi\": 1\n}").0, "/ratoi");
        assert_eq!(refused(r#"{"a/b~c": 1}"#).0, "/a~1b~0c");
    }

    #[test]
    fn the_pointer_names_the_object_that_lacks_a_member() {
        assert_eq!(refused("{}"), (String::new(), "missing field `rules`".into()));
        assert_eq!(refused(r#"{"rules": [{"name": "a"}, {"weights": []}]}"#).0, "/rules/1");
    }

    #[test]
    fn a_number_that_is_too_large_is_refused() {
        assert_eq!(refused(r#"{"rules": [], "ratio": 1e309}"#), ("/ratio".into(), "number out of range".into()));
    }

    #[test]
    fn a_member_that_stands_twice_is_refused() {
        assert_eq!(refused(r#"{"rules": [], "ratio": 1, "ratio": 2}"#).1, "duplicate field `ratio`");
    }
}
