use std::fmt;

/// The moment in an agent's life at which an event is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// A request is about to be sent to a model.
    ModelRequest,
    /// A model has answered, and nobody has seen the answer yet.
    ModelResponse,
    /// A tool is about to be offered to a model: name, description, schema.
    ToolDefinition,
    /// A tool is about to run with these arguments.
    ToolCall,
    /// A tool has answered, and the model has not seen the answer yet.
    ToolResult,
    /// An agent is about to start another agent.
    AgentSpawn,
    /// An agent is about to hand its work over to another agent.
    AgentDelegate,
    /// An agent has made a plan and is about to follow it.
    AgentPlan,
    /// Something is about to be written to an agent's memory.
    MemoryWrite,
    /// Something was read from an agent's memory, and the model has not seen it yet.
    MemoryRead,
}

impl Phase {
    /// The name in packs and in the audit log.
    ///
    /// ```
    /// assert_eq!(portcullis_guest::Phase::ToolCall.as_str(), "tool-call");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Phase::ModelRequest => "model-request",
            Phase::ModelResponse => "model-response",
            Phase::ToolDefinition => "tool-definition",
            Phase::ToolCall => "tool-call",
            Phase::ToolResult => "tool-result",
            Phase::AgentSpawn => "agent-spawn",
            Phase::AgentDelegate => "agent-delegate",
            Phase::AgentPlan => "agent-plan",
            Phase::MemoryWrite => "memory-write",
            Phase::MemoryRead => "memory-read",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
