//! Signed requests, and signed answers to them.

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, request::Parts},
};
use http_body_util::{BodyExt, Limited};
use portcullis::event::Evidence;
use portcullis_identity::signing::{Answer, KeyError, PublicKey, ReplayGuard, Request, SigningKey};
use portcullis_openai::govern::is_stream;

use crate::{
    authenticate::now,
    config::{KeySource, Signing},
    headers::RECORD,
    reply::{Problem, Reply},
};

/// Where nobody says how far clocks may be apart, in seconds.
const SKEW_S: u64 = 60;
/// So many signed requests are taken within twice that time.
const MOST: usize = 100_000;

/// Checks what clients sign, and signs what they get.
pub(crate) struct Signatures {
    key: Option<SigningKey>,
    seen: ReplayGuard,
}

impl Signatures {
    pub(crate) fn new(options: Option<&Signing>) -> Result<Self, KeyError> {
        let key = options.map(|options| match &options.key {
            KeySource::File(path) => SigningKey::read(path),
            KeySource::Variable(name) => SigningKey::from_env(name),
        });
        let skew = options.map_or(SKEW_S, |options| options.skew_s);
        Ok(Self { key: key.transpose()?, seen: ReplayGuard::new(skew, MOST, now()) })
    }

    /// The gateway's own key.
    pub(crate) fn key(&self) -> Option<&SigningKey> {
        self.key.as_ref()
    }

    /// What shows that a client has asked this, now, and for the first time.
    pub(crate) fn check(&self, parts: &Parts, body: &str, key: &PublicKey) -> Result<Evidence, Problem> {
        let (path, query) = (parts.uri.path(), parts.uri.query());
        let asked = Request { method: parts.method.as_str(), path, query, body: body.as_bytes() };
        let refused = |error: &dyn std::error::Error| {
            let message = format!("The request is not signed as it has to be: {error}.");
            Problem::new(StatusCode::UNAUTHORIZED, "authentication_error", "invalid_signature", message)
        };
        let verified = asked.verify(&parts.headers, &[*key]).map_err(|error| refused(&error))?;
        let admitted = self.seen.admit(&verified.evidence.key, &verified.nonce, verified.created, now());
        admitted.map_err(|error| refused(&error))?;
        Ok(verified.evidence)
    }

    /// The answer to a signed request, signed, where the gateway has a key.
    pub(crate) async fn sign(&self, request: &HeaderMap, reply: Reply, most: usize) -> Reply {
        let Some(key) = &self.key else { return reply };
        let (mut parts, body) = reply.into_parts();
        let (body, whole) = match is_stream(&parts.headers) {
            true => (body, None),
            false => match Limited::new(body, most).collect().await {
                Ok(body) => (Body::empty(), Some(body.to_bytes())),
                Err(_) => return Problem::upstream("The provider's answer was cut off, or is too long.").reply(),
            },
        };
        let record = parts.headers.get(RECORD).and_then(|record| record.to_str().ok());
        let answer = Answer { status: parts.status.as_u16(), record, body: whole.as_deref() };
        match answer.sign(request, key, now()) {
            Ok(signed) => parts.headers.extend(signed.headers),
            Err(error) => tracing::error!(%error, "an answer could not be signed"),
        }
        Reply::from_parts(parts, whole.map_or(body, Body::from))
    }
}
