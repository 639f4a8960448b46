//! Waiting for a call on a thread, wherever that thread is.

use std::time::Duration;

use portcullis_openai::ToolAdapter;
use serde_json::Value;

use crate::support::*;

/// A tool that needs timers, tasks and threads of a runtime.
fn needy() -> ToolAdapter {
    let handler = async |_: Value| {
        tokio::time::timeout(Duration::from_secs(60), std::future::ready(())).await.unwrap();
        let answer = tokio::spawn(async { "do" }).await?;
        let end = tokio::task::spawn_blocking(|| "ne").await?;
        Ok::<_, tokio::task::JoinError>(format!("{answer}{end}"))
    };
    over(&[("a", ALLOW, "")]).register("tool", handler, None, None).unwrap()
}

fn assert_done(adapter: &ToolAdapter) {
    let message = adapter.execute_blocking(&call("tool", "{}"));
    assert_eq!((message.tool_call_id.as_str(), content(&message)), ("call-1", "done".to_owned()));
}

#[test]
fn without_a_runtime() {
    assert_done(&needy());
}

#[tokio::test]
async fn within_a_runtime_of_one_thread() {
    assert_done(&needy());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn within_a_runtime_of_threads() {
    assert_done(&needy());
    tokio::spawn(async { assert_done(&needy()) }).await.unwrap();
}

#[tokio::test]
async fn within_a_thread_for_blocking_work() {
    tokio::task::spawn_blocking(|| assert_done(&needy())).await.unwrap();
}

#[tokio::test]
async fn within_a_local_set() {
    tokio::task::LocalSet::new().run_until(async { assert_done(&needy()) }).await;
}

#[test]
fn within_a_handler_of_another_call() {
    let inner = needy();
    let handler = move |_: Value| std::future::ready(content(&inner.execute_blocking(&call("tool", "{}"))));
    assert_done(&over(&[("a", ALLOW, "")]).register("tool", handler, None, None).unwrap());
}
