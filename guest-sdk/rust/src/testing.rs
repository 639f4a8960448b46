//! Help for native tests of plugins: events, configs as a pack writes them, and texts with the findings replaced. Not
//! there in a WebAssembly build.

use serde_json::Value;

use crate::plugin::{Segment, scan};
use crate::{
    ConfigErrors, Document, Error, Event, Phase, Policy, Sanitiser, ScanContext, Subject, SubjectKind, config,
};

/// Builds events. Native builds only.
///
/// ```
/// use portcullis_guest::{json, prelude::*};
///
/// let event = Event::new(Phase::ToolCall, "approve_refund")
///     .with_role("support_agent")
///     .with_scope("refunds")
///     .with_context(json!({ "delegation_depth": 1 }));
/// assert!(event.subject.has_scope("refunds"));
/// ```
impl Event {
    /// An event of an agent without roles, scopes, claims and context.
    pub fn new(phase: Phase, action: impl Into<String>) -> Self {
        let action = action.into();
        let empty = || Document::from(Value::Object(serde_json::Map::new()));
        Self {
            id: "event".to_owned(),
            session: "session".to_owned(),
            phase,
            subject: Subject {
                id: "agent".to_owned(),
                kind: SubjectKind::Agent,
                roles: Vec::new(),
                scopes: Vec::new(),
                via: Vec::new(),
                claims: empty(),
            },
            target: format!("tool:app/{action}"),
            action,
            time_ms: 0,
            context: empty(),
        }
    }

    /// The same with another identity.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The same at another time, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn at(mut self, time_ms: u64) -> Self {
        self.time_ms = time_ms;
        self
    }

    /// Adds a role to the subject.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.subject.roles.push(role.into());
        self
    }

    /// Adds a scope to the subject.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.subject.scopes.push(scope.into());
        self
    }

    /// The subject's claims, an object.
    #[must_use]
    pub fn with_claims(mut self, claims: impl Into<Document>) -> Self {
        self.subject.claims = claims.into();
        self
    }

    /// The event's context, an object.
    #[must_use]
    pub fn with_context(mut self, context: impl Into<Document>) -> Self {
        self.context = context.into();
        self
    }
}

/// Builds scan contexts. Native builds only.
impl ScanContext {
    /// The context of an event in this phase.
    pub fn new(phase: Phase) -> Self {
        Self {
            event_id: "event".to_owned(),
            session: "session".to_owned(),
            phase,
            target: "tool:app/tool".to_owned(),
            subject_id: "agent".to_owned(),
            pointer: String::new(),
        }
    }

    /// The same, for a string that stands at a pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }
}

/// A policy from its config as the host hands it over, with the same errors.
///
/// ```
/// # use portcullis_guest::{json, prelude::*, testing};
/// # #[derive(Debug, Deserialize)]
/// # struct Limit { max: f64 }
/// # impl Policy for Limit {
/// #     type Config = Self;
/// #     const NAME: &str = "limit";
/// #     const VERSION: &str = "0.1.0";
/// #     fn configure(config: Self) -> Result<Self, ConfigErrors> { Ok(config) }
/// #     fn evaluate(&self, _: &Event, _: &Document) -> Result<Verdict, Error> { Ok(Verdict::allow()) }
/// # }
/// let errors = testing::policy::<Limit>(&json!({ "max": "100" })).unwrap_err();
/// assert_eq!(errors.iter().next().unwrap().pointer, "/max");
/// ```
pub fn policy<P: Policy>(config: &Value) -> Result<P, ConfigErrors> {
    P::configure(config::read(&config.to_string())?)
}

/// A sanitiser from its config as the host hands it over, with the same errors.
pub fn sanitiser<S: Sanitiser>(config: &Value) -> Result<S, ConfigErrors> {
    S::configure(config::read(&config.to_string())?)
}

/// Sets the clock of this thread's [`state`](crate::state), in milliseconds since 1970-01-01T00:00:00Z. It stands, and begins
/// at 0.
///
/// ```
/// # use portcullis_guest::{state, testing};
/// # use std::time::Duration;
/// state::set("seen", "yes", Duration::from_secs(1))?;
/// testing::state_at(1000);
/// assert_eq!(state::get("seen")?, None);
/// # Ok::<(), state::StateError>(())
/// ```
pub fn state_at(now_ms: u64) {
    crate::state::native::with(|state| state.now = now_ms);
}

/// Grants this thread's [`state`](crate::state) under keys with these prefixes only. Else every key is granted.
pub fn grant_state(prefixes: &[&str]) {
    let prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
    crate::state::native::with(|state| state.granted = Some(prefixes));
}

/// The text with every finding replaced, by `[redacted]` where the sanitiser proposes nothing.
pub fn redact<S: Sanitiser>(sanitiser: &S, text: &str) -> Result<String, Error> {
    redact_chunks(sanitiser, [text])
}

/// The same for a text that comes in chunks, as the host does it: what is not settled waits for the next chunk.
pub fn redact_chunks<'a, S: Sanitiser>(
    sanitiser: &S,
    chunks: impl IntoIterator<Item = &'a str>,
) -> Result<String, Error> {
    let phase = S::PHASES.first().copied().unwrap_or(Phase::ModelResponse);
    let context = ScanContext::new(phase);
    let (mut held, mut released) = (String::new(), String::new());
    let mut chunks = chunks.into_iter().peekable();
    while let Some(chunk) = chunks.next() {
        held.push_str(chunk);
        let report = scan(sanitiser, &[Segment { pointer: "", text: &held }], &context, chunks.peek().is_some())?;
        let settled = report.settled.first().copied().unwrap_or(0);
        released.push_str(&replaced(&held, settled, report.findings.into_iter().map(|(_, finding)| finding)));
        held.drain(..settled);
    }
    Ok(released)
}

/// The first `settled` bytes with the findings replaced. Findings that overlap are one, with the first one's text.
fn replaced(text: &str, settled: usize, findings: impl Iterator<Item = crate::Finding>) -> String {
    let mut findings: Vec<_> = findings.collect();
    findings.sort_by_key(|finding| finding.range.start);
    let (mut output, mut done) = (String::new(), 0);
    for finding in findings {
        if finding.range.start >= done {
            output.push_str(text.get(done..finding.range.start).unwrap_or_default());
            output.push_str(finding.replacement.as_deref().unwrap_or("[redacted]"));
        }
        done = done.max(finding.range.end);
    }
    output.push_str(text.get(done..settled).unwrap_or_default());
    output
}

#[cfg(test)]
mod tests {
    use super::replaced;
    use crate::{Finding, Severity};

    #[test]
    fn findings_that_overlap_are_one_and_neighbours_are_two() {
        let finding = |range, text| Finding::new("x", Severity::Low, range).replace_with(text);
        let findings =
            [finding(6..7, "D"), finding(1..5, "A"), finding(2..3, "B"), finding(5..6, "C"), finding(4..5, "E")];
        assert_eq!(replaced("0123456789", 9, findings.into_iter()), "0ACD78");
    }

    #[test]
    fn a_finding_without_a_replacement_is_marked() {
        let finding = Finding::new("x", Severity::Low, 1..2);
        assert_eq!(replaced("abc", 3, [finding].into_iter()), "a[redacted]c");
    }
}
