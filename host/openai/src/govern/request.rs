//! A request on its way to the model.

use portcullis::{
    decision::Decision,
    document::{Document, Kind},
    event::Phase,
};
use tracing::{Instrument, Span};

use super::{Governor, Operation, Refusal, edits, telemetry::Telemetry, tools};
use crate::Session;

/// A request that may be sent. Its answer comes back here, whole or as a stream.
pub struct Exchange {
    pub(super) governor: Governor,
    pub(super) operation: Operation,
    pub(super) session: Session,
    /// The request's event.
    pub(super) event: String,
    record: String,
    body: Document,
    pub(super) telemetry: Telemetry,
}

impl Governor {
    /// Decides a request: first each tool that it offers to the model and each result of a tool that it holds, then the
    /// whole of it as these left it.
    ///
    /// # Errors
    /// A body that is no JSON object, or that is not allowed, as a whole or in one of its tools.
    pub async fn request(&self, operation: Operation, session: &Session, body: &str) -> Result<Exchange, Refusal> {
        let body = Document::parse(body).map_err(|error| Refusal::not_json(&error))?;
        if body.root().kind() != Kind::Object {
            return Err(Refusal::malformed("The request's body is not a JSON object."));
        }
        let telemetry = Telemetry::new(operation, session, &body, self.content);
        let span = telemetry.span.clone();
        match self.decided(operation, session, body).instrument(span).await {
            Ok((event, decision, body)) => {
                telemetry.asked(&body, decision.effect.name(), &decision.id);
                let (governor, session) = (self.clone(), session.clone());
                Ok(Exchange { governor, operation, session, event, record: decision.id, body, telemetry })
            }
            Err(refusal) => {
                telemetry.refused(&refusal);
                Err(refusal)
            }
        }
    }

    /// The request's event, what was decided of it, and what may be sent.
    async fn decided(
        &self,
        operation: Operation,
        session: &Session,
        body: Document,
    ) -> Result<(String, Decision, Document), Refusal> {
        let body = self.tools(operation, session, body).await?;
        let mut event = session.event(Phase::ModelRequest, operation.name(), operation.name(), body);
        if let (Some(signer), None) = (&self.signer, &event.evidence) {
            event.evidence = Some(signer.sign(&event, self.gate.pack().digest())?);
        }
        let decision = self.decide(&event).await;
        let body = self.passed(&decision)?;
        Ok((event.id, decision, body))
    }

    /// The request after what was decided of the tools in it.
    async fn tools(&self, operation: Operation, session: &Session, body: Document) -> Result<Document, Refusal> {
        let unasked = |id: &String| !self.asked().contains(&session.call_key(id));
        if let Some(id) = tools::approved(&body).iter().find(|id| unasked(id)) {
            return Err(Refusal::unasked(id));
        }
        let mut changes = Vec::new();
        for part in tools::of(operation, &body)? {
            let known = part.call.as_ref().and_then(|call| self.asked().get(&session.call_key(call)).cloned());
            let tool = part.tool.or_else(|| known.as_ref().map(|known| known.tool.clone()));
            let tool = tool.unwrap_or_else(|| tools::UNKNOWN.to_owned());
            let mut event = session.event(part.phase, &tool, &tool, part.payload);
            event.cause = known.map(|known| known.event);
            let passed = self.passed(&self.decide(&event).await)?;
            if passed != event.payload {
                changes.push(part.place.set(&passed));
            }
        }
        edits::apply(body, &changes)
            .map_err(|error| Refusal::malformed(format!("What policies changed does not fit: {error}.")))
    }
}

impl Exchange {
    /// What may be sent: the request as it came, or as policies edited it.
    #[must_use]
    pub fn body(&self) -> &str {
        self.body.text()
    }

    /// The request's decision in the audit log.
    #[must_use]
    pub fn record(&self) -> &str {
        &self.record
    }

    /// Its span: what is done to get the answer belongs in there.
    #[must_use]
    pub fn span(&self) -> &Span {
        &self.telemetry.span
    }

    /// Whether the answer is asked for as a stream.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.body.get("/stream").is_some_and(|stream| stream.raw() == "true")
    }
}
