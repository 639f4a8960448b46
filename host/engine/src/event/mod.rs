//! One thing to be decided: who wants to do what, to which resource, with which payload.

mod from_json;
mod phase;
mod subject;

pub use from_json::EventError;
pub use phase::{Phase, UnknownPhase};
pub use portcullis_audit::{Evidence, EvidenceForm, SubjectKind};
pub use subject::Subject;

use crate::{clock, document::Document, id};

/// One event of an agent's life.
///
/// # Example
/// ```
/// use portcullis::{document::Document, event::{Event, Phase, Subject, SubjectKind}};
///
/// let subject = Subject::new("alice", SubjectKind::User).role("support_agent").scope("read_customer");
/// let arguments = Document::parse(r#"{"customer": 7}"#)?;
/// let event = Event::new(Phase::ToolCall, subject, "tool:support/lookup_customer", arguments);
/// assert_eq!(event.action, "lookup_customer");
/// # Ok::<(), portcullis::document::DocumentError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Event {
    /// Unique identity; 32 random hexadecimal digits where nobody says otherwise.
    pub id: String,
    /// The session that the event belongs to; by default one of its own.
    pub session: String,
    /// The moment in the agent's life.
    pub phase: Phase,
    /// Who acts.
    pub subject: Subject,
    /// The resource acted on: `tool:<app>/<operation>`.
    pub target: String,
    /// The short business name that policies speak of; by default what stands behind the target's last slash.
    pub action: String,
    /// Identity of the event that led to this one: of the request that a response answers, of the response that asks for
    /// a call, of the call that a result comes from. Plugins find it in the context, as `cause`. By default none.
    pub cause: Option<String>,
    /// What else is known: a JSON object; by default empty.
    pub context: Document,
    /// When it happens, in milliseconds since 1970-01-01T00:00:00Z; by default now.
    pub time_ms: u64,
    /// What the decision is about: arguments, a result, a request, a response.
    pub payload: Document,
    /// What shows who asks, for the audit log: plugins don't see it. The host has checked it. By default none.
    pub evidence: Option<Evidence>,
}

impl Event {
    /// An event that happens now, with a random identity, in a session of its own.
    #[must_use]
    pub fn new(phase: Phase, subject: Subject, target: impl Into<String>, payload: Document) -> Self {
        let target = target.into();
        let action = target.rsplit('/').next().unwrap_or_default().to_owned();
        let id = id::random();
        Self {
            session: id.clone(),
            id,
            phase,
            subject,
            target,
            action,
            cause: None,
            context: Document::empty_object(),
            time_ms: clock::now_ms(),
            payload,
            evidence: None,
        }
    }

    /// The same, as led to by the event of this identity.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }
}
