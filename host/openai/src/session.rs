use portcullis::{
    document::{Document, Kind},
    event::{Event, Evidence, Phase, Subject},
};

use crate::error::SessionError;

/// Who acts, through which app. Nothing in it comes from a model.
///
/// # Example
/// ```
/// use portcullis::{document::Document, event::{Subject, SubjectKind}};
/// use portcullis_openai::Session;
///
/// let alice = Subject::new("alice", SubjectKind::User).role("support_agent").scope("read_customer");
/// let session = Session::new("support", alice)?
///     .id("ticket-4711")
///     .context(Document::parse(r#"{"delegation_depth": 0}"#)?)?;
/// assert_eq!(session.target("lookup_customer"), "tool:support/lookup_customer");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    id: String,
    app: String,
    subject: Subject,
    context: Document,
    evidence: Option<Evidence>,
}

impl Session {
    /// A session with a random identity and an empty context. The app's name is the first part of every target:
    /// `tool:<app>/<tool>`.
    ///
    /// # Errors
    /// A name that is not made of 1 to 64 ASCII letters, digits, `_`, `-` and `.`: packs match targets by pattern, where
    /// a `/` would begin another segment.
    pub fn new(app: impl Into<String>, subject: Subject) -> Result<Self, SessionError> {
        let app = app.into();
        let letters = app.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        if !letters || !(1..=64).contains(&app.len()) {
            return Err(SessionError::App { app });
        }
        let context = Document::empty_object();
        // The engine draws identities for events only; a session gets that of an event which never happens.
        let id = Event::new(Phase::ToolCall, subject.clone(), "", context.clone()).id;
        Ok(Self { id, app, subject, context, evidence: None })
    }

    /// The same, with this identity; by default it is random.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The same, with what else policies should know; by default nothing.
    ///
    /// # Errors
    /// A context that is not a JSON object.
    pub fn context(mut self, context: Document) -> Result<Self, SessionError> {
        if context.root().kind() != Kind::Object {
            return Err(SessionError::Context);
        }
        self.context = context;
        Ok(self)
    }

    /// The same, with what shows who asks: it is in the record of each request to a model. By default nothing.
    #[must_use]
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = Some(evidence);
        self
    }

    /// A new session of the same app, with the same context, for somebody else.
    pub(crate) fn like(&self, subject: Subject) -> Self {
        let id = Event::new(Phase::ToolCall, subject.clone(), "", self.context.clone()).id;
        Self { id, subject, evidence: None, ..self.clone() }
    }

    /// Its identity.
    pub(crate) fn name(&self) -> &str {
        &self.id
    }

    /// Who acts.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The app that they act through.
    #[must_use]
    pub fn app(&self) -> &str {
        &self.app
    }

    /// The same session, acting through one more link, which is the innermost so far: an agent, for one.
    #[must_use]
    pub fn through(mut self, link: impl Into<String>) -> Self {
        self.subject = self.subject.via(link);
        self
    }

    /// The target that stands for a tool: `tool:<app>/<tool>`.
    #[must_use]
    pub fn target(&self, tool: &str) -> String {
        format!("tool:{}/{tool}", self.app)
    }

    /// A call that a model asked for in this subject's name.
    pub(crate) fn call_key(&self, call: &str) -> (String, String) {
        (self.subject.id.clone(), call.to_owned())
    }

    pub(crate) fn event(&self, phase: Phase, tool: &str, action: &str, payload: Document) -> Event {
        Event {
            session: self.id.clone(),
            action: action.to_owned(),
            context: self.context.clone(),
            evidence: self.evidence.clone().filter(|_| phase == Phase::ModelRequest),
            ..Event::new(phase, self.subject.clone(), self.target(tool), payload)
        }
    }
}
