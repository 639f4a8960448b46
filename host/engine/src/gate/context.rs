//! What the gate itself knows of an event, in the event's context, where plugins find it.

use serde_json::Value;

use crate::{
    document::{Edit, EditError},
    event::Event,
};

/// The event as plugins see it: with `cause` and `taint` in its context. None where the gate knows neither, so that the
/// event can be shown as it is.
pub(super) fn completed(event: &Event, taint: Option<Value>) -> Result<Option<Event>, EditError> {
    let cause = event.cause.as_deref().map(Value::from);
    let known = [("/cause", cause), ("/taint", taint)];
    let edits: Vec<Edit> =
        known.into_iter().filter_map(|(pointer, value)| Some(Edit::set(pointer, value?.to_string()))).collect();
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some(Event { context: event.context.edited(&edits)?, ..event.clone() }))
}
