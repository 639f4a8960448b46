//! The keys of tokens' issuer: read or fetched at the start, and fetched again when they have changed.

use std::{
    fs, io,
    path::PathBuf,
    time::{Duration, Instant},
};

use portcullis_identity::{Identity, Jwks, JwksError, TokenError, Verifier};
use tokio::sync::{Mutex, MutexGuard};

use crate::config::{JwksSource, Jwt};

/// Keys are fetched again after so long.
const FRESH: Duration = Duration::from_secs(3600);
/// A token that names an unknown key has them fetched, unless they were asked for so shortly before.
const PAUSE: Duration = Duration::from_secs(60);
/// More than anybody publishes, in bytes.
const MAX_BYTES: usize = 1 << 20;
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The file can't be read.
    #[error("the keys in `{}` can't be read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// They can't be fetched.
    #[error("the keys can't be fetched from `{url}`")]
    Fetch {
        /// From where.
        url: String,
        /// Why.
        source: reqwest::Error,
    },
    /// What came is longer than a set of keys.
    #[error("what `{url}` answers is longer than {MAX_BYTES} bytes")]
    TooLong {
        /// From where.
        url: String,
    },
    /// What was read is no set of keys.
    #[error("the keys of the issuer can't be used")]
    Keys(#[from] JwksError),
}

/// Checks tokens.
pub(crate) struct Tokens {
    verifier: Verifier,
    remote: Option<Remote>,
}

struct Remote {
    url: String,
    http: reqwest::Client,
    /// When they were last asked for.
    asked: Mutex<Instant>,
}

impl Tokens {
    pub(crate) async fn load(jwt: &Jwt, http: &reqwest::Client) -> Result<Self, KeysError> {
        let (keys, remote) = match &jwt.keys {
            JwksSource::File(path) => {
                let text = fs::read(path).map_err(|source| KeysError::Read { path: path.clone(), source })?;
                (Jwks::parse(&text)?, None)
            }
            JwksSource::Url(url) => {
                // So that the first token with a new key has them fetched, however soon it comes.
                let asked = Instant::now().checked_sub(PAUSE).unwrap_or_else(Instant::now);
                let remote = Remote { url: url.clone(), http: http.clone(), asked: Mutex::new(asked) };
                (remote.fetch().await?, Some(remote))
            }
        };
        Ok(Self { verifier: Verifier::new(jwt.token.clone(), keys), remote })
    }

    /// Checks a token at this time, in seconds since 1970.
    pub(crate) async fn verify(&self, token: &str, now: u64) -> Result<Identity, TokenError> {
        let Some(remote) = &self.remote else { return self.verifier.verify(token, now) };
        // Nobody whose key is known waits for somebody else's fetch.
        if let Ok(asked) = remote.asked.try_lock() {
            self.refresh(remote, asked, FRESH).await;
        }
        match self.verifier.verify(token, now) {
            // The issuer may have new keys. Whoever comes meanwhile waits for the same ones.
            Err(TokenError::UnknownKey) => {
                self.refresh(remote, remote.asked.lock().await, PAUSE).await;
                self.verifier.verify(token, now)
            }
            verified => verified,
        }
    }

    /// Fetches keys that are older than this. Where that fails the old ones stay.
    async fn refresh(&self, remote: &Remote, mut asked: MutexGuard<'_, Instant>, age: Duration) {
        if asked.elapsed() < age {
            return;
        }
        *asked = Instant::now();
        match remote.fetch().await {
            Ok(keys) => self.verifier.rotate(keys),
            Err(error) => tracing::warn!(%error, "the issuer's keys can't be refreshed"),
        }
    }
}

impl Remote {
    async fn fetch(&self) -> Result<Jwks, KeysError> {
        let failed = |source| KeysError::Fetch { url: self.url.clone(), source };
        let sent = self.http.get(&self.url).timeout(TIMEOUT).send().await;
        let mut answer = sent.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        let mut text = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            text.extend_from_slice(&piece);
            if text.len() > MAX_BYTES {
                return Err(KeysError::TooLong { url: self.url.clone() });
            }
        }
        Ok(Jwks::parse(&text)?)
    }
}
