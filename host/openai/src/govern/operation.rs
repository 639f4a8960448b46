use std::fmt;

/// What is asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A chat completion.
    Generate,
    /// A text completion.
    Complete,
    /// Embeddings.
    Embed,
    /// An answer of the Responses API.
    Respond,
}

impl Operation {
    /// Its name, in resources (`tool:<app>/generate`) and for policies: `generate`, `complete`, `embed` or `respond`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Complete => "complete",
            Self::Embed => "embed",
            Self::Respond => "respond",
        }
    }

    /// Its name in traces: `gen_ai.operation.name`.
    pub(super) const fn telemetry_name(self) -> &'static str {
        match self {
            Self::Generate | Self::Respond => "chat",
            Self::Complete => "text_completion",
            Self::Embed => "embeddings",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
