//! A gateway's life: loading, listening, stopping.

use std::{
    collections::BTreeMap,
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsAcceptor};
use portcullis::{
    audit::{Log, OpenError},
    gate::Gate,
    pack::{Pack, PackError},
    plugin::{Runtime, RuntimeError, RuntimeOptions},
};
use portcullis_identity::signing::KeyError;
use portcullis_openai::{
    Session, SessionError,
    govern::{Family, Governor, Handling},
};
use tokio::task::JoinHandle;

use crate::{
    admin,
    admission::Admission,
    authenticate::{Authenticator, ClientError},
    config::{Config, Limits},
    connections::{self, Door},
    keys::{KeysError, Tokens},
    metrics::Metrics,
    serve,
    signatures::Signatures,
    state::{self, StateConfigError},
    upstream::{Upstream, UpstreamError},
};

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) governor: Governor,
    pub(crate) authenticator: Authenticator,
    pub(crate) upstream: Upstream,
    pub(crate) families: BTreeMap<Family, Handling>,
    pub(crate) unknown: Handling,
    pub(crate) limits: Limits,
    pub(crate) admission: Admission,
    pub(crate) metrics: Metrics,
    pub(crate) signatures: Signatures,
    pub(crate) encrypted: bool,
}

/// A gateway that is ready to start: its pack is loaded, its log is open.
pub struct Gateway {
    shared: Arc<Shared>,
    config: Config,
}

/// A gateway that takes requests.
pub struct Running {
    shared: Arc<Shared>,
    handle: Handle<SocketAddr>,
    admin: Option<(SocketAddr, Handle<SocketAddr>)>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<io::Result<()>>>,
}

/// Why a gateway can't start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The engine.
    #[error("the engine can't be started")]
    Runtime(#[from] RuntimeError),
    /// Where plugins keep state.
    #[error("`[state]` can't be used")]
    State(#[from] StateConfigError),
    /// The pack.
    #[error("the pack can't be loaded")]
    Pack(#[from] PackError),
    /// The audit log.
    #[error("the audit log can't be opened")]
    Log(#[from] OpenError),
    /// The app's name.
    #[error("`app` can't be used")]
    App(#[from] SessionError),
    /// The provider.
    #[error("`[upstream]` can't be used")]
    Upstream(#[from] UpstreamError),
    /// A client's key.
    #[error("a `[[client]]` can't be used")]
    Client(#[from] ClientError),
    /// The keys of tokens.
    #[error("`[jwt]` can't be used")]
    Keys(#[from] KeysError),
    /// The gateway's own key.
    #[error("`[signing]` can't be used")]
    Signing(#[from] KeyError),
    /// Certificate or key.
    #[error("`[tls]` can't be used")]
    Tls(#[source] io::Error),
    /// The address.
    #[error("`{address}` can't be listened at")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

impl Gateway {
    /// Loads the pack, opens the log, and fetches keys.
    ///
    /// # Errors
    /// The first thing that can't be had.
    pub async fn load(config: Config) -> Result<Self, StartError> {
        // Another part of the process may have chosen one before: either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let upstream = Upstream::new(&config.upstream)?;
        let tokens = match &config.jwt {
            Some(jwt) => Some(Tokens::load(jwt, upstream.http()).await?),
            None => None,
        };
        let authenticator = Authenticator::new(&config.app, &config.clients, tokens, config.anonymous)?;
        let nobody = portcullis::event::Subject::new("", portcullis::event::SubjectKind::Service);
        Session::new(&config.app, nobody)?;
        let state = state::store(&config.state).await?;
        let options = RuntimeOptions { cache: config.cache.clone(), state, ..RuntimeOptions::default() };
        let runtime = Runtime::new(&options)?;
        let pack = Pack::load(&runtime, &config.pack).await?;
        let (log, _) = Log::open(&config.audit)?;
        let gate = Gate::new(pack, log);
        let gate = if config.record_content { gate.recording_content() } else { gate };
        let signatures = Signatures::new(config.signing.as_ref())?;
        let mut governor = Governor::new(gate);
        if let Some(message) = &config.deny_message {
            governor = governor.deny_message(message.as_str());
        }
        if config.traces.as_ref().is_some_and(|traces| traces.content) {
            governor = governor.tracing_content();
        }
        if let Some(key) = signatures.key() {
            governor = governor.signing(key.clone());
        }
        let shared = Shared {
            governor,
            authenticator,
            upstream,
            families: config.families.clone(),
            unknown: config.unknown,
            limits: config.limits.clone(),
            admission: Admission::new(config.limits.requests),
            metrics: Metrics::new(),
            signatures,
            encrypted: config.tls.is_some(),
        };
        Ok(Self { shared: Arc::new(shared), config })
    }

    /// Listens, and takes requests.
    ///
    /// # Errors
    /// An address that is taken, or a certificate that can't be used.
    pub async fn start(self) -> Result<Running, StartError> {
        let Self { shared, config } = self;
        let (listener, address) = listen(config.listen)?;
        let router = Router::new().fallback(serve::serve).with_state(Arc::clone(&shared));
        let handle = Handle::new();
        let mut server = served(listener, address, &handle)?;
        connections::bound(server.http_builder(), &config.limits);
        let door = Door::new(&config.limits);
        let mut tasks = vec![match &config.tls {
            Some(tls) => {
                let tls = connections::encrypted(tls).await.map_err(StartError::Tls)?;
                let server = server.acceptor(RustlsAcceptor::new(tls).acceptor(door));
                tokio::spawn(server.serve(router.into_make_service()))
            }
            None => tokio::spawn(server.acceptor(door).serve(router.into_make_service())),
        }];
        let mut admin = None;
        if let Some(options) = &config.admin {
            let (listener, address) = listen(options.listen)?;
            let handle = Handle::new();
            let mut server = served(listener, address, &handle)?;
            connections::bound(server.http_builder(), &config.limits);
            let server = server.acceptor(Door::new(&config.limits));
            tasks.push(tokio::spawn(server.serve(admin::router(Arc::clone(&shared)).into_make_service())));
            admin = Some((address, handle));
        }
        Ok(Running { shared, handle, admin, address, tasks })
    }
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.shared.encrypted { "https" } else { "http" }, self.address)
    }

    /// Where the operator looks; none where there is no such listener.
    #[must_use]
    pub fn admin(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|(address, _)| *address)
    }

    /// Takes nobody new, waits until what is under way has ended, as long as the configuration says, and ends.
    pub async fn stop(self) {
        self.shared.admission.close();
        self.handle.graceful_shutdown(Some(Duration::from_secs(self.shared.limits.grace_s)));
        let mut tasks = self.tasks.into_iter();
        if let Some(main) = tasks.next() {
            // What it ended with is of no use to anybody.
            let _ = main.await;
        }
        if let Some((_, handle)) = self.admin {
            handle.shutdown();
        }
        for task in tasks {
            let _ = task.await;
        }
    }
}

/// A server for HTTP/1.1 alone.
fn served(
    listener: TcpListener,
    address: SocketAddr,
    handle: &Handle<SocketAddr>,
) -> Result<axum_server::Server<SocketAddr>, StartError> {
    let server = axum_server::from_tcp(listener).map_err(|source| StartError::Listen { address, source })?;
    Ok(server.http1_only().handle(handle.clone()))
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
