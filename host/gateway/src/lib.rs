//! An OpenAI-compatible gateway: applications change their base URL, and every request is decided and recorded.
//!
//! Chat, completions, embeddings and responses are governed by a [`Governor`](portcullis_openai::govern::Governor); the
//! other known families pass through to the byte, each use recorded, unless the operator wants it otherwise. The
//! provider's key is the gateway's alone: clients show keys or tokens of their own, which say who they are.
//!
//! # Example
//! ```no_run
//! use portcullis_gateway::{Config, Gateway};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let gateway = Gateway::load(Config::read("gateway.toml")?).await?;
//! let running = gateway.start().await?;
//! println!("base URL: {}/v1", running.url());
//! running.stop().await;
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod admin;
mod admission;
mod authenticate;
mod authzen;
mod config;
mod connections;
mod governed;
mod headers;
mod keys;
mod metrics;
mod passing;
mod reply;
mod serve;
mod server;
mod signatures;
mod state;
mod traces;
mod upstream;

pub use authenticate::ClientError;
pub use config::{
    Admin, Client, Config, ConfigError, JwksSource, Jwt, KeySource, Kind, Limits, Redis, Signing, State, Tls, Traces,
    Upstream,
};
pub use server::{Gateway, Running, StartError};
pub use state::StateConfigError;
pub use traces::{Exporter, TracesError};
