//! JSON Web Tokens.

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Algorithm, ClaimMap, Identity, Jwks};

/// A longer token is refused, in bytes.
const MAX_TOKEN: usize = 16 << 10;
/// Clocks may differ by so much, in seconds.
const LEEWAY: u64 = 30;

/// What a token must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TokenOptions {
    /// Who issued it: its `iss`, to the letter.
    pub issuer: String,
    /// Whom it is for: one of these must be in its `aud`.
    pub audience: Vec<String>,
    /// How it may be signed. By default RS256, ES256 and EdDSA.
    #[serde(default = "usual")]
    pub algorithms: Vec<Algorithm>,
    /// How old it may be, in seconds since its `iat`, which it must have then. By default that does not matter.
    #[serde(default)]
    pub max_age: Option<u64>,
    /// Claims that must be there.
    #[serde(default)]
    pub required: Vec<String>,
    /// Where what stands in it.
    #[serde(default)]
    pub claims: ClaimMap,
}

fn usual() -> Vec<Algorithm> {
    vec![Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA]
}

/// Why a token is refused. None of these texts repeats the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is no token.
    #[error("the token is malformed")]
    Malformed,
    /// It is longer than tokens are.
    #[error("the token is longer than {MAX_TOKEN} bytes")]
    TooLong,
    /// It is signed in a way that is not allowed here.
    #[error("the token is signed in a way that is not allowed here")]
    Algorithm,
    /// It says that it must be understood in a way that nobody here knows (`crit`).
    #[error("the token wants to be understood in a way that is not known here")]
    Critical,
    /// None of the issuer's keys is the one that it names. They may have changed: ask for them again.
    #[error("none of the issuer's keys is the token's")]
    UnknownKey,
    /// The signature does not hold.
    #[error("the token's signature does not hold")]
    Signature,
    /// Its time is over.
    #[error("the token has expired; get a new one")]
    Expired,
    /// Its time has not come, or it is from the future.
    #[error("the token is not valid yet")]
    NotYet,
    /// It was issued too long ago.
    #[error("the token was issued too long ago; get a new one")]
    TooOld,
    /// Somebody else issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// It lacks a claim, or has it in a form that makes no sense.
    #[error("the token has no valid `{claim}`")]
    Claim {
        /// Which one.
        claim: String,
    },
}

/// Checks tokens of one issuer. Cloning is cheap; clones share the keys.
#[derive(Clone)]
pub struct Verifier {
    options: Arc<TokenOptions>,
    keys: Arc<RwLock<Arc<Jwks>>>,
}

impl Verifier {
    /// A verifier with the issuer's keys of now.
    #[must_use]
    pub fn new(options: TokenOptions, keys: Jwks) -> Self {
        Self { options: Arc::new(options), keys: Arc::new(RwLock::new(Arc::new(keys))) }
    }

    /// Takes other keys from now on.
    pub fn rotate(&self, keys: Jwks) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    /// Checks a token at this time, in seconds since 1970-01-01T00:00:00Z, and says who its bearer is.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn verify(&self, token: &str, now: u64) -> Result<Identity, TokenError> {
        let options = &self.options;
        if token.len() > MAX_TOKEN {
            return Err(TokenError::TooLong);
        }
        check_header(token)?;
        let header = jsonwebtoken::decode_header(token).map_err(|error| match error.kind() {
            ErrorKind::Json(_) | ErrorKind::InvalidAlgorithmName => TokenError::Algorithm,
            _ => TokenError::Malformed,
        })?;
        let algorithm = Algorithm::of(header.alg).ok_or(TokenError::Algorithm)?;
        if !options.algorithms.contains(&algorithm) {
            return Err(TokenError::Algorithm);
        }
        let keys = Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        let key = keys.find(header.kid.as_deref(), algorithm).ok_or(TokenError::UnknownKey)?;
        // Time is checked below: by our clock, as whole numbers.
        let mut validation = Validation::new(algorithm.known());
        validation.validate_exp = false;
        validation.set_issuer(&[&options.issuer]);
        validation.set_audience(&options.audience);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let claims = jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation).map_err(refused)?.claims;
        self.identity(&claims, now)
    }

    fn identity(&self, claims: &Map<String, Value>, now: u64) -> Result<Identity, TokenError> {
        let options = &self.options;
        let expires_at = time(claims, "exp")?.ok_or_else(|| missing("exp"))?;
        if expires_at <= now {
            return Err(TokenError::Expired);
        }
        let latest = now.saturating_add(LEEWAY);
        let issued_at = time(claims, "iat")?;
        if time(claims, "nbf")?.is_some_and(|from| from > latest) || issued_at.is_some_and(|at| at > latest) {
            return Err(TokenError::NotYet);
        }
        if let Some(most) = options.max_age {
            let issued_at = issued_at.ok_or_else(|| missing("iat"))?;
            if now.saturating_sub(issued_at) > most {
                return Err(TokenError::TooOld);
            }
        }
        let absent = |name: &&String| claims.get(name.as_str()).is_none_or(Value::is_null);
        if let Some(name) = options.required.iter().find(absent) {
            return Err(missing(name));
        }
        let id = options.claims.user(claims).ok_or_else(|| missing("user"))?;
        let (roles, scopes) = (options.claims.roles(claims), options.claims.scopes(claims));
        let mut others = options.claims.others(claims);
        others.insert("issuer".to_owned(), options.issuer.as_str().into());
        Ok(Identity { id, roles, scopes, claims: others, expires_at: Some(expires_at) })
    }
}

/// What the library does not look at: members that must be understood, and the same member twice.
fn check_header(token: &str) -> Result<(), TokenError> {
    let header = token.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| TokenError::Malformed)?;
    let header: Map<String, Value> = serde_json::from_slice(&header).map_err(|_| TokenError::Malformed)?;
    if header.contains_key("crit") { Err(TokenError::Critical) } else { Ok(()) }
}

fn refused(error: jsonwebtoken::errors::Error) -> TokenError {
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::Signature,
        ErrorKind::InvalidIssuer => TokenError::Issuer,
        ErrorKind::InvalidAudience => TokenError::Audience,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => TokenError::Algorithm,
        ErrorKind::InvalidKeyFormat | ErrorKind::InvalidEcdsaKey | ErrorKind::InvalidRsaKey(_) => {
            TokenError::UnknownKey
        }
        ErrorKind::MissingRequiredClaim(claim) => missing(claim),
        _ => TokenError::Malformed,
    }
}

fn missing(claim: &str) -> TokenError {
    TokenError::Claim { claim: claim.to_owned() }
}

/// A time as RFC 7519 has it: a number of seconds, perhaps with a fraction.
fn time(claims: &Map<String, Value>, name: &str) -> Result<Option<u64>, TokenError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => {
            let whole = number.as_u64();
            // The sign and the range are checked, and what is behind the point does not matter.
            let floored = number.as_f64().filter(|seconds| (0.0..9e15).contains(seconds)).map(|seconds| seconds as u64);
            whole.or(floored).map(Some).ok_or_else(|| missing(name))
        }
        Some(_) => Err(missing(name)),
    }
}
