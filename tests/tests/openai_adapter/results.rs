//! What of a tool's result reaches the model.

use std::error::Error;

use serde_json::{Value, json};

use crate::support::*;

const REDACT: &str = r#"{ find = [{ text = "secret", kind = "secret", severity = "high", replacement = "[gone]" }] }"#;
const RESULTS: &str = "phases = [\"tool-result\"]";
const CALLS: &str = "phases = [\"tool-call\"]";

#[tokio::test]
async fn a_result_that_is_no_text_is_answered_as_json() {
    let base = over(&[("a", ALLOW, "")]);
    for result in
        [json!({ "b": 1, "a": [null, true, 1.5] }), json!([]), json!(null), json!(0), json!({ "a": "ä\u{0}" })]
    {
        let answer = ask(&answering(base.clone(), result.clone()), "{}").await;
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap(), result);
    }
}

#[tokio::test]
async fn a_text_is_answered_to_the_byte() {
    let base = over(&[("a", REDACT, "")]);
    for text in ["", "plain", "\"quoted\"", "{\"json\": 1}", "line\nline\t\u{1}", "Привет \u{202e} 🦀"] {
        assert_eq!(ask(&answering(base.clone(), json!(text)), "{}").await, text);
    }
}

#[tokio::test]
async fn sanitising_reaches_nested_strings_and_the_names_of_members() {
    let result = json!({
        "note": "a secret here",
        "rows": [{ "deep": [["secret", 1]] }, "secret"],
        "a secret name": { "x": "fine" },
    });
    let answer = ask(&answering(over(&[("find", REDACT, "")]), result), "{}").await;
    let expected = json!({
        "note": "a [gone] here",
        "rows": [{ "deep": [["[gone]", 1]] }, "[gone]"],
        "a [gone] name": { "x": "fine" },
    });
    assert_eq!(serde_json::from_str::<Value>(&answer).unwrap(), expected);
}

#[tokio::test]
async fn sanitising_reaches_a_text() {
    let adapter = answering(over(&[("find", REDACT, "")]), json!("the secret is \"out\""));
    assert_eq!(ask(&adapter, "{}").await, "the [gone] is \"out\"");
}

#[tokio::test]
async fn sanitising_can_be_switched_off() {
    let adapter = answering(over(&[("find", REDACT, "")]), json!({ "a": "secret" })).sanitise(false);
    let (adapter, reports) = reporting(adapter);
    assert_eq!(ask(&adapter, "{}").await, r#"{"a":"secret"}"#);
    assert!(reports.lock().unwrap()[0].result.is_none());
}

#[tokio::test]
async fn a_denied_or_escalated_result_is_withheld() {
    let deny = r#"{ rules = [{ then = { deny = "no" } }] }"#;
    let escalate = r#"{ rules = [{ then = { escalate = "ask" } }] }"#;
    for (config, reason) in
        [(deny, "Action blocked by governance policy."), (escalate, "This action needs a human's approval.")]
    {
        let adapter = over(&[("calls", ALLOW, CALLS), ("results", config, RESULTS)]);
        assert_eq!(ask(&answering(adapter, json!("secret")), "{}").await, blocked(reason));
    }
}

#[tokio::test]
async fn a_result_that_no_plugin_covers_is_withheld() {
    let adapter = answering(over(&[("calls", ALLOW, CALLS)]), json!("secret"));
    assert_eq!(ask(&adapter, "{}").await, blocked("Action blocked by governance policy."));
}

#[tokio::test]
async fn a_result_that_is_no_document_is_withheld() {
    let mut deep = json!("secret");
    for _ in 0..200 {
        deep = json!([deep]);
    }
    assert_eq!(ask(&answering(over(&[("a", ALLOW, "")]), deep), "{}").await, error("Tool result could not be checked"));
}

#[tokio::test]
async fn what_a_handler_says_of_its_failure_never_reaches_the_model() {
    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("postgres://admin:hunter2@db")
        }
    }
    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let fails = async |_: Value| Err::<Value, _>(Outer(std::io::Error::other("hunter3")));
    let adapter = over(&[("a", ALLOW, "")]).register("tool", fails, None, None).unwrap();
    assert_eq!(ask(&adapter, "{}").await, error("Tool execution failed"));
}

#[tokio::test]
async fn a_handler_that_panics_is_a_failure() {
    struct DropsBadly;
    impl Drop for DropsBadly {
        fn drop(&mut self) {
            panic!("hunter2 on the way out");
        }
    }
    let at_once = |arguments: Value| {
        assert!(arguments.is_array(), "hunter2");
        std::future::ready(arguments)
    };
    let later = async |_: Value| -> String {
        tokio::task::yield_now().await;
        panic!("hunter2")
    };
    let payload = async |_: Value| -> String { std::panic::panic_any(DropsBadly) };
    let held = async |_: Value| {
        let _held = DropsBadly;
        tokio::task::yield_now().await;
        "done"
    };
    let aside = portcullis_openai::blocking(|_: Value| -> String { panic!("hunter2") });
    let adapter = over(&[("a", ALLOW, "")])
        .register("at_once", at_once, None, None)
        .and_then(|adapter| adapter.register("later", later, None, None))
        .and_then(|adapter| adapter.register("payload", payload, None, None))
        .and_then(|adapter| adapter.register("held", held, None, None))
        .and_then(|adapter| adapter.register("aside", aside, None, None))
        .unwrap();
    for name in ["at_once", "later", "payload", "held", "aside"] {
        assert_eq!(content(&adapter.execute(&call(name, "{}")).await), error("Tool execution failed"), "{name}");
    }
}
