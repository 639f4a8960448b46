use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portcullis_audit::{DecisionRecord, Digest, Evidence, EvidenceForm, SubjectKind};
use serde::{Deserialize, Serialize};

use super::{PromptLink, PublicKey, SigningKey};

/// What an app signs: that it asked this, for whom, when, under which policy. The text that is signed is the canonical form
/// (RFC 8785) of this as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    // Declared in the order of RFC 8785: then serde's own text is the canonical one, since nothing in it is a fraction.
    /// Said once.
    pub nonce: String,
    /// Digest of the request as it was asked.
    pub payload: Digest,
    /// The pack that decides.
    pub policy: Digest,
    /// Prompts in the request, in the order of its fields.
    pub prompts: Vec<PromptLink>,
    /// What is asked of: `tool:<app>/<operation>`.
    pub resource: String,
    /// The session.
    pub session: String,
    /// Who asks.
    pub subject: Who,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub time_ms: u64,
}

/// Who asks, and through whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// Identity.
    pub id: String,
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// The chain that it acts through, outermost first.
    pub via: Vec<String>,
}

impl Statement {
    /// Signs it, for the audit log.
    ///
    /// # Example
    /// ```
    /// use portcullis_audit::{Digest, SubjectKind};
    /// use portcullis_identity::signing::{SigningKey, Statement, Who, nonce};
    ///
    /// let statement = Statement {
    ///     nonce: nonce()?,
    ///     payload: Digest::of(b"{}"),
    ///     policy: Digest::of(b"pack"),
    ///     prompts: vec![],
    ///     resource: "tool:support/generate".into(),
    ///     session: "ticket-4711".into(),
    ///     subject: Who { id: "alice".into(), kind: SubjectKind::User, via: vec!["support".into()] },
    ///     time_ms: 1_767_225_600_000,
    /// };
    /// let evidence = statement.signed(&SigningKey::generate()?);
    /// assert!(evidence.text.starts_with(r#"{"nonce":""#));
    /// # Ok::<(), portcullis_identity::signing::KeyError>(())
    /// ```
    #[must_use]
    pub fn signed(&self, key: &SigningKey) -> Evidence {
        // Texts, lists of them and a number: there is nothing that JSON could not hold.
        let text = serde_json::to_string(self).unwrap_or_default();
        evidence(EvidenceForm::Statement, text, key)
    }
}

/// A text, signed.
pub(super) fn evidence(form: EvidenceForm, text: String, key: &SigningKey) -> Evidence {
    let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()));
    Evidence { form, key: key.public().to_string(), signature, text }
}

/// Whether the evidence of a record is good: signed by a key that is trusted, and about this record.
///
/// # Errors
/// There is none, or it is not.
pub fn verify(record: &DecisionRecord, trusted: &[PublicKey]) -> Result<(), EvidenceError> {
    let evidence = record.evidence.as_ref().ok_or(EvidenceError::None)?;
    let key: PublicKey = evidence.key.parse().map_err(|_| EvidenceError::Malformed)?;
    if !trusted.contains(&key) {
        return Err(EvidenceError::Unknown { key: evidence.key.clone() });
    }
    let signature = URL_SAFE_NO_PAD.decode(&evidence.signature).map_err(|_| EvidenceError::Malformed)?;
    if !key.verifies(evidence.text.as_bytes(), &signature) {
        return Err(EvidenceError::Signature);
    }
    if evidence.form == EvidenceForm::HttpMessage {
        // It says what was sent; the tools in it may have been decided, and changed, before the whole was.
        return Ok(());
    }
    let said: Statement = serde_json::from_str(&evidence.text).map_err(|_| EvidenceError::Malformed)?;
    let (event, subject) = (&record.event, &record.event.subject);
    let matches = [
        (said.payload == record.payload.before, "payload"),
        (said.policy == record.pack.digest, "policy"),
        (said.resource == event.target, "resource"),
        (said.session == event.session, "session"),
        (said.time_ms == event.time_ms, "time_ms"),
        (said.subject.id == subject.id && said.subject.kind == subject.kind, "subject"),
        (said.subject.via == subject.via, "via"),
    ];
    match matches.into_iter().find(|(same, _)| !same) {
        Some((_, what)) => Err(EvidenceError::Other { what }),
        None => Ok(()),
    }
}

/// Why evidence is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// Nobody signed it.
    #[error("it is not signed")]
    None,
    /// It is not what evidence looks like.
    #[error("its evidence is malformed")]
    Malformed,
    /// Somebody signed it whom nobody trusts.
    #[error("it is signed by `{key}`, which is not trusted")]
    Unknown {
        /// The key.
        key: String,
    },
    /// The signature is of something else.
    #[error("its signature is not good")]
    Signature,
    /// What was signed is about something else.
    #[error("what was signed has another `{what}`")]
    Other {
        /// What differs.
        what: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(change: impl FnOnce(&mut Statement)) -> (DecisionRecord, PublicKey) {
        let mut record: DecisionRecord = serde_json::from_str(portcullis_audit::doc_example()).unwrap();
        let (event, key) = (&record.event, SigningKey::generate().unwrap());
        let subject = Who { id: event.subject.id.clone(), kind: event.subject.kind, via: event.subject.via.clone() };
        let mut statement = Statement {
            nonce: super::super::nonce().unwrap(),
            payload: record.payload.before,
            policy: record.pack.digest,
            prompts: vec![],
            resource: event.target.clone(),
            session: event.session.clone(),
            subject,
            time_ms: event.time_ms,
        };
        change(&mut statement);
        record.evidence = Some(statement.signed(&key));
        (record, key.public())
    }

    #[test]
    fn evidence_holds_for_its_own_record_and_key_only() {
        let (record, key) = signed(|_| ());
        assert_eq!(verify(&record, &[key]), Ok(()));
        assert!(matches!(verify(&record, &[]), Err(EvidenceError::Unknown { .. })));
        assert_eq!(verify(&DecisionRecord { evidence: None, ..record.clone() }, &[key]), Err(EvidenceError::None));
        let mut forged = record.clone();
        let evidence = forged.evidence.as_mut().unwrap();
        evidence.text = evidence.text.replace("\"nonce\":\"", "\"nonce\":\"x");
        assert_eq!(verify(&forged, &[key]), Err(EvidenceError::Signature));
    }

    #[test]
    fn a_statement_about_something_else_is_no_evidence() {
        type Change = fn(&mut Statement);
        let changes: [(&str, Change); 7] = [
            ("payload", |said| said.payload = Digest::of(b"other")),
            ("policy", |said| said.policy = Digest::of(b"other")),
            ("resource", |said| said.resource.push('x')),
            ("session", |said| said.session.push('x')),
            ("time_ms", |said| said.time_ms += 1),
            ("subject", |said| said.subject.id.push('x')),
            ("via", |said| said.subject.via.push("other".to_owned())),
        ];
        for (what, change) in changes {
            let (record, key) = signed(change);
            assert_eq!(verify(&record, &[key]), Err(EvidenceError::Other { what }));
        }
    }

    #[test]
    fn what_is_signed_is_canonical() {
        let (record, _) = signed(|said| {
            said.session = "\u{7f}\u{2028}\"\\\n\u{1}é😀".to_owned();
            let mut chain = super::super::PromptChain::default();
            said.prompts = vec![chain.extend("messages", b"[]"), chain.extend("input", b"1")];
        });
        let text = record.evidence.unwrap().text;
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json_canonicalizer::to_string(&value).unwrap(), text);
    }
}
