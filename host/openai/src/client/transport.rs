//! What lies between async-openai and the network: everything that a client sends goes through here.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use async_openai::{
    error::OpenAIError,
    middleware::{
        HttpRequestFactory, ReqwestService,
        retry::{OpenAIRetry, OpenAIRetryLayer},
    },
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use portcullis_identity::signing::{Answer, PublicKey, Request, SigningKey};
use reqwest::Response;
use tower::{Layer, Service, ServiceExt};
use tracing::Instrument;

use super::{
    ClientError,
    who::{Who, now},
};
use crate::govern::{self, Family, Governor, Handling, Operation, Recorded, Refusal, Route};

/// A whole answer is at most so long, in bytes.
const MOST: usize = 64 << 20;

/// What all clients of an app share.
pub(super) struct Shared {
    pub(super) governor: Governor,
    pub(super) http: OpenAIRetry<ReqwestService>,
    /// The path of the base URL: what comes behind it says what is asked.
    pub(super) base_path: String,
    pub(super) families: BTreeMap<Family, Handling>,
    pub(super) unknown: Handling,
    pub(super) peer: Option<Peer>,
}

/// A gateway that is asked instead of a provider: requests to it are signed, and its answers have to be.
pub(super) struct Peer {
    pub(super) key: SigningKey,
    pub(super) answers: Vec<PublicKey>,
}

/// Sends requests again where a provider is busy, as async-openai does by itself. They were decided once.
pub(super) fn http(client: reqwest::Client) -> OpenAIRetry<ReqwestService> {
    OpenAIRetryLayer::default().layer(ReqwestService::new(client))
}

/// Decides what a client sends, and what it gets.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) shared: Arc<Shared>,
    pub(super) who: Who,
}

impl Service<HttpRequestFactory> for Transport {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequestFactory) -> Self::Future {
        let transport = self.clone();
        Box::pin(async move { transport.send(request).await.map_err(ClientError::boxed) })
    }
}

impl Transport {
    /// Sends what async-openai has made.
    async fn send(&self, factory: HttpRequestFactory) -> Result<Response, ClientError> {
        let shared = &self.shared;
        let session = self.who.session()?;
        let request = factory.build().await?;
        let path = request.url().path();
        let within = path.strip_prefix(&shared.base_path).filter(|path| path.starts_with('/'));
        let within =
            within.and_then(govern::within).ok_or(ClientError::Undecidable("its path can be read in two ways"))?;
        let (family, handling) = match Route::of(request.method(), within) {
            Route::Governed(operation) => return self.governed(operation, request).await,
            Route::Family(family) => (family, shared.families.get(&family).copied().unwrap_or(Handling::Record)),
            Route::Unknown => (Family::Other, shared.unknown),
        };
        shared.governor.passage(family, handling, session, request.method().as_str(), within).await?;
        Ok(shared.http.clone().oneshot(factory).await?)
    }

    /// Sends a question to a model that is made by hand.
    pub(super) async fn request(&self, request: reqwest::Request) -> Result<Response, ClientError> {
        let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice).unwrap_or_default();
        let sent = Sent::new(&request, body);
        self.send(HttpRequestFactory::new(move || {
            let request = sent.request(None).map_err(ClientError::boxed);
            async move { request }
        }))
        .await
    }

    async fn governed(&self, operation: Operation, request: reqwest::Request) -> Result<Response, ClientError> {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = body.ok_or(ClientError::Undecidable("its body is a stream"))?;
        let body = std::str::from_utf8(body).map_err(|_| ClientError::Undecidable("its body is not UTF-8"))?;
        let exchange = self.shared.governor.request(operation, self.who.session()?, body).await?;
        let sent = Sent::new(&request, exchange.body().to_owned().into());
        let asking = self.shared.http.clone().oneshot(sent.factory(&self.shared));
        let answer = asking.instrument(exchange.span().clone()).await?;
        let answer = match &self.shared.peer {
            Some(peer) => sent.checked(answer, &peer.answers).await?,
            None => answer,
        };
        let record = exchange.record().to_owned();
        let mut answer = exchange.answer(answer, MOST).await?;
        if answer.extensions().get::<Recorded>().is_none() {
            answer.extensions_mut().insert(Recorded(record));
        }
        Ok(answer.into())
    }
}

/// A request that may be sent, as often as it has to be.
#[derive(Clone)]
struct Sent {
    method: http::Method,
    url: reqwest::Url,
    headers: HeaderMap,
    body: Bytes,
    /// The signature's headers of the last time: each has its own.
    signed: Arc<Mutex<HeaderMap>>,
}

impl Sent {
    fn new(request: &reqwest::Request, body: Bytes) -> Self {
        let mut headers = request.headers().clone();
        headers.remove(header::CONTENT_LENGTH);
        // What is compressed can't be looked at.
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let (method, url) = (request.method().clone(), request.url().clone());
        Self { method, url, headers, body, signed: Arc::default() }
    }

    fn factory(&self, shared: &Arc<Shared>) -> HttpRequestFactory {
        let (sent, shared) = (self.clone(), Arc::clone(shared));
        HttpRequestFactory::new(move || {
            let request = sent.request(shared.peer.as_ref());
            async move { request.map_err(ClientError::boxed) }
        })
    }

    fn request(&self, peer: Option<&Peer>) -> Result<reqwest::Request, ClientError> {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        if let Some(peer) = peer {
            let asked = Request {
                method: self.method.as_str(),
                path: self.url.path(),
                query: self.url.query(),
                body: &self.body,
            };
            let signed = asked.sign(&peer.key, now()).map_err(|_| Refusal::unsigned())?.headers;
            request.headers_mut().extend(signed.clone());
            // Nothing in here panics halfway.
            *self.signed.lock().unwrap_or_else(PoisonError::into_inner) = signed;
        }
        *request.body_mut() = Some(self.body.clone().into());
        Ok(request)
    }

    /// The answer, if the gateway signed it.
    async fn checked(&self, mut answer: Response, keys: &[PublicKey]) -> Result<Response, ClientError> {
        let body = match govern::is_stream(answer.headers()) {
            true => None,
            false => Some(govern::read(&mut answer, MOST).await?),
        };
        let record = answer.headers().get("x-portcullis-record").and_then(|record| record.to_str().ok());
        let said = Answer { status: answer.status().as_u16(), record, body: body.as_deref() };
        let asked = self.signed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        said.verify(answer.headers(), &asked, keys)
            .map_err(|source| ClientError::Peer { status: said.status, source })?;
        let Some(body) = body else { return Ok(answer) };
        let mut whole = http::Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        Ok(whole.into())
    }
}
