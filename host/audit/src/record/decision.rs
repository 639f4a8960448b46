use serde::{Deserialize, Serialize};

use super::PluginRecord;
use crate::Digest;

/// One decision of a gate, with all that is needed to judge it later.
///
/// No integer is above [`MAX_INTEGER`](crate::MAX_INTEGER); appending such a record fails.
///
/// ```
/// use portcullis_audit::{
///     DecisionRecord, Digest, Effect, EventRecord, PackRecord, PayloadRecord, SubjectKind, SubjectRecord,
/// };
///
/// let arguments = br#"{"amount":20}"#;
/// let record = DecisionRecord {
///     id: "dec-1".into(),
///     event: EventRecord {
///         id: "evt-1".into(),
///         session: "chat-7".into(),
///         phase: "tool-call".into(),
///         target: "tool:payments/refund".into(),
///         action: "refund".into(),
///         cause: Some("evt-0".into()),
///         time_ms: 1_767_225_600_000,
///         subject: SubjectRecord {
///             id: "alice".into(),
///             kind: SubjectKind::User,
///             roles: vec!["support".into()],
///             scopes: vec![],
///             via: vec!["support-app".into()],
///         },
///         context_digest: Digest::of(b"{}"),
///         claims_digest: Digest::of(b"{}"),
///     },
///     payload: PayloadRecord {
///         before: Digest::of(arguments),
///         after: Some(Digest::of(arguments)),
///         bytes: arguments.len() as u64,
///         content: None,
///     },
///     pack: PackRecord {
///         name: "refunds".into(),
///         version: "1.2.0".into(),
///         digest: Digest::of(b"pack"),
///     },
///     engine: "portcullis 0.1.0, wasmtime 48.0.8".into(),
///     evidence: None,
///     effect: Effect::Allow,
///     reason: None,
///     rounds: 1,
///     plugins: vec![],
///     stream: None,
/// };
/// assert_eq!(record.payload.after, Some(record.payload.before));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// What was enforced.
    pub effect: Effect,
    /// What ran the pack: name and version of the engine and of its sandbox.
    pub engine: String,
    /// What was decided.
    pub event: EventRecord,
    /// What shows who asked, where it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Identity of the decision.
    pub id: String,
    /// The pack that decided.
    pub pack: PackRecord,
    /// What it was decided on, and what went on.
    pub payload: PayloadRecord,
    /// Every answer of every plugin, in the order of asking.
    pub plugins: Vec<PluginRecord>,
    /// Why, unless the event was simply allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How often the plugins were gone through until nothing changed any more.
    pub rounds: u32,
    /// What went on piece by piece. None where it went on as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamRecord>,
}

/// A signature of who asked, and the very text that was signed: so that it can be checked without anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What kind of text it is.
    pub form: EvidenceForm,
    /// The public key: `ed25519:` and 43 characters of base64url.
    pub key: String,
    /// The Ed25519 signature of the text's bytes (RFC 8032), as base64url without padding.
    pub signature: String,
    /// What was signed.
    pub text: String,
}

/// What kind of text was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceForm {
    /// The signature base of an HTTP request (RFC 9421, section 2.5).
    HttpMessage,
    /// A statement of the app, as canonical JSON: resource, payload digest, subject, time, nonce, policy digest, prompts.
    Statement,
}

/// A payload that went on piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamRecord {
    /// How many pieces went on.
    pub chunks: u64,
    /// The rolling digest: of nothing, to begin with; then, piece by piece, the SHA-256 of the digest's 32 bytes and the
    /// piece.
    pub digest: Digest,
}

/// The event that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRecord {
    /// The short business name of what was about to happen.
    pub action: String,
    /// Identity of the event that led to this one: of the request that a response answers, of the response that asks for
    /// a call, of the call that a result comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Digest of the subject's claims, a JSON object.
    pub claims_digest: Digest,
    /// Digest of the context, a JSON object.
    pub context_digest: Digest,
    /// Identity of the event.
    pub id: String,
    /// The moment in the agent's life, lower-case with dashes: `tool-call`.
    pub phase: String,
    /// The session that it belongs to.
    pub session: String,
    /// Who acted.
    pub subject: SubjectRecord,
    /// The resource acted on: `tool:<app>/<operation>`.
    pub target: String,
    /// When the event happened, in milliseconds since 1970-01-01T00:00:00Z. The time that plugins saw.
    pub time_ms: u64,
}

/// Who acted. The claims are only in the log as a digest, in [`EventRecord::claims_digest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectRecord {
    /// Stable identity.
    pub id: String,
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Roles that it held.
    pub roles: Vec<String>,
    /// Scopes that were granted to the session.
    pub scopes: Vec<String>,
    /// The chain that it acted through, outermost first.
    pub via: Vec<String>,
}

/// What kind of thing acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A person.
    User,
    /// A program that acts for itself.
    Service,
    /// A language-model agent.
    Agent,
}

/// The payload, by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayloadRecord {
    /// Digest of the bytes that went on. None where nothing went on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
    /// Digest of the bytes that came in.
    pub before: Digest,
    /// How many bytes came in.
    pub bytes: u64,
    /// The bytes that came in, as text. Only where the operator asked for it: it may hold secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

/// The pack that decided. The digest is its identity; name and version are for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackRecord {
    /// Digest of its manifest.
    pub digest: Digest,
    /// Name, as its manifest says.
    pub name: String,
    /// Version, as its manifest says.
    pub version: String,
}

/// What a gate enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The event happened as it was.
    Allow,
    /// The event happened with changes.
    Modify,
    /// The event did not happen.
    Deny,
    /// The event did not happen yet: a human has to approve it.
    Escalate,
}

/// Why a gate enforced what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Stable, machine-readable, lower-case with dashes.
    pub code: String,
    /// For the operator: everything.
    pub detail: String,
    /// The plugin that caused it. None where the gate did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin: Option<String>,
}
