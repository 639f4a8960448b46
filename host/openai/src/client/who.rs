use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use portcullis::{
    document::Document,
    event::{Subject, SubjectKind},
};
use portcullis_identity::{Expired, Identity};

use super::ClientError;
use crate::Session;

/// In whose name a client acts.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) session: Session,
    /// When the user's token ends, in seconds since 1970-01-01T00:00:00Z.
    expires_at: Option<u64>,
    /// Set while a user is bound; none where nobody was.
    bound: Option<Arc<AtomicBool>>,
}

impl Who {
    /// The app itself, or its one user.
    pub(super) fn new(session: Session, expires_at: Option<u64>) -> Self {
        Self { session, expires_at, bound: None }
    }

    /// A user of the app.
    pub(super) fn bound(session: Session, expires_at: Option<u64>) -> Self {
        Self { session, expires_at, bound: Some(Arc::new(AtomicBool::new(true))) }
    }

    /// The same, in another session.
    pub(super) fn within(&self, session: Session) -> Self {
        Self { session, ..self.clone() }
    }

    /// The session, if this may still be used.
    pub(super) fn session(&self) -> Result<&Session, ClientError> {
        if self.bound.as_ref().is_some_and(|bound| !bound.load(Ordering::SeqCst)) {
            return Err(ClientError::Unbound);
        }
        match self.expires_at {
            Some(at) if at <= now() => Err(Expired.into()),
            _ => Ok(&self.session),
        }
    }

    pub(super) fn is_bound(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.load(Ordering::SeqCst))
    }

    /// Whether a user was bound until now.
    pub(super) fn unbind(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.swap(false, Ordering::SeqCst))
    }
}

/// The user as policies see them, acting through an app.
pub(super) fn user(identity: Identity, app: &str) -> Subject {
    let Identity { id, roles, scopes, claims, .. } = identity;
    let claims = Document::try_from(serde_json::Value::Object(claims));
    // A verified token may nest its claims too deep: then there are none, and what they would allow is not.
    let claims = claims.unwrap_or_else(|_| Document::empty_object());
    Subject { roles, scopes, claims, ..Subject::new(id, SubjectKind::User).via(app) }
}

/// The time in seconds since 1970-01-01T00:00:00Z.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
