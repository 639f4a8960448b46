//! What a path is about.

use http::Method;

use super::{Family, Operation};

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// A question to a model.
    Governed(Operation),
    /// Something else that providers offer.
    Family(Family),
    /// Nobody knows.
    Unknown,
}

impl Route {
    /// What a request is about, by its path behind `/v1`: see [`within`].
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        if method == Method::POST {
            match path {
                "/chat/completions" => return Self::Governed(Operation::Generate),
                "/completions" => return Self::Governed(Operation::Complete),
                "/embeddings" => return Self::Governed(Operation::Embed),
                // To compact and to count takes the same request, prompt and all.
                "/responses" | "/responses/compact" | "/responses/input_tokens" => {
                    return Self::Governed(Operation::Respond);
                }
                _ => {}
            }
        }
        let mut segments = path.split('/').skip(1);
        let family = match (segments.next().unwrap_or_default(), segments.next()) {
            ("models", _) => Family::Models,
            ("images", _) => Family::Images,
            ("audio", _) => Family::Audio,
            ("files" | "uploads", _) => Family::Files,
            ("fine_tuning" | "fine-tunes", _) => Family::FineTuning,
            ("moderations", _) => Family::Moderations,
            ("batches", _) => Family::Batches,
            ("assistants" | "threads", _) => Family::Assistants,
            ("vector_stores", _) => Family::VectorStores,
            ("responses" | "conversations", _) => Family::Responses,
            ("chat", Some("completions")) => Family::Completions,
            ("videos", _) => Family::Videos,
            ("containers", _) => Family::Containers,
            ("evals" | "graders", _) => Family::Evals,
            ("realtime" | "live", _) => Family::Realtime,
            ("agents" | "chatkit" | "vaults", _) => Family::Agents,
            ("skills", _) => Family::Skills,
            ("webhook_endpoints", _) => Family::Webhooks,
            _ => return Self::Unknown,
        };
        Self::Family(family)
    }
}

/// The path behind the base URL's `/v1`, which may be left out. None where it could be read in two ways.
#[must_use]
pub fn within(path: &str) -> Option<&str> {
    let lower = path.to_ascii_lowercase();
    let tricky = lower.contains("//")
        || lower.contains("%2e")
        || lower.contains("%2f")
        || lower.contains("%5c")
        || path.contains('\\')
        || path.split('/').any(|segment| segment == "." || segment == "..");
    if tricky {
        return None;
    }
    match path.strip_prefix("/v1") {
        Some(rest) if rest.starts_with('/') => Some(rest),
        _ => Some(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_with_and_without_the_version() {
        for path in ["/v1/chat/completions", "/chat/completions", "/v1/chat/completions/"] {
            let within = within(path).unwrap();
            assert_eq!(Route::of(&Method::POST, within), Route::Governed(Operation::Generate), "{path}");
            assert_eq!(Route::of(&Method::GET, within), Route::Family(Family::Completions), "{path}");
        }
        assert_eq!(Route::of(&Method::POST, "/responses"), Route::Governed(Operation::Respond));
        assert_eq!(Route::of(&Method::POST, "/responses/compact"), Route::Governed(Operation::Respond));
        assert_eq!(Route::of(&Method::POST, "/responses/resp_1/cancel"), Route::Family(Family::Responses));
        assert_eq!(Route::of(&Method::GET, "/responses/resp_1"), Route::Family(Family::Responses));
        assert_eq!(Route::of(&Method::POST, "/organization/admin_api_keys"), Route::Unknown);
        assert_eq!(Route::of(&Method::POST, "/Chat/completions"), Route::Unknown);
    }

    #[test]
    fn a_path_that_servers_read_in_different_ways_is_none() {
        for path in ["/v1/models/../chat/completions", "/v1//chat", "/v1/%2e%2E/x", "/v1/models%2F..", "/v1/a\\b", "/."]
        {
            assert_eq!(within(path), None, "{path}");
        }
    }
}
