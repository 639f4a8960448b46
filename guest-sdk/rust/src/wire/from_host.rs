//! What the host says, in the crate's own types.

use super::bindings::author::exports::portcullis::plugin::author;
use super::bindings::host::portcullis::plugin::types as wit;
use crate::document::{self, Document};
use crate::{Event, Phase, ScanContext, Subject, SubjectKind, Tool};

impl From<wit::Event> for Event {
    fn from(event: wit::Event) -> Self {
        Self {
            id: event.id,
            session: event.session,
            phase: event.phase.into(),
            subject: event.subject.into(),
            target: event.target,
            action: event.action,
            time_ms: event.time_ms,
            // The host has it parsed; the text in the event is for plugins without `document`.
            context: Document::from(document::Part::Context),
        }
    }
}

impl From<wit::Subject> for Subject {
    fn from(subject: wit::Subject) -> Self {
        Self {
            id: subject.id,
            kind: match subject.kind {
                wit::SubjectKind::User => SubjectKind::User,
                wit::SubjectKind::Service => SubjectKind::Service,
                wit::SubjectKind::Agent => SubjectKind::Agent,
            },
            roles: subject.roles,
            scopes: subject.scopes,
            via: subject.via,
            claims: Document::from(document::Part::Claims),
        }
    }
}

impl From<wit::ScanContext> for ScanContext {
    fn from(context: wit::ScanContext) -> Self {
        Self {
            event_id: context.event_id,
            session: context.session,
            phase: context.phase.into(),
            target: context.target,
            subject_id: context.subject_id,
            pointer: String::new(),
        }
    }
}

impl From<wit::Phase> for Phase {
    fn from(phase: wit::Phase) -> Self {
        match phase {
            wit::Phase::ModelRequest => Phase::ModelRequest,
            wit::Phase::ModelResponse => Phase::ModelResponse,
            wit::Phase::ToolDefinition => Phase::ToolDefinition,
            wit::Phase::ToolCall => Phase::ToolCall,
            wit::Phase::ToolResult => Phase::ToolResult,
            wit::Phase::AgentSpawn => Phase::AgentSpawn,
            wit::Phase::AgentDelegate => Phase::AgentDelegate,
            wit::Phase::AgentPlan => Phase::AgentPlan,
            wit::Phase::MemoryWrite => Phase::MemoryWrite,
            wit::Phase::MemoryRead => Phase::MemoryRead,
        }
    }
}

impl From<author::Tool> for Tool {
    fn from(tool: author::Tool) -> Self {
        // The host has parsed it; what is no JSON says nothing.
        Self { target: tool.target, parameters: serde_json::from_str(&tool.parameters).ok() }
    }
}
