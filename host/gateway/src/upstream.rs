//! The provider.

use std::{env, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::{config, headers, reply::Problem, traces};

/// Where answers come from.
pub(crate) struct Upstream {
    http: reqwest::Client,
    base: String,
    /// What is sent with each request: the key, and what the operator adds.
    own: HeaderMap,
}

/// Why there is no upstream.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpstreamError {
    /// The base URL is none.
    #[error("`{0}` is no base URL: it begins with `https://`, or with `http://`")]
    Base(String),
    /// The variable with the key is not set.
    #[error("the environment has no `{0}`, which should hold the provider's key; `key-variable = \"\"` sends none")]
    Key(String),
    /// A header can't be sent.
    #[error("`{0}` can't be sent as a header")]
    Header(String),
    /// The client can't be made.
    #[error("no connection can be made")]
    Client(#[from] reqwest::Error),
}

impl Upstream {
    pub(crate) fn new(options: &config::Upstream) -> Result<Self, UpstreamError> {
        let base = options.base_url.trim_end_matches('/').to_owned();
        if !base.starts_with("https://") && !base.starts_with("http://") {
            return Err(UpstreamError::Base(options.base_url.clone()));
        }
        let mut own = HeaderMap::new();
        for (name, value) in &options.headers {
            let bad = || UpstreamError::Header(name.clone());
            let header: HeaderName = name.parse().map_err(|_| bad())?;
            own.insert(header, HeaderValue::from_str(value).map_err(|_| bad())?);
        }
        if !options.key_variable.is_empty() {
            let key = env::var(&options.key_variable).map_err(|_| UpstreamError::Key(options.key_variable.clone()))?;
            let bearer = HeaderValue::from_str(&format!("Bearer {}", key.trim()));
            let mut bearer = bearer.map_err(|_| UpstreamError::Header(options.key_variable.clone()))?;
            bearer.set_sensitive(true);
            own.insert(header::AUTHORIZATION, bearer);
        }
        let http = reqwest::Client::builder()
            // A redirect could lead anywhere, with the key.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(options.connect_s))
            .read_timeout(Duration::from_secs(options.silent_s))
            .build()?;
        Ok(Self { http, base, own })
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends a request on: `path` begins behind the base URL and has its query. Of the headers go those that may.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &HeaderMap,
        body: reqwest::Body,
    ) -> Result<reqwest::Response, Problem> {
        let mut sent = headers::to_upstream(headers);
        traces::inject(&mut sent);
        for (name, value) in &self.own {
            sent.insert(name, value.clone());
        }
        let request = self.http.request(method, format!("{}{path}", self.base)).headers(sent).body(body);
        request.send().await.map_err(|error| {
            tracing::warn!(error = %error.without_url(), "the provider can't be asked");
            Problem::upstream("The provider can't be reached. Try again later.")
        })
    }
}
