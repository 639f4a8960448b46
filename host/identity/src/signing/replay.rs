use std::{
    collections::{BTreeSet, HashSet},
    sync::{Mutex, PoisonError},
};

/// Knows what was said before. Something signed is taken once, and only around the time at which it was signed.
///
/// It remembers nothing beyond its window, and nothing across a restart: what was signed before it began is refused, so a
/// restart opens no window either.
///
/// # Example
/// ```
/// use portcullis_identity::signing::{ReplayError, ReplayGuard};
///
/// let guard = ReplayGuard::new(60, 10_000, 1_000);
/// assert!(guard.admit("key", "once", 1_010, 1_012).is_ok());
/// assert_eq!(guard.admit("key", "once", 1_010, 1_013), Err(ReplayError::Repeated));
/// assert_eq!(guard.admit("key", "late", 1_010, 1_071), Err(ReplayError::Skewed { seconds: 61 }));
/// ```
pub struct ReplayGuard {
    window_s: u64,
    most: usize,
    began: u64,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    all: HashSet<(String, String)>,
    /// By when they are forgotten.
    by_time: BTreeSet<(u64, String, String)>,
}

impl ReplayGuard {
    /// One that takes what was signed at most so many seconds ago, or ahead, and at most so many things within that time.
    /// Times are in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn new(window_s: u64, most: usize, now: u64) -> Self {
        Self { window_s, most, began: now, seen: Mutex::default() }
    }

    /// Takes what a key signed, once. To be asked when the signature was found to be good, so that nobody else can fill it.
    ///
    /// # Errors
    /// It was said before, was signed too long ago or ahead, or there is no room to remember it.
    pub fn admit(&self, key: &str, nonce: &str, created: u64, now: u64) -> Result<(), ReplayError> {
        let seconds = now.abs_diff(created);
        if seconds > self.window_s {
            return Err(ReplayError::Skewed { seconds });
        }
        if created < self.began {
            return Err(ReplayError::BeforeStart);
        }
        // Nothing in here panics halfway.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((until, ..)) = seen.by_time.first()
            && *until < now
            && let Some((_, key, nonce)) = seen.by_time.pop_first()
        {
            seen.all.remove(&(key, nonce));
        }
        let said = (key.to_owned(), nonce.to_owned());
        if seen.all.contains(&said) {
            return Err(ReplayError::Repeated);
        }
        if seen.all.len() >= self.most {
            return Err(ReplayError::Full);
        }
        seen.by_time.insert((created.saturating_add(self.window_s), said.0.clone(), said.1.clone()));
        seen.all.insert(said);
        Ok(())
    }
}

/// Why something signed is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// It was said before.
    #[error("the signature was used before")]
    Repeated,
    /// The clocks differ too much, or it was on its way for too long.
    #[error("the signature was made {seconds} seconds away from now: compare the clocks")]
    Skewed {
        /// How far away.
        seconds: u64,
    },
    /// It was made before whoever checks it began.
    #[error("the signature was made before this gateway was started: sign the request again")]
    BeforeStart,
    /// Too many were made within the window.
    #[error("too many signed requests within a short time")]
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nonce_of_each_key_counts_once_for_as_long_as_it_could_be_repeated() {
        let guard = ReplayGuard::new(60, 100, 1_000);
        assert_eq!(guard.admit("one", "n", 1_060, 1_000), Ok(()), "ahead of time");
        assert_eq!(guard.admit("other", "n", 1_060, 1_000), Ok(()));
        assert_eq!(guard.admit("one", "n", 1_060, 1_120), Err(ReplayError::Repeated), "the last second");
        assert_eq!(guard.admit("one", "n", 1_060, 1_121), Err(ReplayError::Skewed { seconds: 61 }));
        assert_eq!(guard.admit("one", "early", 999, 1_001), Err(ReplayError::BeforeStart));
    }

    #[test]
    fn what_can_not_be_remembered_is_refused_until_there_is_room() {
        let guard = ReplayGuard::new(60, 2, 1_000);
        assert_eq!(guard.admit("k", "1", 1_000, 1_000), Ok(()));
        assert_eq!(guard.admit("k", "2", 1_001, 1_001), Ok(()));
        assert_eq!(guard.admit("k", "3", 1_002, 1_002), Err(ReplayError::Full));
        assert_eq!(guard.admit("k", "3", 1_060, 1_061), Ok(()));
    }
}
