//! Health and metrics, for the operator.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, routing::get};

use crate::server::Shared;

/// `/health`: the process answers. `/ready`: it takes requests. `/metrics`: what Prometheus reads.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/health", get(async || "ok\n"))
        .route("/ready", get(ready))
        .route("/metrics", get(async |State(shared): State<Arc<Shared>>| shared.metrics.text()))
        .with_state(shared)
}

async fn ready(State(shared): State<Arc<Shared>>) -> (StatusCode, &'static str) {
    if shared.admission.is_open() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    }
}
