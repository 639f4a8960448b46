//! Adapters with one or two tools, calls to them, and what came of it.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, ChatCompletionRequestToolMessage,
    ChatCompletionRequestToolMessageContent, FunctionCall,
};
use portcullis::{
    audit::Log,
    event::{Subject, SubjectKind},
    gate::Gate,
    pack::Pack,
};
use portcullis_openai::{CallReport, Session, ToolAdapter};
use portcullis_tests::{pack, runtime, scripted};
use serde_json::Value;

pub(crate) const ALLOW: &str = "{}";

/// What handlers were called with.
pub(crate) type Seen = Arc<Mutex<Vec<Value>>>;

pub(crate) fn session() -> Session {
    let alice = Subject::new("alice", SubjectKind::User)
        .role("support_agent")
        .scope("read_customer")
        .scope("approve_refund_under_100");
    Session::new("support", alice).unwrap()
}

/// An adapter without tools, over scripted plugins.
pub(crate) fn over(plugins: &[(&str, &str, &str)]) -> ToolAdapter {
    ToolAdapter::new(scripted(plugins).0, session())
}

/// An adapter without tools, over the stock pack for support desks.
pub(crate) fn support_desk() -> ToolAdapter {
    let pack = Pack::load_blocking(runtime(), pack("support-desk")).unwrap();
    ToolAdapter::new(Gate::new(pack, Log::in_memory()), session())
}

/// The same, with a tool that notes its arguments and answers "done".
pub(crate) fn noting(adapter: ToolAdapter, name: &str, schema: Option<Value>) -> (ToolAdapter, Seen) {
    let seen = Seen::default();
    let notes = Arc::clone(&seen);
    let handler = move |arguments: Value| {
        notes.lock().unwrap().push(arguments);
        async { "done" }
    };
    let schema = schema.map(|parameters| portcullis_openai::schema("A tool.", parameters));
    (adapter.register(name, handler, schema, None).unwrap(), seen)
}

/// The same, with a tool that answers this.
pub(crate) fn answering(adapter: ToolAdapter, result: Value) -> ToolAdapter {
    adapter.register("tool", move |_: Value| std::future::ready(result.clone()), None, None).unwrap()
}

/// The same, noting its reports.
pub(crate) fn reporting(adapter: ToolAdapter) -> (ToolAdapter, Arc<Mutex<Vec<CallReport>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&reports);
    (adapter.on_report(move |report| notes.lock().unwrap().push(report.clone())), reports)
}

pub(crate) fn call(name: &str, arguments: &str) -> ChatCompletionMessageToolCalls {
    call_with_id("call-1", name, arguments)
}

pub(crate) fn call_with_id(id: &str, name: &str, arguments: &str) -> ChatCompletionMessageToolCalls {
    ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
        id: id.to_owned(),
        function: FunctionCall { name: name.to_owned(), arguments: arguments.to_owned() },
    })
}

/// Calls the tool `tool`, and answers what the model reads.
pub(crate) async fn ask(adapter: &ToolAdapter, arguments: &str) -> String {
    let message = adapter.execute(&call("tool", arguments)).await;
    assert_eq!(message.tool_call_id, "call-1");
    content(&message)
}

pub(crate) fn content(message: &ChatCompletionRequestToolMessage) -> String {
    match &message.content {
        ChatCompletionRequestToolMessageContent::Text(text) => text.clone(),
        ChatCompletionRequestToolMessageContent::Array(_) => panic!("not a text"),
    }
}

pub(crate) fn error(text: &str) -> String {
    serde_json::json!({ "error": text }).to_string()
}

pub(crate) fn blocked(reason: &str) -> String {
    serde_json::json!({ "blocked": true, "reason": reason }).to_string()
}

/// Runs a future without tokio.
pub(crate) fn without_tokio<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
