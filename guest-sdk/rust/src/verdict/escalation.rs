/// Why a human must approve an event first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Stable, machine-readable, lower-case with dashes.
    pub code: String,
    /// For the operator and the approver: everything.
    pub detail: String,
    /// For the model. None: the host's own message.
    pub message: Option<String>,
    /// Who may approve, as `role:<name>`, `team:<name>` or `user:<id>`; empty: whoever the host lets.
    pub approvers: Vec<String>,
}

impl Escalation {
    /// An escalation that whoever the host lets may approve.
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), message: None, approvers: Vec::new() }
    }
}
