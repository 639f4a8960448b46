//! What is asked, signed.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use lru::LruCache;
use portcullis::event::{Event, Evidence};
use portcullis_audit::Digest;
use portcullis_identity::signing::{PromptChain, PromptLink, SigningKey, Statement, Who, nonce};

use super::Refusal;

/// Fields that hold prompts.
const PROMPTS: [&str; 3] = ["messages", "prompt", "input"];
/// The prompts of so many sessions are chained; then the session that was heard of longest ago begins anew.
const MAX_SESSIONS: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// Signs with an app's key. Clones share the chains of prompts.
#[derive(Clone)]
pub(super) struct Signer {
    key: SigningKey,
    chains: Arc<Mutex<LruCache<String, PromptChain>>>,
}

impl Signer {
    pub(super) fn new(key: SigningKey) -> Self {
        Self { key, chains: Arc::new(Mutex::new(LruCache::new(MAX_SESSIONS))) }
    }

    /// Signs a request, and chains its prompts to those that its session asked before.
    pub(super) fn sign(&self, event: &Event, policy: Digest) -> Result<Evidence, Refusal> {
        let subject = &event.subject;
        let statement = Statement {
            nonce: nonce().map_err(|_| Refusal::unsigned())?,
            payload: event.payload.digest(),
            policy,
            prompts: self.prompts(event),
            resource: event.target.clone(),
            session: event.session.clone(),
            subject: Who { id: subject.id.clone(), kind: subject.kind, via: subject.via.clone() },
            time_ms: event.time_ms,
        };
        Ok(statement.signed(&self.key))
    }

    fn prompts(&self, event: &Event) -> Vec<PromptLink> {
        // Nothing in here panics halfway.
        let mut chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        let chain = chains.get_or_insert_mut(event.session.clone(), PromptChain::default);
        let fields = PROMPTS.iter().filter_map(|field| Some((field, event.payload.get(&format!("/{field}"))?)));
        fields.map(|(field, value)| chain.extend(field, value.raw().as_bytes())).collect()
    }
}
