//! What passes through: to the byte, in both directions.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::Response,
};
use futures_util::{Stream, TryStreamExt, stream};
use http_body_util::{BodyExt, Limited};
use portcullis_openai::govern::{Family, Handling};

use crate::{
    authenticate::Caller,
    headers,
    reply::{Problem, Reply, recorded, refusal},
    server::Shared,
};

/// Lets a request pass as the operator wants it, and its answer.
pub(crate) async fn pass(
    shared: &Shared,
    caller: &Caller,
    family: Family,
    handling: Handling,
    path: &str,
    request: Request,
) -> Reply {
    let (parts, body) = request.into_parts();
    // Queries may hold what is nobody's business: the path says what is used.
    let bare = path.split('?').next().unwrap_or_default();
    let passage = shared.governor.passage(family, handling, &caller.session, parts.method.as_str(), bare).await;
    let record = match passage {
        Ok(record) => record,
        Err(refused) => return refusal(&refused),
    };
    let most = shared.limits.upload_bytes;
    let stated =
        parts.headers.get(axum::http::header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if stated.is_some_and(|stated: usize| stated > most) {
        return recorded(Problem::too_large(most).reply(), record.as_deref());
    }
    let broken = Arc::new(OnceLock::new());
    // Nothing is held: what is longer than it says, or than may be, or comes too slowly, breaks off.
    let body = match stated {
        Some(0) => reqwest::Body::from(Vec::new()),
        None if parts.headers.get(axum::http::header::TRANSFER_ENCODING).is_none() => reqwest::Body::from(Vec::new()),
        _ => {
            let time = Duration::from_secs(shared.limits.body_s);
            reqwest::Body::wrap_stream(pieces(body, most, time, Arc::clone(&broken)))
        }
    };
    let reply = match shared.upstream.send(parts.method, path, &parts.headers, body).await {
        Ok(answer) => reply(answer.into()),
        // Where the client has broken off, the provider is not to blame.
        Err(problem) => broken.get().unwrap_or(&problem).reply(),
    };
    recorded(reply, record.as_deref())
}

/// A body's pieces, of so many bytes at most and with so much time for each. Why it has broken off is kept.
fn pieces(
    body: Body,
    most: usize,
    time: Duration,
    broken: Arc<OnceLock<Problem>>,
) -> impl Stream<Item = Result<Bytes, Broken>> {
    stream::try_unfold(Limited::new(body, most).into_data_stream(), move |mut pieces| {
        let broken = Arc::clone(&broken);
        async move {
            let next = tokio::time::timeout(time, pieces.try_next()).await;
            let next = next
                .map_err(|_| Problem::slow(time))
                .and_then(|next| next.map_err(|error| Problem::cut_off(error.as_ref(), most)));
            let piece = next.map_err(|problem| {
                // The first one counts.
                let _ = broken.set(problem);
                Broken
            })?;
            Ok(piece.map(|piece| (piece, pieces)))
        }
    })
}

/// A client's body has broken off.
#[derive(Debug, thiserror::Error)]
#[error("the client's body has broken off")]
struct Broken;

/// An answer, with those of its headers that clients are to see.
pub(crate) fn reply(answer: Response<reqwest::Body>) -> Reply {
    let mut reply = answer.map(Body::new);
    *reply.headers_mut() = headers::to_client(reply.headers());
    reply
}
