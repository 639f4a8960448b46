//! Governs requests to a model and its answers, as JSON: what a gateway and a client have in common.
//!
//! A request is decided before it is sent, its answer before anybody reads it, and so is every tool in either: tools that
//! are offered, results that the model would read, calls that it asks for. What is sent is the text that was decided last,
//! to the byte where nobody edited it.

mod answer;
mod calls;
mod edits;
mod operation;
mod passage;
mod refusal;
mod request;
mod route;
mod signer;
mod stream;
mod telemetry;
mod tools;
mod transfer;

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;
use portcullis::{
    decision::{Decision, Effect},
    document::Document,
    gate::Gate,
};

pub use answer::Answer;
pub use operation::Operation;
pub use passage::{Family, Handling};
pub use refusal::{Refusal, RefusalKind};
pub use request::Exchange;
pub use route::{Route, within};
pub(crate) use stream::Splitter;
pub use stream::{Piece, Streamed};
pub use transfer::{Recorded, is_stream, read};

use portcullis_identity::signing::SigningKey;

use crate::message;
use signer::Signer;

/// So many calls that models asked for are remembered, so that their results are linked to them.
const MAX_CALLS: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// Decides requests to a model, and answers. Cloning is cheap; clones share the gate and what they remember.
///
/// # Example
/// ```no_run
/// use portcullis::{event::{Subject, SubjectKind}, gate::Gate};
/// use portcullis_openai::{Session, govern::{Governor, Operation}};
///
/// # async fn send(_: &str) -> String { String::new() }
/// async fn ask(gate: Gate, body: &str) -> Result<String, Box<dyn std::error::Error>> {
///     let governor = Governor::new(gate);
///     let session = Session::new("support", Subject::new("alice", SubjectKind::User))?;
///     let exchange = governor.request(Operation::Generate, &session, body).await?;
///     let answer = send(exchange.body()).await;
///     Ok(exchange.response(&answer).await?.body)
/// }
/// ```
#[derive(Clone)]
pub struct Governor {
    gate: Gate,
    deny_message: Arc<str>,
    asked: Arc<Mutex<LruCache<CallKey, Asked>>>,
    signer: Option<Signer>,
    content: bool,
}

/// Whose call, and its identity. Providers draw the latter at random; with the former nobody can speak of another's.
type CallKey = (String, String);

/// A call that a model asked for.
#[derive(Clone)]
struct Asked {
    tool: String,
    event: String,
}

impl Governor {
    /// Decides by a gate.
    #[must_use]
    pub fn new(gate: Gate) -> Self {
        let asked = Arc::new(Mutex::new(LruCache::new(MAX_CALLS)));
        Self { gate, deny_message: message::DENIED.into(), asked, signer: None, content: false }
    }

    /// The same, with another reason for the caller where a policy gives none. By default "Action blocked by governance
    /// policy."
    #[must_use]
    pub fn deny_message(mut self, message: impl Into<Arc<str>>) -> Self {
        self.deny_message = message.into();
        self
    }

    /// The same, which signs what is asked with the app's key: the signature, over a
    /// [`Statement`](portcullis_identity::signing::Statement), is in the request's record. What a session comes with as
    /// evidence stays as it is.
    #[must_use]
    pub fn signing(mut self, key: SigningKey) -> Self {
        self.signer = Some(Signer::new(key));
        self
    }

    /// The same, with prompts and answers in traces: as events in the span of each request. By default there are none,
    /// since they may be secret.
    #[must_use]
    pub fn tracing_content(mut self) -> Self {
        self.content = true;
        self
    }

    /// The gate that decides.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// What a decision lets pass.
    fn passed(&self, decision: &Decision) -> Result<Document, Refusal> {
        match &decision.effect {
            Effect::Allow(payload) | Effect::Modify(payload) => Ok(payload.clone()),
            Effect::Deny(_) | Effect::Escalate(_) => Err(Refusal::of(decision, &self.deny_message)),
        }
    }

    fn asked(&self) -> MutexGuard<'_, LruCache<CallKey, Asked>> {
        // Nothing in here panics halfway.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
