//! Traces, by OpenTelemetry: a span for each request, within it one for what is asked of a model.

use std::{collections::HashMap, time::Duration};

use axum::{extract::Request, http::HeaderMap};
use opentelemetry::{propagation::TextMapPropagator, trace::TraceContextExt, trace::TracerProvider};
use opentelemetry_http::{Bytes, HeaderExtractor, HeaderInjector, HttpClient, HttpError, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{Sampler, SdkTracerProvider},
};
use tokio::runtime::Handle;
use tracing::{Span, Subscriber, field::Empty, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

use crate::config;

/// The crates whose spans are exported.
const OURS: [&str; 2] = ["portcullis_gateway", "portcullis_openai"];
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why there are no traces.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TracesError {
    /// What a part is, is none.
    #[error("`sample` is {0}, but must be from 0 to 1")]
    Sample(f64),
    /// The collector can't be spoken to.
    #[error("traces can't be exported")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// No connection can be made.
    #[error("no connection to the collector can be made")]
    Http(#[from] reqwest::Error),
}

/// Exports what the gateway's spans say.
///
/// # Example
/// ```no_run
/// use portcullis_gateway::{Config, Exporter, Gateway};
/// use tracing_subscriber::prelude::*;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let config = Config::read("gateway.toml")?;
/// let exporter = config.traces.as_ref().map(Exporter::start).transpose()?;
/// tracing_subscriber::registry().with(exporter.as_ref().map(Exporter::layer)).init();
/// let running = Gateway::load(config).await?.start().await?;
/// running.stop().await;
/// if let Some(exporter) = exporter {
///     exporter.stop().await;
/// }
/// # Ok(())
/// # }
/// ```
pub struct Exporter {
    provider: SdkTracerProvider,
}

impl Exporter {
    /// Starts to export, within tokio. The batches that wait are bounded; what does not fit is dropped.
    ///
    /// # Errors
    /// What the configuration says makes no sense.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(options: &config::Traces) -> Result<Self, TracesError> {
        if !(0.0..=1.0).contains(&options.sample) {
            return Err(TracesError::Sample(options.sample));
        }
        // Another part of the process may have chosen one before: either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT).build()?;
        let headers: HashMap<String, String> = options.headers.clone().into_iter().collect();
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", options.endpoint.trim_end_matches('/')))
            .with_headers(headers)
            .with_http_client(Http { client: http, runtime: Handle::current() })
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(options.sample))))
            .with_resource(Resource::builder().with_service_name("portcullis").build())
            .build();
        Ok(Self { provider })
    }

    /// What a subscriber needs.
    #[must_use]
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let ours = Targets::new().with_targets(OURS.map(|name| (name, LevelFilter::INFO)));
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("portcullis"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_filter(ours)
    }

    /// Exports what waits, and ends.
    pub async fn stop(self) {
        // It waits for a thread of its own.
        let stopped = tokio::task::spawn_blocking(move || self.provider.shutdown()).await;
        if let Ok(Err(error)) = stopped {
            tracing::warn!(%error, "the last traces could not be exported");
        }
    }
}

/// The span of a request, within the client's own, where it says so.
pub(crate) fn server(request: &Request) -> Span {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let span = tracing::info_span!(
        "request",
        otel.name = format!("{method} {path}"),
        otel.kind = "server",
        http.request.method = method,
        url.path = path,
        http.response.status_code = Empty,
    );
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
    if parent.span().span_context().is_valid() {
        // Fails where nothing is traced.
        let _ = span.set_parent(parent);
    }
    span
}

/// Says to the provider which span it is asked in. Where nothing is traced, what the client said stays.
pub(crate) fn inject(headers: &mut HeaderMap) {
    let context = Span::current().context();
    if context.span().span_context().is_valid() {
        TraceContextPropagator::new().inject_context(&context, &mut HeaderInjector(headers));
    }
}

/// Sends batches. They come from a thread outside of tokio, in which no connection could live.
#[derive(Debug)]
struct Http {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait::async_trait]
impl HttpClient for Http {
    async fn send_bytes(&self, request: axum::http::Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move {
            let answer = client.execute(request.try_into()?).await?;
            let status = answer.status();
            let mut response = Response::new(answer.bytes().await?);
            *response.status_mut() = status;
            Ok::<_, reqwest::Error>(response)
        });
        Ok(sent.await??)
    }
}
