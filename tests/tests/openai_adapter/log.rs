//! What the operator reads, and what nobody reads.

use std::{
    fmt::{Debug, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::support::*;

/// Writes everything down, each field as a line.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>, Arc<AtomicU64>);

struct Lines<'a>(&'a mut String);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        writeln!(text, "span {}", span.metadata().name()).unwrap();
        span.record(&mut Lines(&mut text));
        Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Lines(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Lines(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

async fn logged(handler: impl AsyncFn(&portcullis_openai::ToolAdapter)) -> String {
    let fails = async |_: Value| Err::<Value, _>("the database is down\u{1b}[2J");
    let (adapter, _) = noting(over(&[("a", ALLOW, "")]), "tool", Some(serde_json::json!({ "required": ["amount"] })));
    let adapter = adapter.register("fails", fails, None, None).unwrap();
    let all = Everything::default();
    let guard = tracing::subscriber::set_default(all.clone());
    handler(&adapter).await;
    drop(guard);
    all.0.lock().unwrap().clone()
}

#[tokio::test]
async fn a_span_per_call_names_the_tool_the_call_and_the_effect() {
    let log = logged(async |adapter| drop(ask(adapter, r#"{"amount":1}"#).await)).await;
    for line in [
        "span execute_tool",
        "gen_ai.tool.name=\"tool\"",
        "gen_ai.tool.call.id=\"call-1\"",
        "portcullis.effect=\"allow\"",
        "portcullis.result.effect=\"allow\"",
        "portcullis.outcome=\"completed\"",
    ] {
        assert!(log.lines().any(|logged| logged == line), "{line} is not in\n{log}");
    }
}

#[tokio::test]
async fn what_a_handler_says_of_its_failure_is_logged_safely() {
    for log in [
        logged(async |adapter| drop(adapter.execute(&call("fails", "{}")).await)).await,
        logged(async |adapter| drop(adapter.execute_all(&[call("fails", "{}")]).await)).await,
        logged(async |adapter| drop(adapter.execute_blocking(&call("fails", "{}")))).await,
    ] {
        assert!(log.contains("the database is down") && !log.contains('\u{1b}'), "{log}");
    }
}

#[tokio::test]
async fn neither_arguments_nor_results_are_logged() {
    let log = logged(async |adapter| {
        for arguments in
            [r#"{"amount":"hunter2"}"#, r#"{"hunter2":1}"#, r#"{"hunter2":1,"hunter2":2}"#, "hunter2", r#"["hunter2"]"#]
        {
            ask(adapter, arguments).await;
        }
    })
    .await;
    assert!(log.contains("span execute_tool") && !log.contains("hunter2"), "{log}");
    assert!(!log.contains("done"), "{log}");
}
