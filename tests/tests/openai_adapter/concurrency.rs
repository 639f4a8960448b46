//! Calls that run at the same time.

use std::sync::{Arc, Barrier};

use portcullis_openai::ToolAdapter;
use serde_json::{Value, json};

use crate::support::*;

/// Two tools, of which neither ends before the other has begun.
fn meeting() -> ToolAdapter {
    let barrier = Arc::new(tokio::sync::Barrier::new(2));
    let tool = |name: &'static str| {
        let barrier = Arc::clone(&barrier);
        move |_: Value| {
            let barrier = Arc::clone(&barrier);
            async move {
                barrier.wait().await;
                name
            }
        }
    };
    let adapter = over(&[("a", ALLOW, "")]).register("first", tool("first"), None, None).unwrap();
    adapter.register("second", tool("second"), None, None).unwrap()
}

fn calls() -> [async_openai::types::chat::ChatCompletionMessageToolCalls; 2] {
    [call_with_id("1", "first", "{}"), call_with_id("2", "second", "{}")]
}

fn assert_in_order(messages: &[async_openai::types::chat::ChatCompletionRequestToolMessage]) {
    let read: Vec<_> = messages.iter().map(|message| (message.tool_call_id.as_str(), content(message))).collect();
    assert_eq!(read, [("1", "first".to_owned()), ("2", "second".to_owned())]);
}

#[tokio::test]
async fn all_calls_are_in_flight_at_once() {
    assert_in_order(&meeting().execute_all(&calls()).await);
}

#[test]
fn all_calls_are_in_flight_at_once_without_tokio_too() {
    assert_in_order(&without_tokio(meeting().execute_all(&calls())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_holds_its_thread_does_not_hold_the_others() {
    let barrier = Arc::new(Barrier::new(2));
    let tool = |name: &'static str| {
        let barrier = Arc::clone(&barrier);
        move |_: Value| {
            barrier.wait();
            std::future::ready(name)
        }
    };
    let adapter = over(&[("a", ALLOW, "")]).register("first", tool("first"), None, None).unwrap();
    let adapter = adapter.register("second", tool("second"), None, None).unwrap();
    assert_in_order(&adapter.execute_all(&calls()).await);
}

#[tokio::test]
async fn blocking_functions_run_beside_each_other_on_one_thread() {
    let barrier = Arc::new(Barrier::new(2));
    let tool = |name: &'static str| {
        let barrier = Arc::clone(&barrier);
        portcullis_openai::blocking(move |_: Value| {
            barrier.wait();
            name
        })
    };
    let adapter = over(&[("a", ALLOW, "")]).register("first", tool("first"), None, None).unwrap();
    let adapter = adapter.register("second", tool("second"), None, None).unwrap();
    assert_in_order(&adapter.execute_all(&calls()).await);
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_calls_whoever_ends_first() {
    let (release, released) = tokio::sync::watch::channel(false);
    let waits = move |_: Value| {
        let mut released = released.clone();
        async move {
            released.wait_for(|released| *released).await.unwrap();
            "last to end"
        }
    };
    let releases = move |_: Value| {
        let _ = release.send(true);
        std::future::ready("first to end")
    };
    let adapter = over(&[("a", ALLOW, "")]).register("waits", waits, None, None).unwrap();
    let adapter = adapter.register("releases", releases, None, None).unwrap();
    let calls = [call_with_id("1", "waits", "{}"), call_with_id("2", "releases", "{}")];
    let messages = adapter.execute_all(&calls).await;
    assert_eq!([content(&messages[0]), content(&messages[1])], ["last to end", "first to end"]);
    assert_eq!(messages[0].tool_call_id, "1");
}

#[tokio::test]
async fn one_failing_call_takes_no_other_down() {
    let deny = r#"{ rules = [{ when = ["/deny", true], then = { deny = "no" } }] }"#;
    let panics = async |_: Value| -> String { panic!("as told") };
    let fails = async |_: Value| Err::<Value, _>("as told");
    let adapter = over(&[("a", deny, "")])
        .register("panics", panics, None, None)
        .and_then(|adapter| adapter.register("fails", fails, None, None))
        .and_then(|adapter| adapter.register("works", async |_: Value| json!({ "ok": true }), None, None))
        .unwrap();
    let calls = [
        ("panics", "{}", error("Tool execution failed")),
        ("works", "{}", r#"{"ok":true}"#.to_owned()),
        ("fails", "{}", error("Tool execution failed")),
        ("nobody", "{}", error("Tool 'nobody' not registered in adapter")),
        ("works", "{", error("Malformed tool arguments")),
        ("works", r#"{"deny":true}"#, blocked("Action blocked by governance policy.")),
        ("works", "{}", r#"{"ok":true}"#.to_owned()),
    ];
    let ids: Vec<String> = (0..calls.len()).map(|index| format!("call-{index}")).collect();
    let asked: Vec<_> =
        calls.iter().zip(&ids).map(|((name, arguments, _), id)| call_with_id(id, name, arguments)).collect();
    for messages in
        [adapter.execute_all(&asked).await, asked.iter().map(|call| adapter.execute_blocking(call)).collect()]
    {
        assert_eq!(messages.len(), calls.len());
        for ((message, id), (_, _, expected)) in messages.iter().zip(&ids).zip(&calls) {
            assert_eq!((&message.tool_call_id, &content(message)), (id, expected));
        }
    }
}

#[tokio::test]
async fn no_calls_are_no_messages() {
    assert!(meeting().execute_all(&[]).await.is_empty());
}
