//! One request's way through the gateway.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{Method, StatusCode, header},
};
use portcullis_openai::govern::{Family, Handling, Route, within};
use tokio::sync::OwnedSemaphorePermit;
use tracing::Instrument;

use crate::{
    authenticate::Caller,
    authzen, governed, passing,
    reply::{Problem, Reply, json_reply},
    server::Shared,
    traces,
};

pub(crate) async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Reply {
    let started = Instant::now();
    let Some(place) = shared.admission.enter() else { return Problem::busy().reply() };
    let _under_way = shared.metrics.begin();
    let path = request.uri().path().to_owned();
    let span = traces::server(&request);
    let (operation, reply) = answer(&shared, &path, request).instrument(span.clone()).await;
    span.record("http.response.status_code", reply.status().as_u16());
    shared.metrics.end(operation, reply.status().as_u16(), started.elapsed());
    while_it_lasts(reply, place)
}

/// The place is taken until the answer's last byte.
fn while_it_lasts(reply: Reply, place: OwnedSemaphorePermit) -> Reply {
    let (parts, body) = reply.into_parts();
    if body.is_end_stream() || body.size_hint().exact().is_some() {
        return Reply::from_parts(parts, body);
    }
    let body = futures_util::StreamExt::map(body.into_data_stream(), move |piece| {
        let _ = &place;
        piece
    });
    Reply::from_parts(parts, Body::from_stream(body))
}

/// What it was about, and the answer.
async fn answer(shared: &Shared, path: &str, request: Request) -> (&'static str, Reply) {
    if path == authzen::METADATA && request.method() == Method::GET {
        return ("authzen", json_reply(StatusCode::OK, authzen::metadata(&base(shared, &request))));
    }
    if request.headers().contains_key(header::UPGRADE) {
        let message = "The gateway does not switch protocols.";
        return (
            "other",
            Problem::new(StatusCode::NOT_IMPLEMENTED, "invalid_request_error", "no_upgrade", message).reply(),
        );
    }
    let caller = match shared.authenticator.caller(request.headers()).await {
        Ok(caller) => caller,
        Err(problem) => return ("unauthenticated", problem.reply()),
    };
    if matches!(path, authzen::EVALUATION | authzen::EVALUATIONS) && request.method() == Method::POST {
        let reply = evaluate(shared, &caller, path, request).await;
        return ("authzen", reply.unwrap_or_else(|problem| problem.reply()));
    }
    let Some(within) = within(path) else {
        let message = "The path could be read in more than one way.";
        let problem = Problem::new(StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_path", message);
        return ("other", problem.reply());
    };
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    let whole = format!("{within}{query}");
    match Route::of(request.method(), within) {
        Route::Governed(operation) => {
            (operation.name(), governed::govern(shared, &caller, operation, &whole, request).await)
        }
        Route::Family(family) => {
            let handling = shared.families.get(&family).copied().unwrap_or(Handling::Record);
            (family.name(), passing::pass(shared, &caller, family, handling, &whole, request).await)
        }
        Route::Unknown => {
            (Family::Other.name(), passing::pass(shared, &caller, Family::Other, shared.unknown, &whole, request).await)
        }
    }
}

async fn evaluate(shared: &Shared, caller: &Caller, path: &str, request: Request) -> Result<Reply, Problem> {
    if !caller.may_ask {
        let message = "This client may not ask for decisions about others: the operator sets `may-ask`.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "permission_error", "may_not_ask", message));
    }
    let id = request.headers().get("x-request-id").cloned();
    let time = Duration::from_secs(shared.limits.body_s);
    let body = governed::read(request.into_body(), shared.limits.body_bytes, time).await?;
    let gate = shared.governor.gate();
    let answer = match path {
        authzen::EVALUATION => authzen::evaluation(gate, &body).await?,
        _ => authzen::evaluations(gate, &body).await?,
    };
    let mut reply = json_reply(StatusCode::OK, answer);
    if let Some(id) = id {
        reply.headers_mut().insert("x-request-id", id);
    }
    Ok(reply)
}

/// The gateway's own address, as the client knows it.
fn base(shared: &Shared, request: &Request) -> String {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("{}://{host}", if shared.encrypted { "https" } else { "http" })
}
