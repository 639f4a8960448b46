use std::sync::Arc;

use async_openai::types::chat::{ChatCompletionTool, ChatCompletionTools, FunctionObject};
use portcullis::gate::Gate;
use serde::de::DeserializeOwned;

use crate::{
    error::RegisterError, handler, message, output::ToolOutput, report::CallReport, session::Session, tool::Tool,
};

/// Runs the tools that a model calls, as far as a gate lets it. The crate's first page shows what happens to a call.
///
/// Cloning is cheap; clones share tools and gate.
#[derive(Clone)]
pub struct ToolAdapter {
    pub(crate) gate: Gate,
    pub(crate) session: Arc<Session>,
    pub(crate) tools: Vec<Arc<Tool>>,
    pub(crate) sanitise: bool,
    pub(crate) deny_message: Arc<str>,
    pub(crate) on_report: Option<Arc<Observer>>,
}

type Observer = dyn Fn(&CallReport) + Send + Sync;

impl ToolAdapter {
    /// An adapter without a tool yet, for one session.
    #[must_use]
    pub fn new(gate: Gate, session: Session) -> Self {
        Self {
            gate,
            session: Arc::new(session),
            tools: Vec::new(),
            sanitise: true,
            deny_message: message::DENIED.into(),
            on_report: None,
        }
    }

    /// The same, with one more tool.
    ///
    /// - `handler`: an async function of one argument, or `move |arguments: T| async move { … }`. The argument is read
    ///   from the JSON that was decided: it is a [`serde_json::Value`], or a type of your own that derives
    ///   `Deserialize`. What may be answered is a [`ToolOutput`]. [`blocking`](crate::blocking) makes a handler of a
    ///   function that is not async.
    /// - `schema`: what the model is shown; [`schema`](crate::schema) makes one. Its name may be left empty. Arguments are
    ///   checked against its parameters, after the gate has decided. Without a schema the tool is not in
    ///   [`ToolAdapter::tool_schemas`], but can be called.
    /// - `action`: what policies call it; by default the tool's name.
    ///
    /// # Errors
    /// A name that OpenAI refuses, or that is taken, be it in other letter case; a schema for another name; parameters
    /// that are no JSON schema, that refer to other documents, or whose patterns can't be matched in linear time.
    pub fn register<A, F, R>(
        mut self,
        name: &str,
        handler: F,
        schema: Option<FunctionObject>,
        action: Option<&str>,
    ) -> Result<Self, RegisterError>
    where
        A: DeserializeOwned + 'static,
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output: ToolOutput> + Send + 'static,
    {
        if let Some(tool) = self.tools.iter().find(|tool| tool.name.eq_ignore_ascii_case(name)) {
            return Err(RegisterError::Taken { name: name.to_owned(), taken: tool.name.clone() });
        }
        self.tools.push(Arc::new(Tool::new(name, handler::erase(handler), schema, action)?));
        Ok(self)
    }

    /// The same, with results passed by the gate before the model reads them, or not. By default they are.
    #[must_use]
    pub fn sanitise(mut self, sanitise: bool) -> Self {
        self.sanitise = sanitise;
        self
    }

    /// The same, with another reason for the model where a policy gives it none. By default "Action blocked by governance
    /// policy."
    #[must_use]
    pub fn deny_message(mut self, message: impl Into<Arc<str>>) -> Self {
        self.deny_message = message.into();
        self
    }

    /// The same, with somebody who is told how each call ended, before its message is handed out. Calls that run at the
    /// same time report at the same time. By default nobody is.
    #[must_use]
    pub fn on_report(mut self, observer: impl Fn(&CallReport) + Send + Sync + 'static) -> Self {
        self.on_report = Some(Arc::new(observer));
        self
    }

    /// The same tools, for another session.
    #[must_use]
    pub fn for_session(&self, session: Session) -> Self {
        Self { session: Arc::new(session), ..self.clone() }
    }

    /// The tools that have a schema, in the order in which they were registered, for the request to the model.
    #[must_use]
    pub fn tool_schemas(&self) -> Vec<ChatCompletionTools> {
        let functions = self.tools.iter().filter_map(|tool| tool.function.clone());
        functions.map(|function| ChatCompletionTools::Function(ChatCompletionTool { function })).collect()
    }

    pub(crate) fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name).map(Arc::as_ref)
    }
}
