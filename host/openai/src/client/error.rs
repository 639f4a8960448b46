use async_openai::error::{OpenAIError, WrappedError};
use portcullis::pack::PackError;
use portcullis_identity::{Expired, TokenError};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Outcome, SessionError,
    govern::{Refusal, RefusalKind},
};

/// Why a call of a [`SecureClient`](super::SecureClient) was not made, or its answer not handed out. The methods of
/// async-openai's groups hand it out within their own error: [`ClientError::of`] finds it there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// It is not allowed, or could not be decided.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The client was bound to a user, and is not any more.
    #[error("this client is not bound to its user any more: bind one again")]
    Unbound,
    /// The user's token has expired.
    #[error("the user's token has expired: bind the user again, with a new one")]
    Expired(#[from] Expired),
    /// A request that can't be looked at.
    #[error("the request can't be decided: {0}")]
    Undecidable(&'static str),
    /// A resource that nobody here offers.
    #[error("there is no `{0}` here: register it, or use `generate`, `complete`, `embed` or `respond`")]
    NoResource(String),
    /// A tool was not called, or has failed.
    #[error("the call of the tool has ended: {}", .0.name())]
    Tool(Outcome),
    /// The answer of a gateway is not signed by it.
    #[error("the answer, of status {status}, is not that of the gateway which was asked")]
    Peer {
        /// Its status.
        status: u16,
        /// What is wrong with it.
        source: portcullis_identity::signing::MessageError,
    },
    /// What async-openai says.
    #[error(transparent)]
    OpenAI(OpenAIError),
}

impl ClientError {
    /// Why the gate, or the client, did not let something happen; none for an error of another kind.
    ///
    /// # Example
    /// ```
    /// use async_openai::error::OpenAIError;
    /// use portcullis_openai::{ClientError, govern::RefusalKind};
    ///
    /// fn explain(error: &OpenAIError) -> String {
    ///     match ClientError::of(error) {
    ///         Some(ClientError::Refused(refusal)) if refusal.kind == RefusalKind::Denied => {
    ///             format!("not allowed: {} (record {:?})", refusal.message, refusal.record)
    ///         }
    ///         _ => error.to_string(),
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn of(error: &OpenAIError) -> Option<&Self> {
        match error {
            OpenAIError::Boxed(error) => error.downcast_ref(),
            _ => None,
        }
    }

    /// The refusal that a stream was ended with; none for an error of another kind. A stream's errors pass through
    /// async-openai as the events that they came in, so this reads the event.
    #[must_use]
    pub fn of_stream(error: &OpenAIError) -> Option<Refusal> {
        let OpenAIError::JSONDeserialize(_, event) = error else { return None };
        Self::ended(&serde_json::from_str(event).ok()?)
    }

    /// The refusal that an event of a stream holds.
    pub(super) fn ended(event: &Value) -> Option<Refusal> {
        let WrappedError { error } = WrappedError::deserialize(event).ok()?;
        let named = |kind: &RefusalKind| Some(kind.names().1) == error.code.as_deref();
        let kind = RefusalKind::ALL.into_iter().find(named)?;
        Some(Refusal { kind, message: error.message, record: None })
    }

    /// As the methods of async-openai hand it out.
    pub(super) fn boxed(self) -> OpenAIError {
        match self {
            Self::OpenAI(error) => error,
            other => OpenAIError::Boxed(Box::new(other)),
        }
    }
}

impl From<OpenAIError> for ClientError {
    fn from(error: OpenAIError) -> Self {
        match error {
            OpenAIError::Boxed(error) => match error.downcast() {
                Ok(ours) => *ours,
                Err(other) => Self::OpenAI(OpenAIError::Boxed(other)),
            },
            other => Self::OpenAI(other),
        }
    }
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There is no key for the provider.
    #[error("there is no API key: give one to the builder, or set `OPENAI_API_KEY`")]
    NoKey,
    /// The app's name.
    #[error("the app's name can't be used")]
    App(#[from] SessionError),
    /// The token is not good.
    #[error("the user's token is not accepted")]
    Token(#[from] TokenError),
    /// The token is somebody else's.
    #[error("the token is not `{expected}`'s but `{found}`'s")]
    OtherUser {
        /// Who was expected.
        expected: String,
        /// Whose it is.
        found: String,
    },
    /// The app's own policy.
    #[error("the app's intent can't be enforced")]
    Intent(#[from] PackError),
    /// What a gateway answers can only be checked where requests to it are signed.
    #[error("a gateway signs its answers to signed requests only: give the app a signing key")]
    Unsigned,
    /// The base URL is none.
    #[error("`{0}` is no base URL")]
    BaseUrl(String),
    /// The app's own policy is no document.
    #[error("the app's intent is no MAPL document with a `policy_id`")]
    IntentDocument,
    /// No connection can be made.
    #[error("no HTTP client can be made")]
    Http(#[from] reqwest::Error),
}

/// Why a user can't be bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// It acts for a user already.
    #[error("this client acts for `{0}` already: bind users to the app's own client")]
    ForUser(String),
    /// The token has expired.
    #[error(transparent)]
    Expired(#[from] Expired),
}
