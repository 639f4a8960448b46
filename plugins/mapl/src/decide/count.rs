//! What is counted from one event to the next, in the host's state: requests of a minute, and uses of an attestation.
//! The host releases what was counted for an event that does not happen in the end.

use std::time::Duration;

use portcullis_guest::state::{self, Reservation, Window};
use portcullis_guest::{Error, Event, Violation};

use super::select::Selected;
use crate::document::{Approval, Rule};

/// As long as the state keeps anything.
const FOR_GOOD: Duration = Duration::from_secs(400 * 86_400);

/// Counts the request by the lowest rate limit that applies; a violation where it is one too many.
pub(super) fn request(selected: &Selected<'_>, event: &Event) -> Result<Option<Violation>, Error> {
    let limits = selected.documents.iter().filter_map(|document| document.rate_limit.as_ref());
    let Some(limit) = limits.min_by(|left, right| left.says.total_cmp(&right.says)) else { return Ok(None) };
    let (requests, time) = per_time(limit);
    let key = format!("mapl/rate/{}", escaped(&event.subject.id));
    let reserved = state::reserve(&Reservation {
        key: &key,
        id: &event.id,
        amount: 1,
        limit: requests,
        window: Window::Rolling(time),
        lease: time,
    })?;
    let violation = || Violation::new("rate-limit-exceeded", "").allowed(limit.says).rule(&limit.rule);
    Ok((!reserved.granted).then(violation))
}

/// So many requests in so much time: what is below one in a minute is one in a longer time.
fn per_time(limit: &Rule<f64>) -> (u64, Duration) {
    let minute = Duration::from_secs(60);
    if limit.says >= 1.0 {
        (limit.says as u64, minute)
    } else {
        (1, Duration::try_from_secs_f64(60.0 / limit.says).map_or(FOR_GOOD, |time| time.min(FOR_GOOD)))
    }
}

/// Whether an attestation that was presented still holds: not too old, and not used up. This use is counted.
pub(super) fn still_holds(key: &str, identity: &str, approval: &Approval, event: &Event) -> Result<bool, Error> {
    let name = format!("{}/{}", escaped(key), escaped(identity));
    if let Some(seconds) = approval.time_to_live {
        let since = format!("mapl/since/{name}");
        let first = match state::get(&since)?.and_then(|first| first.parse::<u64>().ok()) {
            Some(first) => first,
            None => {
                state::set(&since, &event.time_ms.to_string(), FOR_GOOD)?;
                event.time_ms
            }
        };
        if event.time_ms >= first.saturating_add(seconds.saturating_mul(1000)) {
            return Ok(false);
        }
    }
    let Some(uses) = approval.max_uses else { return Ok(true) };
    let reserved = state::reserve(&Reservation {
        key: &format!("mapl/uses/{name}"),
        id: &event.id,
        amount: 1,
        limit: uses,
        window: Window::Rolling(FOR_GOOD),
        lease: FOR_GOOD,
    })?;
    Ok(reserved.granted)
}

/// A name as a part of a key.
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}
