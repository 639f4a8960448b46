//! A provider for one test, on loopback: it answers as the test says, and keeps what it was asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, Response, Uri, header},
};
use tokio::task::JoinHandle;

/// A request as the provider got it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its method.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Asked {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

type Answer = dyn Fn(&Asked) -> Response<Body> + Send + Sync;

struct Script {
    answer: Box<Answer>,
    asked: Mutex<Vec<Asked>>,
}

/// The provider. It ends with the test.
pub struct Upstream {
    address: SocketAddr,
    script: Arc<Script>,
    task: JoinHandle<()>,
}

impl Upstream {
    /// Starts one that answers every request in this way.
    ///
    /// # Panics
    /// Where there is no port on loopback.
    pub async fn start(answer: impl Fn(&Asked) -> Response<Body> + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("an address");
        let script = Arc::new(Script { answer: Box::new(answer), asked: Mutex::default() });
        let router = Router::new().fallback(serve).with_state(Arc::clone(&script));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server that goes on") });
        Self { address, script, task }
    }

    /// Starts one that answers every request with this JSON.
    pub async fn answering(json: impl Into<String>) -> Self {
        let json = json.into();
        Self::start(move |_| json_answer(&json)).await
    }

    /// The base URL, as an SDK takes it.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What it was asked so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(script): State<Arc<Script>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let asked = Asked { method: parts.method, uri: parts.uri, headers: parts.headers, body };
    script.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
    (script.answer)(&asked)
}

/// A client for HTTP.
#[must_use]
pub fn http() -> reqwest::Client {
    // Another test of the process may have chosen one before: either will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// An answer with this JSON.
///
/// # Panics
/// Never: the head is well.
#[must_use]
pub fn json_answer(json: &str) -> Response<Body> {
    let answer = Response::builder().header(header::CONTENT_TYPE, "application/json");
    answer.body(Body::from(json.to_owned())).expect("an answer")
}

/// An answer with these server-sent events, in pieces of so many bytes.
///
/// # Panics
/// Never: the head is well.
#[must_use]
pub fn stream_answer(events: &str, piece: usize) -> Response<Body> {
    let pieces: Vec<_> = events.as_bytes().chunks(piece).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let answer = Response::builder().header(header::CONTENT_TYPE, "text/event-stream; charset=utf-8");
    answer.body(Body::from_stream(futures_util::stream::iter(pieces))).expect("an answer")
}
