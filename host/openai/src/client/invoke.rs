//! Calls by name, with raw JSON: what one agent asks of another.

use async_openai::{
    config::Config,
    error::{ApiErrorResponse, OpenAIError, WrappedError},
    types::chat::{ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, FunctionCall},
};
use futures_util::{Stream, StreamExt, stream};
use http::header;
use serde_json::Value;
use tracing::Instrument;

use super::{ClientError, SecureClient, transport::Transport};
use crate::{
    CallReport, Outcome, call,
    govern::{self, Operation, Refusal, Splitter},
    message,
};

/// A provider's error is at most so long, in bytes.
const MOST_OF_AN_ERROR: usize = 1 << 20;
const OPERATIONS: [(Operation, &str); 4] = [
    (Operation::Generate, "/chat/completions"),
    (Operation::Complete, "/completions"),
    (Operation::Embed, "/embeddings"),
    (Operation::Respond, "/responses"),
];

impl SecureClient {
    /// Calls an operation of a model, or a tool that the client was built with, by its resource, `tool:<app>/<name>`, or
    /// its name alone. Parameters and result are JSON. It is decided and recorded like any other call, in the name of
    /// whom the client acts for.
    ///
    /// # Errors
    /// Nobody offers it, it is not allowed, or it fails.
    pub async fn invoke_tool(&self, resource: &str, parameters: Value) -> Result<Value, ClientError> {
        match self.operation(resource)? {
            Asked::Model(path) => {
                let answer = self.ask(path, parameters).await?;
                answer.json().await.map_err(|error| OpenAIError::Reqwest(error).into())
            }
            Asked::Tool(name) => self.call(name, &parameters).await,
        }
    }

    /// The same, piece by piece: a model is asked to stream; a tool answers in one piece.
    ///
    /// # Errors
    /// As [`SecureClient::invoke_tool`]; what goes wrong later is a piece of the stream.
    pub async fn invoke_tool_stream(
        &self,
        resource: &str,
        mut parameters: Value,
    ) -> Result<impl Stream<Item = Result<Value, ClientError>> + Send + use<>, ClientError> {
        match self.operation(resource)? {
            Asked::Model(path) => {
                if let Some(parameters) = parameters.as_object_mut() {
                    parameters.insert("stream".to_owned(), true.into());
                }
                Ok(events(self.ask(path, parameters).await?).left_stream())
            }
            Asked::Tool(name) => {
                let result = self.call(name, &parameters).await?;
                Ok(stream::iter([Ok(result)]).right_stream())
            }
        }
    }

    fn operation<'r>(&self, resource: &'r str) -> Result<Asked<'r>, ClientError> {
        let name = match resource.strip_prefix("tool:") {
            Some(rest) => rest.strip_prefix(self.who.session()?.app()).and_then(|rest| rest.strip_prefix('/')),
            None => Some(resource),
        };
        let unknown = || ClientError::NoResource(resource.to_owned());
        let name = name.ok_or_else(unknown)?;
        if let Some((_, path)) = OPERATIONS.iter().find(|(operation, _)| operation.name() == name) {
            return Ok(Asked::Model(path));
        }
        match &self.tools {
            Some(tools) if tools.tool(name).is_some() => Ok(Asked::Tool(name)),
            _ => Err(unknown()),
        }
    }

    async fn ask(&self, path: &str, parameters: Value) -> Result<reqwest::Response, ClientError> {
        let config = self.client.config();
        let url = config.url(path);
        let url = reqwest::Url::parse(&url).map_err(|_| ClientError::Undecidable("its URL is none"))?;
        let mut request = reqwest::Request::new(http::Method::POST, url);
        *request.headers_mut() = config.headers();
        request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(parameters.to_string().into());
        let transport = Transport { shared: self.shared.clone(), who: self.who.clone() };
        let mut answer = transport.request(request).await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status_code = answer.status();
        let body = govern::read(&mut answer, MOST_OF_AN_ERROR).await?;
        let WrappedError { error: api_error } =
            serde_json::from_slice(&body).map_err(|error| OpenAIError::JSONDeserialize(error, String::new()))?;
        Err(OpenAIError::ApiError(ApiErrorResponse { status_code, api_error }).into())
    }

    async fn call(&self, name: &str, parameters: &Value) -> Result<Value, ClientError> {
        let session = self.who.session()?;
        let tools = self.tools.as_ref().ok_or_else(|| ClientError::NoResource(name.to_owned()))?;
        let call = ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
            id: String::new(),
            function: FunctionCall { name: name.to_owned(), arguments: parameters.to_string() },
        });
        let span = call::span(&call);
        let (report, content) = tools.for_session(session.clone()).run(&call, &span).instrument(span.clone()).await;
        match report {
            CallReport { outcome: Outcome::Completed, .. } => {
                Ok(serde_json::from_str(&content).unwrap_or(Value::String(content)))
            }
            CallReport { outcome: Outcome::Denied | Outcome::NeedsApproval, call: Some(decision), .. }
            | CallReport {
                outcome: Outcome::ResultDenied | Outcome::ResultNeedsApproval,
                result: Some(decision),
                ..
            } => Err(Refusal::of(&decision, message::DENIED).into()),
            CallReport { outcome, .. } => Err(ClientError::Tool(outcome)),
        }
    }
}

/// What a resource is.
enum Asked<'r> {
    /// An operation of a model, by its path.
    Model(&'static str),
    /// A tool.
    Tool(&'r str),
}

/// The events of a stream, as JSON.
fn events(answer: reqwest::Response) -> impl Stream<Item = Result<Value, ClientError>> + Send {
    stream::unfold(Some((answer, Splitter::default())), async |state| {
        let (mut answer, mut splitter) = state?;
        loop {
            let event = match splitter.next() {
                Ok(Some(event)) => event,
                Ok(None) => match answer.chunk().await {
                    Ok(Some(piece)) => {
                        splitter.push(&piece);
                        continue;
                    }
                    Ok(None) => return None,
                    Err(error) => return Some((Err(OpenAIError::Reqwest(error).into()), None)),
                },
                Err(_) => return Some((Err(ClientError::Undecidable("an event of the answer is too long")), None)),
            };
            let data = match event.data {
                None => continue,
                Some(Ok(data)) if data == "[DONE]" => return None,
                Some(data) => data.unwrap_or_default(),
            };
            return Some(match serde_json::from_str(&data) {
                Ok(value) => match ClientError::ended(&value) {
                    Some(refusal) => (Err(refusal.into()), None),
                    None => (Ok(value), Some((answer, splitter))),
                },
                Err(error) => (Err(OpenAIError::JSONDeserialize(error, String::new()).into()), None),
            });
        }
    })
}
