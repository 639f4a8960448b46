use serde_json::{Map, Value};

/// Somebody who was verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Stable identity.
    pub id: String,
    /// Roles that they hold.
    pub roles: Vec<String>,
    /// Scopes that were granted.
    pub scopes: Vec<String>,
    /// What else is known of them: `user`, `company`, `business_unit`, `team`, `email`, as far as it is.
    pub claims: Map<String, Value>,
    /// When this ends, in seconds since 1970-01-01T00:00:00Z; none: it does not.
    pub expires_at: Option<u64>,
}

impl Identity {
    /// The identity, if it still holds at this time, in seconds since 1970-01-01T00:00:00Z. To be asked at each use.
    ///
    /// # Errors
    /// It has ended.
    ///
    /// # Example
    /// ```
    /// use portcullis_identity::Identity;
    ///
    /// let alice = Identity {
    ///     id: "alice".into(), roles: vec![], scopes: vec![], claims: Default::default(), expires_at: Some(1_767_225_600),
    /// };
    /// assert!(alice.at(1_767_225_599).is_ok());
    /// assert!(alice.at(1_767_225_600).is_err());
    /// ```
    pub fn at(&self, now: u64) -> Result<&Self, Expired> {
        match self.expires_at {
            Some(at) if at <= now => Err(Expired),
            _ => Ok(self),
        }
    }
}

/// The identity has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token has expired; get a new one")]
pub struct Expired;
