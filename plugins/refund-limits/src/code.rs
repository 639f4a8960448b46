/// Why an action is not permitted. The order is the order in which reasons matter: of several broken rules, the one
/// that was nearest to holding gives the reason, and what is never negotiable comes before all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Code {
    DepthInvalid,
    DepthExceeded,
    AmountInvalid,
    AmountOverLimit,
    AmountUnderLimit,
    RoleMissing,
    ScopeMissing,
    ActionUnknown,
}

impl Code {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Code::DepthInvalid => "depth-invalid",
            Code::DepthExceeded => "depth-exceeded",
            Code::AmountInvalid => "amount-invalid",
            Code::AmountOverLimit => "amount-over-limit",
            Code::AmountUnderLimit => "amount-under-limit",
            Code::RoleMissing => "role-missing",
            Code::ScopeMissing => "scope-missing",
            Code::ActionUnknown => "action-unknown",
        }
    }

    /// Whether no human may approve it either: a human cannot tell what would run.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Code::DepthInvalid | Code::DepthExceeded | Code::AmountInvalid)
    }

    /// What the model is told. No limit, scope or role is in it: a model that knows the limit aims just below it.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Code::AmountInvalid => "The amount is not a valid number.",
            Code::AmountOverLimit => "The amount is over the limit for this session.",
            Code::AmountUnderLimit => "The amount is too small.",
            Code::DepthInvalid | Code::DepthExceeded => "This action cannot be delegated to this agent.",
            Code::RoleMissing | Code::ScopeMissing | Code::ActionUnknown => {
                "This action is not allowed in this session."
            }
        }
    }
}
