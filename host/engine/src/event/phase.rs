use std::{fmt, str::FromStr};

/// The moment in an agent's life at which an event is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// A request is about to be sent to a model.
    ModelRequest,
    /// A model has answered, and nobody has seen the answer yet.
    ModelResponse,
    /// A tool is about to be offered to a model.
    ToolDefinition,
    /// A tool is about to run.
    ToolCall,
    /// A tool has answered, and the model has not seen the answer yet.
    ToolResult,
    /// An agent is about to start another.
    AgentSpawn,
    /// An agent is about to hand its work over to another.
    AgentDelegate,
    /// An agent is about to follow a plan.
    AgentPlan,
    /// Something is about to be written to an agent's memory.
    MemoryWrite,
    /// Something was read from an agent's memory, and the model has not seen it yet.
    MemoryRead,
}

impl Phase {
    /// Every phase, in the contract's order.
    pub const ALL: [Self; 10] = [
        Self::ModelRequest,
        Self::ModelResponse,
        Self::ToolDefinition,
        Self::ToolCall,
        Self::ToolResult,
        Self::AgentSpawn,
        Self::AgentDelegate,
        Self::AgentPlan,
        Self::MemoryWrite,
        Self::MemoryRead,
    ];

    /// The contract's name: `tool-call`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ModelRequest => "model-request",
            Self::ModelResponse => "model-response",
            Self::ToolDefinition => "tool-definition",
            Self::ToolCall => "tool-call",
            Self::ToolResult => "tool-result",
            Self::AgentSpawn => "agent-spawn",
            Self::AgentDelegate => "agent-delegate",
            Self::AgentPlan => "agent-plan",
            Self::MemoryWrite => "memory-write",
            Self::MemoryRead => "memory-read",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Phase {
    type Err = UnknownPhase;

    fn from_str(text: &str) -> Result<Self, UnknownPhase> {
        Self::ALL.into_iter().find(|phase| phase.name() == text).ok_or_else(|| UnknownPhase { found: text.to_owned() })
    }
}

/// A text that names no phase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no phase; there are {}", Phase::ALL.map(Phase::name).join(", "))]
pub struct UnknownPhase {
    found: String,
}
