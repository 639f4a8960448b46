//! How many connections there are, and what each may take.

use std::{
    future::{Ready, ready},
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum_server::{accept::Accept, tls_rustls::RustlsConfig};
use hyper_util::{rt::TokioExecutor, rt::TokioTimer, server::conn::auto::Builder};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;
use tower_service::Service;

use crate::config::{Limits, Tls};

/// Lets so many connections in, and closes what comes then.
#[derive(Clone)]
pub(crate) struct Door {
    places: Arc<Semaphore>,
    /// How long a client may take nothing of what is written to it.
    write: Duration,
}

impl Door {
    pub(crate) fn new(limits: &Limits) -> Self {
        let places = Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS));
        Self { places: Arc::new(places), write: Duration::from_secs(limits.write_s) }
    }
}

impl<I: AsyncRead + AsyncWrite, S> Accept<I, S> for Door {
    type Stream = Pin<Box<TimeoutStream<I>>>;
    type Service = Held<S>;
    type Future = Ready<io::Result<(Self::Stream, Held<S>)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let full = |_| io::Error::new(io::ErrorKind::ConnectionRefused, "there are as many connections as may be");
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.write));
        ready(place.map_err(full).map(|place| (Box::pin(stream), Held { service, _place: Arc::new(place) })))
    }
}

/// What answers one connection, and keeps its place until the connection ends.
#[derive(Clone)]
pub(crate) struct Held<S> {
    service: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl<S: Service<R>, R> Service<R> for Held<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.service.call(request)
    }
}

/// What the head of a request may take.
pub(crate) fn bound(builder: &mut Builder<TokioExecutor>, limits: &Limits) {
    let mut http1 = builder.http1();
    http1.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(limits.header_s));
    http1.max_buf_size(limits.header_bytes.max(MIN_BUFFER));
}

/// The certificate that connections are encrypted with. Others than HTTP/1.1 are not offered.
pub(crate) async fn encrypted(options: &Tls) -> io::Result<RustlsConfig> {
    let read = RustlsConfig::from_pem_file(&options.certificate, &options.key).await?;
    let mut config = ServerConfig::clone(&read.get_inner());
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

/// The least that the server takes.
const MIN_BUFFER: usize = 8 << 10;
