//! Which tools can be registered, and what the model is shown of them.

use async_openai::types::chat::{ChatCompletionTools, FunctionObject};
use portcullis::{
    document::Document,
    event::{Subject, SubjectKind},
};
use portcullis_openai::{RegisterError, Session, SessionError, ToolAdapter, schema};
use serde_json::{Value, json};

use crate::support::*;

async fn tool(_: Value) -> &'static str {
    "done"
}

fn register(name: &str, schema: Option<FunctionObject>) -> Result<ToolAdapter, RegisterError> {
    static BASE: std::sync::LazyLock<ToolAdapter> = std::sync::LazyLock::new(|| over(&[("a", ALLOW, "")]));
    BASE.clone().register("lookup", tool, None, None)?.register(name, tool, schema, None)
}

#[test]
fn a_second_tool_of_a_name_is_refused_in_any_letter_case() {
    for name in ["lookup", "LookUp", "LOOKUP"] {
        let error = register(name, None).err().unwrap();
        assert!(matches!(&error, RegisterError::Taken { taken, .. } if taken == "lookup"), "{error}");
    }
    assert!(register("lookup2", None).is_ok());
}

#[test]
fn a_name_that_openai_or_a_pattern_would_read_otherwise_is_refused() {
    let long = "x".repeat(65);
    for name in ["", " lookup2", "look up", "a/b", "a.b", "*", "l\u{43e}\u{43e}kup", "lookup\u{200b}", "a\n", &long] {
        assert!(matches!(register(name, None), Err(RegisterError::Name { .. })), "{name:?}");
    }
    assert!(register(&"x".repeat(64), None).is_ok());
    assert!(register("Az09_-", None).is_ok());
}

#[test]
fn a_schema_for_another_name_is_refused() {
    let named = |name: &str| Some(FunctionObject { name: name.to_owned(), ..schema("A tool.", json!({})) });
    assert!(matches!(register("other", named("lookup")), Err(RegisterError::SchemaName { .. })));
    assert!(register("other", named("other")).is_ok());
}

#[test]
fn parameters_that_nothing_can_be_checked_against_are_refused() {
    for parameters in [
        json!({ "type": "objekt" }),
        json!({ "properties": [] }),
        json!("object"),
        json!(true),
        json!({ "$ref": "https://example.com/schema.json" }),
        json!({ "$ref": "file:///etc/passwd" }),
        json!({ "properties": { "a": { "pattern": "(" } } }),
        json!({ "properties": { "a": { "pattern": "^(a+)+(?=b)$" } } }),
    ] {
        let error = register("other", Some(schema("A tool.", parameters.clone()))).err();
        assert!(matches!(error, Some(RegisterError::Schema { .. })), "{parameters}");
    }
}

#[tokio::test]
async fn a_pattern_takes_linear_time() {
    let parameters = json!({ "properties": { "a": { "type": "string", "pattern": "^(a+)+$" } } });
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", Some(parameters));
    let arguments = json!({ "a": format!("{}!", "a".repeat(100_000)) }).to_string();
    assert_eq!(ask(&adapter, &arguments).await, error("Tool arguments do not match the tool's schema"));
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn the_model_is_shown_the_tools_with_a_schema_in_the_order_of_registration() {
    let adapter = over(&[("a", ALLOW, "")])
        .register("zebra", tool, Some(schema("Z.", json!({ "type": "object" }))), None)
        .and_then(|adapter| adapter.register("hidden", tool, None, None))
        .and_then(|adapter| adapter.register("ant", tool, Some(FunctionObject::default()), None))
        .unwrap();
    let shown: Vec<_> = adapter
        .tool_schemas()
        .into_iter()
        .map(|tool| match tool {
            ChatCompletionTools::Function(tool) => tool.function,
            ChatCompletionTools::Custom(_) => panic!("not a function"),
        })
        .collect();
    assert_eq!(shown.iter().map(|function| function.name.as_str()).collect::<Vec<_>>(), ["zebra", "ant"]);
    assert_eq!(shown[0].parameters, Some(json!({ "type": "object" })));
    let wire = serde_json::to_value(adapter.tool_schemas()).unwrap();
    assert_eq!(wire[0]["type"], "function");
    assert_eq!(wire[0]["function"]["name"], "zebra");
}

#[test]
fn an_app_is_one_segment_of_a_target() {
    let session = |app: &str| Session::new(app, Subject::new("alice", SubjectKind::User));
    for app in ["", "a/b", "*", "a b", "support\n", &"x".repeat(65)] {
        assert!(matches!(session(app), Err(SessionError::App { .. })), "{app:?}");
    }
    let session = session("support-2.eu").unwrap();
    assert_eq!(session.target("lookup"), "tool:support-2.eu/lookup");
    assert!(matches!(session.context(Document::string("x")), Err(SessionError::Context)));
}
