//! What sessions have seen: a session that met an injected instruction carries that along, so that policies can be
//! stricter about the arguments that come from there, and about those only.

mod numbers;
mod words;

use std::{
    collections::HashSet,
    hash::BuildHasher,
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use lru::LruCache;
use portcullis_audit::Severity;
use serde_json::{Value, json};

use crate::{
    document::{StringPlace, Text, Texts},
    event::Event,
};

/// So many sessions are remembered; then the one that was heard of longest ago is forgotten.
const MAX_SESSIONS: NonZeroUsize = NonZeroUsize::new(4096).unwrap();
/// So much tainted text of a session is kept, in bytes. Were there more, every argument would count as coming from it.
const MAX_TEXT: usize = 64 << 10;
/// The same for numbers in it.
const MAX_NUMBERS: usize = 4096;
/// So many findings of a session are told to policies: the first ones.
const MAX_FINDINGS: usize = 32;
/// A shorter value says nothing of where it comes from.
const SHORTEST_VALUE: usize = 4;

/// A finding that taints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taint {
    pub(super) kind: String,
    pub(super) severity: Severity,
}

/// The sessions of a gate. Clones share them.
#[derive(Clone)]
pub(super) struct Taints {
    sessions: Arc<Mutex<LruCache<String, Arc<Session>>>>,
}

#[derive(Clone, Default)]
struct Session {
    findings: Vec<Value>,
    /// Folded, with a space at both ends and between any two texts.
    text: String,
    /// Hashes of the numbers in there, since they may be written in other ways.
    numbers: HashSet<u64>,
    /// More was seen than is kept.
    overflowed: bool,
}

impl Taints {
    pub(super) fn new() -> Self {
        Self { sessions: Arc::new(Mutex::new(LruCache::new(MAX_SESSIONS))) }
    }

    /// What the session has seen, and which values of the payload come from there; none for a session that is not tainted.
    pub(super) fn of(&self, event: &Event) -> Option<Value> {
        // Nobody else waits while the values are looked for.
        let session = Arc::clone(self.lock().get(&event.session)?);
        let (texts, mut payload) = (Texts::of(&event.payload), Vec::new());
        for text in texts.as_slice().iter().filter(|text| text.place() != StringPlace::Name) {
            if session.has(text) {
                payload.push(text.pointer.clone());
            }
        }
        Some(json!({ "findings": session.findings, "payload": payload }))
    }

    /// Remembers what was found in an event.
    pub(super) fn add(&self, event: &Event, found: &[Taint]) {
        let texts = Texts::of(&event.payload);
        let mut sessions = self.lock();
        let session = Arc::make_mut(sessions.get_or_insert_mut(event.session.clone(), Arc::default));
        for Taint { kind, severity } in found {
            let finding = json!({ "kind": kind, "severity": severity, "target": event.target, "event": event.id });
            if session.findings.len() < MAX_FINDINGS && !session.findings.contains(&finding) {
                session.findings.push(finding);
            }
        }
        for text in texts.as_slice() {
            session.remember(&text.text);
        }
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<String, Arc<Session>>> {
        // Nothing in here panics halfway; what a thread that died elsewhere left is whole.
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn remember(&mut self, text: &str) {
        let folded = words::fold(text);
        if self.text.len() + folded.len() > MAX_TEXT {
            self.overflowed = true;
            return;
        }
        self.text.push_str(&folded);
        self.overflowed |= numbers::any(text, |number| {
            self.numbers.insert(self.numbers.hasher().hash_one(number));
            self.numbers.len() > MAX_NUMBERS
        });
    }

    /// Whether a value appears in the tainted text, as a whole or in a part that names something, however it is written.
    fn has(&self, value: &Text) -> bool {
        let folded = words::fold(&value.text);
        self.overflowed
            || (folded.trim().len() >= SHORTEST_VALUE && self.text.contains(&folded))
            || words::names_in(&value.text, &self.text)
            || numbers::any(&value.text, |number| self.numbers.contains(&self.numbers.hasher().hash_one(number)))
    }
}
