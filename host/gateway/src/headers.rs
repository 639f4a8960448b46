//! Which headers go on.

use axum::http::{HeaderMap, HeaderName, header};

/// Headers of ours begin so: none goes to the provider.
const OURS: &str = "x-portcullis-";
/// The header of an answer that names its record in the audit log.
pub(crate) const RECORD: HeaderName = HeaderName::from_static("x-portcullis-record");
/// The header of a request that names its session.
pub(crate) const SESSION: HeaderName = HeaderName::from_static("x-portcullis-session");

/// What is about one connection only (RFC 9110, 7.6.1).
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What says who the client is, or would choose for the gateway whose account is used.
const CLIENTS: [&str; 12] = [
    "authorization",
    "api-key",
    "x-api-key",
    "cookie",
    "host",
    "forwarded",
    "expect",
    "openai-organization",
    "openai-project",
    "signature",
    "signature-input",
    "content-digest",
];

/// A client's headers, as far as the provider is to see them.
pub(crate) fn to_upstream(headers: &HeaderMap) -> HeaderMap {
    let named = named_by_connection(headers);
    let stays = |name: &HeaderName| {
        let text = name.as_str();
        HOP_BY_HOP.contains(&text)
            || CLIENTS.contains(&text)
            || text.starts_with(OURS)
            || text.starts_with("x-forwarded-")
            || named.contains(name)
    };
    let mut kept = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| !stays(name)) {
        kept.append(name.clone(), value.clone());
    }
    kept
}

/// A provider's headers, as far as the client is to see them.
pub(crate) fn to_client(headers: &HeaderMap) -> HeaderMap {
    let named = named_by_connection(headers);
    let stays = |name: &HeaderName| {
        let text = name.as_str();
        HOP_BY_HOP.contains(&text) || *name == header::SET_COOKIE || text.starts_with(OURS) || named.contains(name)
    };
    let mut kept = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(name, _)| !stays(name)) {
        kept.append(name.clone(), value.clone());
    }
    kept
}

fn named_by_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    let values = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok()).collect()
}
