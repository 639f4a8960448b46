//! What a policy's annotations say.

use cedar_policy_core::ast::{Effect, Policy};
use portcullis_guest::{ConfigErrors, Value};

use crate::text::place;

/// What a policy's annotations say.
#[derive(Debug, Default)]
pub(crate) struct Says {
    /// `@id`: its name in records.
    pub(crate) id: Option<String>,
    /// `@code`: machine-readable.
    pub(crate) code: Option<String>,
    /// `@reason`: for the operator.
    pub(crate) reason: Option<String>,
    /// `@message`: for the model.
    pub(crate) message: Option<String>,
    pub(crate) does: Does,
    /// All others, such as `@severity`, for the record.
    pub(crate) notes: Vec<String>,
}

/// What comes of a policy that holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Does {
    /// What its effect says.
    #[default]
    Decides,
    /// `@escalate`: what is forbidden may be approved by one of these.
    Escalates(Vec<String>),
    /// `@edit`: what is forbidden may happen once this is so. None removes.
    Edits { pointer: String, value: Option<Value> },
}

impl Says {
    /// Reads the annotations of a policy in `text`, which stands at `at` in the config.
    pub(crate) fn read(policy: &Policy, text: &str, at: &str, errors: &mut ConfigErrors) -> Self {
        let mut says = Self::default();
        for (name, annotation) in policy.annotations() {
            let name: &str = name.as_ref();
            let value = annotation.val.to_string();
            let mut refuse = |message: String| {
                let (line, column) = place(text, annotation.loc.as_ref().map_or(0, |loc| loc.start()));
                errors.add(at, format!("{line}:{column}: {message}"));
            };
            if matches!(name, "escalate" | "edit") {
                if policy.effect() == Effect::Permit {
                    refuse(format!(
                        "`@{name}` belongs to `forbid`: it says how what is forbidden may happen all the same"
                    ));
                    continue;
                }
                if says.does != Does::Decides {
                    refuse("a policy either escalates or edits: write two policies".to_owned());
                    continue;
                }
            }
            match name {
                "id" => says.id = Some(value),
                // A permit says nothing to the model.
                "code" | "message" if policy.effect() == Effect::Permit => says.notes.push(format!("@{name}: {value}")),
                "code" if is_code(&value) => says.code = Some(value),
                "code" => {
                    refuse(format!("`{}` is no code: write words in lower case with dashes", value.escape_debug()))
                }
                "reason" => says.reason = Some(value),
                "message" => says.message = Some(value),
                "escalate" => match approvers(&value) {
                    Ok(approvers) => says.does = Does::Escalates(approvers),
                    Err(message) => refuse(message),
                },
                "edit" => match edit(&value) {
                    Ok(does) => says.does = does,
                    Err(message) => refuse(message),
                },
                other if value.is_empty() => says.notes.push(format!("@{other}")),
                other => says.notes.push(format!("@{other}: {value}")),
            }
        }
        says
    }
}

fn is_code(code: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    code.split('-').all(is_word)
}

/// `role:manager, team:risk`; nothing for whoever the host lets.
fn approvers(value: &str) -> Result<Vec<String>, String> {
    let mut approvers = Vec::new();
    for approver in value.split(',').map(str::trim).filter(|approver| !approver.is_empty()) {
        match approver.split_once(':') {
            Some(("role" | "team" | "user", name)) if !name.is_empty() => approvers.push(approver.to_owned()),
            _ => {
                return Err(format!(
                    "`{}` can't approve: write `role:<name>`, `team:<name>` or `user:<id>`",
                    approver.escape_debug()
                ));
            }
        }
    }
    Ok(approvers)
}

/// `/max_tokens = 500` puts a value, `/seed` alone removes what is there.
fn edit(value: &str) -> Result<Does, String> {
    let (pointer, json) = match value.split_once('=') {
        Some((pointer, json)) => (pointer.trim(), Some(json.trim())),
        None => (value.trim(), None),
    };
    if !pointer.starts_with('/') {
        return Err(format!(
            "`{}` is no edit: write `/max_tokens = 500`, or `/seed` to remove what is there",
            value.escape_debug()
        ));
    }
    let read = |json: &str| {
        serde_json::from_str(json).map_err(|_| format!("`{}` is not JSON: texts need quotes", json.escape_debug()))
    };
    Ok(Does::Edits { pointer: pointer.to_owned(), value: json.map(read).transpose()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_guest::json;

    #[test]
    fn an_edit_is_a_pointer_and_a_value() {
        let edits = |pointer: &str, value| Ok(Does::Edits { pointer: pointer.to_owned(), value });
        assert_eq!(edit("/max_tokens = 500"), edits("/max_tokens", Some(json!(500))));
        assert_eq!(edit(r#"/a="x = y""#), edits("/a", Some(json!("x = y"))));
        assert_eq!(edit("/seed"), edits("/seed", None));
        assert_eq!(edit("/seed = null"), edits("/seed", Some(json!(null))));
        for wrong in ["", "seed", "/a = ", "/a = text"] {
            assert!(edit(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn approvers_are_roles_teams_and_users() {
        assert_eq!(approvers("role:manager, team:risk"), Ok(vec!["role:manager".to_owned(), "team:risk".to_owned()]));
        assert_eq!(approvers(""), Ok(Vec::new()));
        for wrong in ["manager", "role:", "group:x", "role:a, b"] {
            assert!(approvers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn codes_are_words_with_dashes() {
        for (code, fits) in
            [("amount-over-limit", true), ("x2", true), ("", false), ("A", false), ("a--b", false), ("a_b", false)]
        {
            assert_eq!(is_code(code), fits, "{code}");
        }
    }
}
