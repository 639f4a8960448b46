//! Who asks.

use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::http::{HeaderMap, header};
use portcullis::{
    document::Document,
    event::{Subject, SubjectKind},
};
use portcullis_identity::{
    ClientKeyError, Identity, KeyHash, TokenError,
    signing::{KeyError, PublicKey},
};
use portcullis_openai::Session;
use serde_json::{Map, Value};

use crate::{
    config::{Client, Kind},
    headers::SESSION,
    keys::Tokens,
    reply::Problem,
};

/// A longer name for a session is refused, in bytes.
const MAX_SESSION: usize = 128;

/// Knows clients by what they show.
pub(crate) struct Authenticator {
    app: String,
    clients: HashMap<KeyHash, Known>,
    tokens: Option<Tokens>,
    anonymous: bool,
}

#[derive(Clone)]
struct Known {
    subject: Subject,
    may_ask: bool,
    signs: Option<PublicKey>,
}

impl Known {
    /// One that has no key of its own.
    fn other(subject: Subject) -> Self {
        Self { subject, may_ask: false, signs: None }
    }
}

/// Why a client can't be known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The hash of its key.
    #[error(transparent)]
    KeyHash(#[from] ClientKeyError),
    /// Its public key.
    #[error(transparent)]
    PublicKey(#[from] KeyError),
}

/// Who asks, and what they may.
pub(crate) struct Caller {
    pub(crate) session: Session,
    /// Whether they may ask for decisions about others.
    pub(crate) may_ask: bool,
    /// What they have to sign governed requests with.
    pub(crate) signs: Option<PublicKey>,
}

impl Authenticator {
    pub(crate) fn new(
        app: &str,
        clients: &[Client],
        tokens: Option<Tokens>,
        anonymous: bool,
    ) -> Result<Self, ClientError> {
        let known = |client: &Client| {
            let kind = match client.kind {
                Kind::User => SubjectKind::User,
                Kind::Service => SubjectKind::Service,
                Kind::Agent => SubjectKind::Agent,
            };
            let claims = client.claims.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            let subject = Subject {
                roles: client.roles.clone(),
                scopes: client.scopes.clone(),
                claims: document(claims),
                ..Subject::new(&client.name, kind).via(app)
            };
            let signs = client.public_key.as_deref().map(str::parse).transpose()?;
            Ok((client.key_hash.parse::<KeyHash>()?, Known { subject, may_ask: client.may_ask, signs }))
        };
        let clients = clients.iter().map(known).collect::<Result<_, ClientError>>()?;
        Ok(Self { app: app.to_owned(), clients, tokens, anonymous })
    }

    /// Who sends a request with these headers.
    pub(crate) async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let Known { subject, may_ask, signs } = self.subject(headers).await?;
        let id = session_id(headers, &subject)?;
        let session = Session::new(&self.app, subject);
        let session = session.map_err(|error| Problem::unauthorized(error.to_string()))?;
        Ok(Caller { session: id.into_iter().fold(session, Session::id), may_ask, signs })
    }

    async fn subject(&self, headers: &HeaderMap) -> Result<Known, Problem> {
        let mut shown = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = shown.next() else {
            if self.anonymous {
                return Ok(Known::other(Subject::new("anonymous", SubjectKind::User).via(&self.app)));
            }
            let message = "No key was shown. Send yours as `Authorization: Bearer …`; SDKs call it the API key.";
            return Err(Problem::unauthorized(message));
        };
        if shown.next().is_some() {
            return Err(Problem::unauthorized("More than one key was shown."));
        }
        let bearer = value.to_str().ok().and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let Some(bearer) = bearer.filter(|bearer| !bearer.is_empty()) else {
            return Err(Problem::unauthorized("The key is to be sent as `Authorization: Bearer …`."));
        };
        // Looked up by hash: how long that takes says nothing about any key.
        if let Some(known) = self.clients.get(&KeyHash::of(bearer)) {
            return Ok(known.clone());
        }
        if let Some(tokens) = self.tokens.as_ref().filter(|_| bearer.split('.').count() == 3) {
            let identity = tokens.verify(bearer, now()).await.map_err(|error| token_problem(&error))?;
            return Ok(Known::other(self.user(identity)));
        }
        if self.anonymous {
            // SDKs want a key to be set, whatever it is.
            return Ok(Known::other(Subject::new("anonymous", SubjectKind::User).via(&self.app)));
        }
        Err(Problem::unauthorized("The key that was shown is not known here."))
    }

    fn user(&self, identity: Identity) -> Subject {
        let Identity { id, roles, scopes, claims, .. } = identity;
        Subject { roles, scopes, claims: document(claims), ..Subject::new(id, SubjectKind::User).via(&self.app) }
    }
}

fn token_problem(error: &TokenError) -> Problem {
    let text = error.to_string();
    let mut chars = text.chars();
    let message: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).chain(['.']).collect();
    Problem::unauthorized(message)
}

/// The session that a client names. It is the subject's own: nobody can take part in another's.
fn session_id(headers: &HeaderMap, subject: &Subject) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(SESSION) else { return Ok(None) };
    let name = value.to_str().ok().filter(|name| (1..=MAX_SESSION).contains(&name.len()));
    let bad = || {
        let message = format!("`{SESSION}` is not 1 to {MAX_SESSION} visible ASCII characters.");
        Problem::new(axum::http::StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_session", message)
    };
    Ok(Some(format!("{}/{}", subject.id, name.ok_or_else(bad)?)))
}

fn document(claims: Map<String, Value>) -> Document {
    // A verified token may nest its claims too deep; ours are texts.
    Document::try_from(Value::Object(claims)).unwrap_or_else(|_| Document::empty_object())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
