//! An event from JSON, as files and other processes write it.

use super::{Event, Phase, Subject, SubjectKind};
use crate::document::{Document, DocumentError, Kind, Value};

/// Why a text is not an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// The text is not strict JSON.
    #[error("the event is not valid JSON")]
    Json(#[from] DocumentError),
    /// A member that must be there is not.
    #[error("the event lacks `{member}`: {expected}")]
    Missing {
        /// Pointer of the member.
        member: &'static str,
        /// What should be there.
        expected: &'static str,
    },
    /// A member is not what it should be.
    #[error("`{member}` of the event is not {expected}")]
    Wrong {
        /// Pointer of the member.
        member: String,
        /// What should be there.
        expected: &'static str,
    },
    /// A member that no event has.
    #[error("the event has a member `{member}`, which no event has; there are {known}")]
    Unknown {
        /// Pointer of the member.
        member: String,
        /// The members that there are.
        known: String,
    },
}

const MEMBERS: [&str; 10] =
    ["id", "session", "phase", "subject", "target", "action", "cause", "context", "time_ms", "payload"];
const SUBJECT_MEMBERS: [&str; 6] = ["id", "kind", "roles", "scopes", "claims", "via"];

impl Event {
    /// Reads an event from JSON. `phase`, `subject` (with `id`), `target` and `payload` must be there; the rest has the
    /// defaults of [`Event::new`]. The payload is taken as it stands, to the byte.
    ///
    /// # Errors
    /// Text that is not strict JSON, and members that are missing, unknown or not what they should be.
    ///
    /// # Example
    /// ```
    /// use portcullis::event::Event;
    ///
    /// let event = Event::from_json(r#"{
    ///     "phase": "tool-call",
    ///     "subject": {"id": "alice", "kind": "user", "roles": ["support_agent"]},
    ///     "target": "tool:support/approve_refund",
    ///     "payload": {"amount": 12.50}
    /// }"#)?;
    /// assert_eq!(event.payload.text(), r#"{"amount": 12.50}"#);
    /// # Ok::<(), portcullis::event::EventError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, EventError> {
        let document = Document::parse(text)?;
        let root = Object::new(&document, "", &MEMBERS)?;
        let subject = Object::new(&document, "/subject", &SUBJECT_MEMBERS)?;
        let phase = root
            .string("/phase")?
            .ok_or(EventError::Missing { member: "/phase", expected: "for instance `tool-call`" })?;
        let phase: Phase = phase.parse().map_err(|_| EventError::Wrong {
            member: "/phase".into(),
            expected: "a phase, for instance `tool-call`",
        })?;
        let id = subject
            .string("/subject/id")?
            .ok_or(EventError::Missing { member: "/subject/id", expected: "who acts" })?;
        let kind = match subject.string("/subject/kind")? {
            None => SubjectKind::User,
            Some(kind) => match kind.as_str() {
                "user" => SubjectKind::User,
                "service" => SubjectKind::Service,
                "agent" => SubjectKind::Agent,
                _ => return Err(wrong("/subject/kind", "`user`, `service` or `agent`")),
            },
        };
        let target = root
            .string("/target")?
            .ok_or(EventError::Missing { member: "/target", expected: "the resource, `tool:<app>/<operation>`" })?;
        let payload = root.part("/payload")?.ok_or(EventError::Missing {
            member: "/payload",
            expected: "what is decided about, for a tool call its arguments",
        })?;
        let mut event = Self::new(
            phase,
            Subject {
                roles: subject.strings("/subject/roles")?,
                scopes: subject.strings("/subject/scopes")?,
                claims: subject.object("/subject/claims")?,
                via: subject.strings("/subject/via")?,
                ..Subject::new(id, kind)
            },
            target,
            payload,
        );
        event.context = root.object("/context")?;
        event.cause = root.string("/cause")?;
        if let Some(id) = root.string("/id")? {
            event.id = id;
        }
        if let Some(session) = root.string("/session")? {
            event.session = session;
        }
        if let Some(action) = root.string("/action")? {
            event.action = action;
        }
        if let Some(time) = document.get("/time_ms") {
            event.time_ms = time.raw().parse().map_err(|_| EventError::Wrong {
                member: "/time_ms".into(),
                expected: "milliseconds since 1970, a whole number",
            })?;
        }
        Ok(event)
    }
}

/// One object of the event's JSON, whose members are all known.
struct Object<'d> {
    document: &'d Document,
}

impl<'d> Object<'d> {
    fn new(document: &'d Document, pointer: &'static str, known: &[&str]) -> Result<Self, EventError> {
        let value =
            document.get(pointer).ok_or(EventError::Missing { member: pointer, expected: "who acts, with `id`" })?;
        if value.kind() != Kind::Object {
            return Err(wrong(pointer, "an object"));
        }
        match value.members().find(|(name, _)| !known.contains(&name.as_ref())) {
            Some((name, _)) => {
                Err(EventError::Unknown { member: format!("{pointer}/{name}"), known: known.join(", ") })
            }
            None => Ok(Self { document }),
        }
    }

    fn string(&self, pointer: &str) -> Result<Option<String>, EventError> {
        let read = |value: Value<'_>| {
            value.as_str().map(std::borrow::Cow::into_owned).ok_or_else(|| wrong(pointer, "a string"))
        };
        self.document.get(pointer).map(read).transpose()
    }

    fn strings(&self, pointer: &str) -> Result<Vec<String>, EventError> {
        let Some(list) = self.document.get(pointer) else { return Ok(Vec::new()) };
        if list.kind() != Kind::List {
            return Err(wrong(pointer, "a list of strings"));
        }
        list.elements()
            .map(|element| {
                element.as_str().map(std::borrow::Cow::into_owned).ok_or_else(|| wrong(pointer, "a list of strings"))
            })
            .collect()
    }

    fn part(&self, pointer: &str) -> Result<Option<Document>, EventError> {
        Ok(self.document.get(pointer).map(|value| Document::parse(value.raw())).transpose()?)
    }

    fn object(&self, pointer: &str) -> Result<Document, EventError> {
        match self.part(pointer)? {
            None => Ok(Document::empty_object()),
            Some(part) if part.root().kind() == Kind::Object => Ok(part),
            Some(_) => Err(wrong(pointer, "an object")),
        }
    }
}

fn wrong(member: &str, expected: &'static str) -> EventError {
    EventError::Wrong { member: if member.is_empty() { "/".into() } else { member.into() }, expected }
}
