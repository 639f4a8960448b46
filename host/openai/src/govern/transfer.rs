//! A provider's answer as HTTP brings it.

use futures_util::stream;
use http::{HeaderMap, Response, header};
use reqwest::Body;
use tokio::sync::mpsc;
use tracing::Instrument;

use super::{Exchange, Refusal, Streamed};

/// So many pieces of a stream wait for a client that reads slowly; then the provider waits.
const PIECES: usize = 16;

/// The record of what was decided of an answer. An answer that goes on has it among its extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded(pub String);

impl Exchange {
    /// Takes the answer of a provider: decides it, as a whole or as a stream, and makes of it the answer that may be
    /// handed out. A provider's own error goes on as it is.
    ///
    /// # Errors
    /// An answer that is not allowed, that can't be read, or that as a whole is longer than so many bytes.
    pub async fn answer(self, answer: reqwest::Response, most: usize) -> Result<Response<Body>, Refusal> {
        if !answer.status().is_success() {
            return Ok(answer.into());
        }
        let encoded = answer.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
        if encoded {
            return Err(Refusal::answer("The provider's answer is compressed, so it can't be decided."));
        }
        match is_stream(answer.headers()) {
            true => Ok(streamed(answer, self.stream())),
            false => whole(answer, &self, most).await,
        }
    }
}

/// Whether an answer comes as server-sent events.
#[must_use]
pub fn is_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("text/event-stream")
}

/// Reads a whole answer of at most so many bytes.
///
/// # Errors
/// It is cut off, or longer.
pub async fn read(answer: &mut reqwest::Response, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) => return Ok(body),
            Err(error) => {
                tracing::warn!(error = %error.without_url(), "an answer was cut off");
                return Err(Refusal::upstream("The provider's answer was cut off."));
            }
        }
        if body.len() > most {
            return Err(Refusal::answer("The provider's answer is longer than is taken here."));
        }
    }
}

async fn whole(mut answer: reqwest::Response, exchange: &Exchange, most: usize) -> Result<Response<Body>, Refusal> {
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::CONTENT_LENGTH);
    let body = read(&mut answer, most).await?;
    let body = String::from_utf8(body).map_err(|_| Refusal::answer("The provider's answer is not UTF-8."))?;
    let decided = exchange.response(&body).await?;
    let mut reply = Response::new(Body::from(decided.body));
    *reply.status_mut() = status;
    *reply.headers_mut() = headers;
    reply.extensions_mut().insert(Recorded(decided.record));
    Ok(reply)
}

/// The answer piece by piece. It is read, decided and recorded by a task of its own, whether or not the client stays.
fn streamed(answer: reqwest::Response, streamed: Streamed) -> Response<Body> {
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::CONTENT_LENGTH);
    let (sender, receiver) = mpsc::channel(PIECES);
    tokio::spawn(pump(answer, streamed, sender).in_current_span());
    let body = stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)));
    let mut reply = Response::new(Body::wrap_stream(body));
    *reply.status_mut() = status;
    *reply.headers_mut() = headers;
    reply
}

/// The stream was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider's answer was cut off")]
struct Cut;

async fn pump(mut answer: reqwest::Response, mut streamed: Streamed, client: mpsc::Sender<Result<Vec<u8>, Cut>>) {
    loop {
        let piece = tokio::select! {
            piece = answer.chunk() => piece,
            () = client.closed() => return streamed.abandon().await,
        };
        let piece = match piece {
            Ok(Some(piece)) => streamed.push(&piece).await,
            Ok(None) => {
                let rest = streamed.finish().await;
                if !rest.is_empty() {
                    // A client that has left needs no rest.
                    let _ = client.send(Ok(rest)).await;
                }
                return;
            }
            Err(error) => {
                tracing::warn!(error = %error.without_url(), "a stream was cut off");
                streamed.abandon().await;
                let _ = client.send(Err(Cut)).await;
                return;
            }
        };
        let left = !piece.bytes.is_empty() && client.send(Ok(piece.bytes)).await.is_err();
        if left {
            return streamed.abandon().await;
        }
        if piece.ended {
            return;
        }
    }
}
