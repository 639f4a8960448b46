//! When an attestation is needed: `params.amount > 10000 AND NOT principal.has_role('manager')`.

mod evaluate;
mod lexer;
mod parse;

pub(crate) use self::evaluate::Facts;
pub(crate) use self::parse::parse;

use serde_json::Value;

/// A condition, parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Operator, Operand),
    In(Operand, Vec<Value>),
    HasRole(String),
    HasGroup(String),
    HasAttestation(String),
    /// A value that is true or false by itself.
    Is(Operand),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// A pointer into the payload.
    Parameter(String),
    /// A pointer into the subject's claims; `/id` is the subject itself where no claim is called so.
    Principal(String),
    Literal(Value),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Different,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Condition {
    /// The parameters that the condition reads for equality: leaving one of those out makes it false.
    pub(crate) fn optional_parameters(&self) -> Vec<&str> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::optional_parameters).collect(),
            Self::Not(part) => part.optional_parameters(),
            Self::Compare(left, Operator::Equal | Operator::Different, right) => {
                [left, right].into_iter().filter_map(Operand::parameter).collect()
            }
            Self::In(operand, _) | Self::Is(operand) => operand.parameter().into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Operand {
    fn parameter(&self) -> Option<&str> {
        if let Self::Parameter(pointer) = self { Some(pointer) } else { None }
    }
}
