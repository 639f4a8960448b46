use crate::{Document, Phase, Subject};

/// One thing to be decided. Its payload is handed to [`Policy::evaluate`](crate::Policy::evaluate) beside it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event {
    /// Unique identity of the event.
    pub id: String,
    /// The session that the event belongs to.
    pub session: String,
    /// The moment in the agent's life.
    pub phase: Phase,
    /// Who acts.
    pub subject: Subject,
    /// The resource acted on, `tool:<app>/<operation>`.
    pub target: String,
    /// The short business name that policies speak of; where nothing else was said, the tool's name.
    pub action: String,
    /// When the event happened, in milliseconds since 1970-01-01T00:00:00Z. The only clock that a plugin has.
    pub time_ms: u64,
    pub(crate) context: Document,
}

impl Event {
    /// What else the host knows about the event, a JSON object.
    ///
    /// ```
    /// # use portcullis_guest::{json, prelude::*};
    /// let event = Event::new(Phase::ToolCall, "pay").with_context(json!({ "delegation_depth": 1 }));
    /// assert_eq!(event.context().get::<u32>("/delegation_depth")?, Some(1));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn context(&self) -> &Document {
        &self.context
    }
}
