//! Answers of the gateway's own.

use std::{error::Error, time::Duration};

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use http_body_util::LengthLimitError;
use portcullis_openai::govern::{Refusal, RefusalKind};
use serde_json::json;

use crate::headers::RECORD;

/// An answer.
pub(crate) type Reply = Response<Body>;

/// An error of the gateway itself, as OpenAI's clients read it.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, code, message: message.into() }
    }

    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "authentication_error", "invalid_api_key", message)
    }

    pub(crate) fn busy() -> Self {
        let message = "The gateway has too much to do. Try again later.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "server_error", "overloaded", message)
    }

    pub(crate) fn too_large(most: usize) -> Self {
        let message = format!("The request's body is larger than {most} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request_error", "request_too_large", message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_request", message)
    }

    /// A body takes longer than this.
    pub(crate) fn slow(time: Duration) -> Self {
        let message = format!("The request's body did not come within {} seconds.", time.as_secs());
        Self::new(StatusCode::REQUEST_TIMEOUT, "invalid_request_error", "request_timeout", message)
    }

    /// A body breaks off: it is longer than so many bytes, or its client has left.
    pub(crate) fn cut_off(error: &(dyn Error + 'static), most: usize) -> Self {
        let mut cause = Some(error);
        // Layers between wrap it.
        while let Some(error) = cause {
            if error.is::<LengthLimitError>() {
                return Self::too_large(most);
            }
            cause = error.source();
        }
        Self::invalid("The request's body was cut off.")
    }

    pub(crate) fn upstream(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, "server_error", "upstream_unavailable", message)
    }

    pub(crate) fn reply(&self) -> Reply {
        let body = json!({
            "error": { "message": self.message, "type": self.kind, "param": null, "code": self.code },
        });
        let mut reply = json_reply(self.status, body.to_string());
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        reply
    }
}

/// A refusal, by the status that official clients take for what it is.
pub(crate) fn refusal(refusal: &Refusal) -> Reply {
    let status = match refusal.kind {
        RefusalKind::Malformed => StatusCode::BAD_REQUEST,
        RefusalKind::Denied | RefusalKind::NeedsApproval => StatusCode::FORBIDDEN,
        RefusalKind::Limited => StatusCode::TOO_MANY_REQUESTS,
        RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        RefusalKind::Answer | RefusalKind::Upstream => StatusCode::BAD_GATEWAY,
    };
    let mut reply = json_reply(status, refusal.envelope());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    recorded(reply, refusal.record.as_deref())
}

/// The same, with its record's identity.
pub(crate) fn recorded(mut reply: Reply, record: Option<&str>) -> Reply {
    if let Some(record) = record.and_then(|record| HeaderValue::from_str(record).ok()) {
        reply.headers_mut().insert(RECORD, record);
    }
    reply
}

pub(crate) fn json_reply(status: StatusCode, body: String) -> Reply {
    let mut reply = Response::new(Body::from(body));
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
