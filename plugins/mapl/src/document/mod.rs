//! A policy document, read and compiled. What it says is kept apart from what others say: an event must satisfy each of
//! the documents that apply to it, so a document can never widen another, and every limit knows where it comes from.

mod attestation;
mod denied;
mod parameter;
mod read;
mod spec;
mod values;

pub(crate) use self::attestation::{Approval, Requirement};
pub(crate) use self::denied::Denied;
pub(crate) use self::parameter::{
    Parameter, is_model_pattern, is_token_limit, pointer_of as parameter_pointer, token_limits,
};
pub(crate) use self::read::read;
#[cfg(test)]
pub(crate) use self::spec::KEYS as SPEC_KEYS;
pub(crate) use self::spec::{Bound, Kind, Mode, Span, Spec};

use std::collections::BTreeMap;

use crate::text::pattern::Pattern;

/// One policy document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) id: String,
    /// Where it stands in the config; the empty text for one that came as text, whose pointers start at its own root.
    pub(crate) at: String,
    pub(crate) extends: Option<String>,
    /// Empty: it leaves that to its parents.
    pub(crate) resources: Vec<Rule<Pattern>>,
    pub(crate) denied_resources: Vec<Rule<Pattern>>,
    pub(crate) parameters: Vec<Section<Parameter>>,
    pub(crate) denied_parameters: Vec<Section<Denied>>,
    pub(crate) attestations: Vec<Requirement>,
    pub(crate) approvals: BTreeMap<String, Approval>,
    pub(crate) rate_limit: Option<Rule<f64>>,
    pub(crate) not_before: Option<Rule<i64>>,
    pub(crate) not_after: Option<Rule<i64>>,
}

/// Something that a document says, and where.
#[derive(Debug, Clone)]
pub(crate) struct Rule<T> {
    pub(crate) says: T,
    /// `<policy_id>#<pointer in the document>`.
    pub(crate) rule: String,
    /// Pointer in the config.
    pub(crate) at: String,
}

/// What holds for the resources that match a pattern.
#[derive(Debug)]
pub(crate) struct Section<T> {
    pub(crate) pattern: Pattern,
    pub(crate) at: String,
    pub(crate) entries: Vec<T>,
}

/// Where something stands: in the config, for its author, and in the document, for records.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    document: &'a str,
    root: &'a str,
    path: String,
}

impl<'a> Place<'a> {
    pub(crate) fn new(document: &'a str, root: &'a str) -> Self {
        Self { document, root, path: String::new() }
    }

    pub(crate) fn to(&self, member: &str) -> Self {
        Self { path: format!("{}/{}", self.path, crate::object::escape(member)), ..self.clone() }
    }

    pub(crate) fn at(&self) -> String {
        format!("{}{}", self.root, self.path)
    }

    pub(crate) fn rule(&self) -> String {
        format!("{}#{}", self.document, self.path)
    }

    pub(crate) fn says<T>(&self, says: T) -> Rule<T> {
        Rule { says, rule: self.rule(), at: self.at() }
    }
}
