//! What is counted, for Prometheus.

use std::{sync::atomic::AtomicI64, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Bounds of the histogram, in seconds.
const BOUNDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    operation: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    operation: &'static str,
}

/// The figures of a gateway.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    durations: Family<Of, Histogram>,
    under_way: Gauge<i64, AtomicI64>,
}

/// A request that is being answered.
pub(crate) struct UnderWay<'m>(&'m Gauge<i64, AtomicI64>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("portcullis");
        let requests = Family::<Labels, Counter>::default();
        let durations = Family::<Of, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let under_way = Gauge::default();
        registry.register("requests", "Requests, by what they are about and how they ended", requests.clone());
        let what = "Time until the head of the answer";
        registry.register_with_unit("request_duration", what, Unit::Seconds, durations.clone());
        registry.register("requests_under_way", "Requests that are being answered", under_way.clone());
        Self { registry, requests, durations, under_way }
    }

    /// A request begins; what is answered stands for it, also where its client leaves before its end.
    pub(crate) fn begin(&self) -> UnderWay<'_> {
        self.under_way.inc();
        UnderWay(&self.under_way)
    }

    pub(crate) fn end(&self, operation: &'static str, status: u16, time: Duration) {
        self.requests.get_or_create(&Labels { operation, status }).inc();
        self.durations.get_or_create(&Of { operation }).observe(time.as_secs_f64());
    }

    /// As Prometheus reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
