//! What plugins reserved for an event that does not happen is free at once, rather than when its lease is over.

use portcullis_audit::{StateAnswer, StateCall, StateRecord};

use crate::{decision::PluginAnswer, pack::Pack};

pub(super) async fn release(pack: &Pack, answers: &[PluginAnswer]) {
    for answer in answers {
        let Some(entry) = pack.entries().iter().find(|entry| entry.id() == answer.plugin) else { continue };
        for call in answer.state.iter().filter_map(undone) {
            entry.plugin().undo(&call).await;
        }
    }
}

/// The call that undoes a reservation.
fn undone(record: &StateRecord) -> Option<StateCall> {
    match (&record.call, &record.answer) {
        (StateCall::Reserve { key, id, .. }, StateAnswer::Reserved { granted: true, .. } | StateAnswer::Failed) => {
            Some(StateCall::Release { key: key.clone(), id: id.clone() })
        }
        _ => None,
    }
}
