use portcullis::decision::Decision;

/// What happened to one call, for the operator.
#[derive(Debug, Clone)]
pub struct CallReport {
    /// The call's identity, as the model or its provider gave it.
    pub call_id: String,
    /// The tool's name, as the model gave it. Where no such tool is registered it may be any text, so it is made safe to
    /// print: shortened, with control characters escaped.
    pub tool: String,
    /// How it ended.
    pub outcome: Outcome,
    /// What the gate decided about the call; none where it was not asked.
    pub call: Option<Decision>,
    /// What the gate decided about the result; none where it was not asked.
    pub result: Option<Decision>,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The tool ran, and the model reads its result.
    Completed,
    /// The arguments are not JSON, or a name stands twice in an object.
    MalformedArguments,
    /// No such tool is registered.
    UnknownTool,
    /// The arguments are JSON, but not an object.
    ArgumentsNotAnObject,
    /// The gate denied the call.
    Denied,
    /// The gate wants a human to approve the call.
    NeedsApproval,
    /// The arguments have a number, or a depth, that Rust's values can't hold exactly.
    ArgumentsNotExact,
    /// The arguments that were allowed don't fit the tool's schema, or the type that its handler takes.
    ArgumentsMismatch,
    /// The handler failed, or panicked. What it had done until then is done.
    Failed,
    /// The tool ran. Its result is no document that the gate could be shown, and was withheld.
    ResultUnchecked,
    /// The tool ran. The gate denied the result, and it was withheld.
    ResultDenied,
    /// The tool ran. The gate wants a human to approve the result, and it was withheld.
    ResultNeedsApproval,
}

impl Outcome {
    /// Its name, for logs and metrics: `arguments-mismatch`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::MalformedArguments => "malformed-arguments",
            Self::UnknownTool => "unknown-tool",
            Self::ArgumentsNotAnObject => "arguments-not-an-object",
            Self::Denied => "denied",
            Self::NeedsApproval => "needs-approval",
            Self::ArgumentsNotExact => "arguments-not-exact",
            Self::ArgumentsMismatch => "arguments-mismatch",
            Self::Failed => "failed",
            Self::ResultUnchecked => "result-unchecked",
            Self::ResultDenied => "result-denied",
            Self::ResultNeedsApproval => "result-needs-approval",
        }
    }

    /// Whether the tool's handler ran, to its end or not.
    #[must_use]
    pub const fn ran(self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::ResultUnchecked | Self::ResultDenied | Self::ResultNeedsApproval => {
                true
            }
            Self::MalformedArguments
            | Self::UnknownTool
            | Self::ArgumentsNotAnObject
            | Self::Denied
            | Self::NeedsApproval
            | Self::ArgumentsNotExact
            | Self::ArgumentsMismatch => false,
        }
    }
}
