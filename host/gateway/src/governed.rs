//! Questions to a model.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
};
use http_body_util::{BodyExt, Limited};
use portcullis_openai::{
    Session,
    govern::{Exchange, Operation, Recorded},
};

use tracing::Instrument;

use crate::{
    authenticate::Caller,
    headers, passing,
    reply::{Problem, Reply, recorded, refusal},
    server::Shared,
};

/// Decides a request, sends it, decides its answer.
pub(crate) async fn govern(
    shared: &Shared,
    caller: &Caller,
    operation: Operation,
    path: &str,
    request: Request,
) -> Reply {
    let (parts, body) = request.into_parts();
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        let message = "The request's body is compressed, so it can't be decided. Send it as it is.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Problem::new(status, "invalid_request_error", "unsupported_encoding", message).reply();
    }
    let body = match read(body, shared.limits.body_bytes, Duration::from_secs(shared.limits.body_s)).await {
        Ok(body) => body,
        Err(problem) => return problem.reply(),
    };
    let Some(key) = &caller.signs else { return decide(shared, &caller.session, operation, path, &parts, &body).await };
    let evidence = match shared.signatures.check(&parts, &body, key) {
        Ok(evidence) => evidence,
        Err(problem) => return problem.reply(),
    };
    let session = caller.session.clone().evidence(evidence);
    let reply = decide(shared, &session, operation, path, &parts, &body).await;
    shared.signatures.sign(&parts.headers, reply, shared.limits.answer_bytes).await
}

async fn decide(
    shared: &Shared,
    session: &Session,
    operation: Operation,
    path: &str,
    parts: &Parts,
    body: &str,
) -> Reply {
    let exchange = match shared.governor.request(operation, session, body).await {
        Ok(exchange) => exchange,
        Err(refused) => return refusal(&refused),
    };
    let record = exchange.record().to_owned();
    let span = exchange.span().clone();
    let reply = answer(shared, exchange, path, &parts.headers).instrument(span).await;
    // The answer's own record is named, where there is one.
    if reply.headers().contains_key(headers::RECORD) { reply } else { recorded(reply, Some(&record)) }
}

async fn answer(shared: &Shared, exchange: Exchange, path: &str, asked: &HeaderMap) -> Reply {
    let mut asked = asked.clone();
    asked.remove(header::CONTENT_LENGTH);
    // What is compressed can't be looked at.
    asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let body = exchange.body().to_owned().into();
    let answer = match shared.upstream.send(axum::http::Method::POST, path, &asked, body).await {
        Ok(answer) => answer,
        Err(problem) => return problem.reply(),
    };
    match exchange.answer(answer, shared.limits.answer_bytes).await {
        Ok(answer) => {
            let record = answer.extensions().get::<Recorded>().cloned();
            recorded(passing::reply(answer), record.as_ref().map(|Recorded(record)| record.as_str()))
        }
        Err(refused) => refusal(&refused),
    }
}

/// A body as a whole, within its limits.
pub(crate) async fn read(body: Body, most: usize, time: Duration) -> Result<String, Problem> {
    let collected = tokio::time::timeout(time, Limited::new(body, most).collect()).await;
    let collected = collected.map_err(|_| Problem::slow(time))?;
    let bytes = collected.map_err(|error| Problem::cut_off(error.as_ref(), most))?;
    String::from_utf8(bytes.to_bytes().into()).map_err(|_| Problem::invalid("The request's body is not UTF-8."))
}
