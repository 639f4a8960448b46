//! Instances off the critical path: fresh ones wait for events, used ones are cleared away after the answer.
//!
//! A [`Shelf`] holds a plugin's waiting instances; one [`Keeper`] per runtime, a thread, fills shelves and drops what was
//! used. Whoever finds a shelf empty makes an instance of their own, exactly as the keeper does: that an instance waited
//! shows in nothing but time. Nothing that an event has touched gets back on a shelf.

mod keeper;
mod pace;
mod shelf;

pub(super) use keeper::{Keeper, Nudge};
pub(super) use shelf::{Fresh, Shelf};
