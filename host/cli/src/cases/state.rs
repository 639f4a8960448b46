//! The state that plugins find in a case: empty, or what the case recorded of it.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use portcullis::{
    audit::StateRecord,
    state::{Answering, MemoryState, StateCall, StateError, StateStore},
};

use super::node::{Node, Problem};

/// What the engine puts before the keys of plugins whose verdicts count.
const ENFORCED: &str = "enforced/";

/// A store that begins anew with each case, at the time of its events.
#[derive(Debug, Default)]
pub(crate) struct CaseState {
    time_ms: Arc<AtomicU64>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    memory: Arc<MemoryState>,
    /// What is still to be asked, where the case says what is.
    recorded: Option<Vec<StateRecord>>,
}

impl CaseState {
    /// Forgets everything. With `recorded`, nothing but those calls is answered, and each once.
    pub(crate) fn begin(&self, recorded: Option<&[StateRecord]>) {
        let clock = Arc::clone(&self.time_ms);
        let memory = MemoryState::new().with_clock(move || clock.load(Ordering::Relaxed));
        *self.kept() = Kept { memory: Arc::new(memory), recorded: recorded.map(<[_]>::to_vec) };
    }

    /// Sets the clock, which stands still in between.
    pub(crate) fn at(&self, time_ms: u64) {
        self.time_ms.store(time_ms, Ordering::Relaxed);
    }

    /// The recorded calls that nobody made.
    pub(super) fn left(&self) -> Vec<StateRecord> {
        self.kept().recorded.take().unwrap_or_default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for CaseState {
    fn call<'a>(&'a self, call: &'a StateCall) -> Answering<'a> {
        Box::pin(async move {
            let memory = {
                let mut kept = self.kept();
                if let Some(recorded) = &mut kept.recorded {
                    // Plugins are asked side by side, so only each one's own calls have an order.
                    let at = recorded.iter().position(|record| *call == in_space(record.call.clone()));
                    return match at {
                        Some(at) => Ok(recorded.remove(at).answer),
                        None => Err(StateError::Unavailable(unrecorded(call))),
                    };
                }
                Arc::clone(&kept.memory)
            };
            memory.call(call).await
        })
    }
}

/// The list `state` of a case: calls and answers as the audit log has them.
pub(super) fn recorded(nodes: Vec<Node>) -> Result<Vec<StateRecord>, Problem> {
    let read = |node: Node| serde_json::from_str(&node.json()).map_err(|error| Problem::new(node.place, why(&error)));
    nodes.into_iter().map(read).collect()
}

/// Without the position, which is one within text that nobody sees.
fn why(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    format!("this is no call of the state with its answer: {what}")
}

fn unrecorded(call: &StateCall) -> String {
    let shown = serde_json::to_string(call).unwrap_or_default().replacen(ENFORCED, "", 1);
    format!("the case records no such call: {shown}")
}

fn in_space(mut call: StateCall) -> StateCall {
    let (StateCall::Get { key }
    | StateCall::Release { key, .. }
    | StateCall::Remove { key }
    | StateCall::Reserve { key, .. }
    | StateCall::Set { key, .. }
    | StateCall::Settle { key, .. }) = &mut call;
    key.insert_str(0, ENFORCED);
    call
}
