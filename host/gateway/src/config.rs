//! What an operator says, in one TOML file.

use std::{
    collections::BTreeMap,
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use portcullis_identity::TokenOptions;
use portcullis_openai::govern::{Family, Handling};
use serde::Deserialize;

/// What a gateway does. Paths are relative to the file that they stand in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where clients connect. By default `127.0.0.1:8080`.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// The first part of every resource: `tool:<app>/generate`.
    pub app: String,
    /// The pack's folder.
    pub pack: PathBuf,
    /// The audit log.
    pub audit: PathBuf,
    /// A folder for compiled code, the gateway's alone. By default nothing is kept.
    pub cache: Option<PathBuf>,
    /// Whether records hold payloads, which may be secret. By default they hold digests only.
    #[serde(default)]
    pub record_content: bool,
    /// What callers read where a policy says nothing to them.
    pub deny_message: Option<String>,
    /// Who answers.
    pub upstream: Upstream,
    /// Whether a client without key or token is let in, as `anonymous`. By default it is not.
    #[serde(default)]
    pub anonymous: bool,
    /// Clients with keys.
    #[serde(default, rename = "client")]
    pub clients: Vec<Client>,
    /// Whose tokens are taken.
    pub jwt: Option<Jwt>,
    /// What becomes of operations that are not governed. By default they are recorded.
    #[serde(default)]
    pub families: BTreeMap<Family, Handling>,
    /// What becomes of paths that nobody knows. By default they are denied.
    #[serde(default = "deny")]
    pub unknown: Handling,
    /// What clients may use.
    #[serde(default)]
    pub limits: Limits,
    /// Where plugins keep what outlives an event. By default in this process.
    #[serde(default)]
    pub state: State,
    /// Where traces go. By default nowhere.
    pub traces: Option<Traces>,
    /// With what key the gateway signs. By default it does not.
    pub signing: Option<Signing>,
    /// By default the connection is not encrypted.
    pub tls: Option<Tls>,
    /// Health and metrics. By default there is no such listener.
    pub admin: Option<Admin>,
}

/// The provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Upstream {
    /// Its base URL, as SDKs take it: `https://api.openai.com/v1`.
    pub base_url: String,
    /// The variable of the environment that holds the key. By default `OPENAI_API_KEY`; an empty name: no key is sent.
    #[serde(default = "key_variable")]
    pub key_variable: String,
    /// Other headers that are sent with each request: an organisation, a project.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How long connecting may take, in seconds. By default 10.
    #[serde(default = "ten")]
    pub connect_s: u64,
    /// How long it may be silent before and within an answer, in seconds. By default 300.
    #[serde(default = "three_hundred")]
    pub silent_s: u64,
}

/// A client with a key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Client {
    /// Its identity.
    pub name: String,
    /// The hash of its key; `portcullis keys client` makes both.
    pub key_hash: String,
    /// Whether it is a `service`, an `agent`, or stands for a `user`. By default a service.
    #[serde(default)]
    pub kind: Kind,
    /// Roles that it holds.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Scopes that it was granted.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// What else policies should know of it.
    #[serde(default)]
    pub claims: BTreeMap<String, String>,
    /// The public key that it has to sign its governed requests with (RFC 9421): `ed25519:…`. By default it need not.
    pub public_key: Option<String>,
    /// Whether it may ask for decisions about others, by AuthZEN: it says who acts, and is believed. By default not.
    #[serde(default)]
    pub may_ask: bool,
}

/// What a client is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person's.
    User,
    /// A program.
    #[default]
    Service,
    /// An agent.
    Agent,
}

/// Whose tokens are taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Jwt {
    /// Where its keys are: `{ file = "…" }` or `{ url = "…" }`.
    pub keys: JwksSource,
    /// What a token must be.
    pub token: TokenOptions,
}

/// Where the keys of an issuer are.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JwksSource {
    /// In a file, which is read at the start.
    File(PathBuf),
    /// At this address. They are fetched at the start, every hour, and, at most every minute, when a token names a key that
    /// is not known.
    Url(String),
}

/// What clients may use.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Limits {
    /// The body of a governed request, in bytes. By default 32 MiB.
    pub body_bytes: usize,
    /// The body of another request, in bytes. By default 1 GiB.
    pub upload_bytes: usize,
    /// A model's whole answer, in bytes. By default 64 MiB.
    pub answer_bytes: usize,
    /// All headers of a request, in bytes. By default 64 KiB.
    pub header_bytes: usize,
    /// How long a client may take for its headers, in seconds. By default 10.
    pub header_s: u64,
    /// How long a client may take for the body of a governed request, and between two pieces of another's, in seconds. By
    /// default 60.
    pub body_s: u64,
    /// How long a client may take nothing of its answer, in seconds. By default 60.
    pub write_s: u64,
    /// Connections at the same time. By default 1024.
    pub connections: usize,
    /// Requests at the same time; whoever comes then is told to come again. By default 512.
    pub requests: usize,
    /// How long requests may go on when the gateway is stopped, in seconds. By default 30.
    pub grace_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 32 << 20,
            upload_bytes: 1 << 30,
            answer_bytes: 64 << 20,
            header_bytes: 64 << 10,
            header_s: 10,
            body_s: 60,
            write_s: 60,
            connections: 1024,
            requests: 512,
            grace_s: 30,
        }
    }
}

/// Where plugins keep what outlives an event, where the pack grants it. By default in this process.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct State {
    /// A Redis server that several gateways share. By default none.
    pub redis: Option<Redis>,
}

/// A Redis server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Redis {
    /// The variable of the environment that holds its address, which may hold a password: `rediss://user:password@host`. By
    /// default `PORTCULLIS_REDIS_URL`.
    #[serde(default = "redis_variable")]
    pub url_variable: String,
    /// What every key begins with. By default `portcullis:`. Gateways with the same prefix share limits.
    #[serde(default = "redis_prefix")]
    pub prefix: String,
}

/// Where traces go: by OTLP, over HTTP, as protobuf.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Traces {
    /// The collector's address, to which `/v1/traces` is added. By default `http://127.0.0.1:4318`.
    #[serde(default = "collector")]
    pub endpoint: String,
    /// Headers that it wants.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The part of requests that is traced, from 0 to 1, where the client does not say. By default all.
    #[serde(default = "one")]
    pub sample: f64,
    /// Whether prompts and answers are in there, which may be secret. By default they are not.
    #[serde(default)]
    pub content: bool,
}

/// What the gateway signs with: what it decides, in the records, and its answers to those that sign their requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signing {
    /// Its key: `{ file = "…" }`, which nobody else may read, or `{ variable = "…" }`. `portcullis keys generate` makes one.
    pub key: KeySource,
    /// How long ago, or ahead, a client's signature may have been made, in seconds. By default 60.
    #[serde(default = "sixty")]
    pub skew_s: u64,
}

/// Where a key is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeySource {
    /// In a file, as PEM.
    File(PathBuf),
    /// In a variable of the environment, as PEM.
    Variable(String),
}

/// How connections are encrypted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tls {
    /// The certificate and those that it is signed by, as PEM.
    pub certificate: PathBuf,
    /// Its key, as PEM.
    pub key: PathBuf,
}

/// Where the operator looks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Admin {
    /// Where it listens. By default `127.0.0.1:9090`.
    #[serde(default = "admin")]
    pub listen: SocketAddr,
}

fn listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8080).into()
}

fn admin() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 9090).into()
}

fn key_variable() -> String {
    "OPENAI_API_KEY".to_owned()
}

fn redis_variable() -> String {
    "PORTCULLIS_REDIS_URL".to_owned()
}

fn redis_prefix() -> String {
    "portcullis:".to_owned()
}

const fn deny() -> Handling {
    Handling::Deny
}

fn collector() -> String {
    "http://127.0.0.1:4318".to_owned()
}

const fn one() -> f64 {
    1.0
}

const fn sixty() -> u64 {
    60
}

const fn ten() -> u64 {
    10
}

const fn three_hundred() -> u64 {
    300
}

/// Why a file is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It can't be read.
    #[error("`{}` can't be read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not what it should be.
    #[error("`{}` is no configuration of a gateway", .path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: Box<toml::de::Error>,
    },
    /// Nobody could use it.
    #[error("nobody could get in: give a `[[client]]`, or `[jwt]`, or, where everybody may, `anonymous = true`")]
    NoClient,
}

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// A file that can't be read, has unknown keys, or lets nobody in.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        let mut config: Self = toml::from_str(&text)
            .map_err(|source| ConfigError::Toml { path: path.to_owned(), source: Box::new(source) })?;
        config.relative_to(folder);
        if config.clients.is_empty() && config.jwt.is_none() && !config.anonymous {
            return Err(ConfigError::NoClient);
        }
        Ok(config)
    }

    fn relative_to(&mut self, folder: &Path) {
        let mut paths = vec![&mut self.pack, &mut self.audit];
        paths.extend(&mut self.cache);
        if let Some(tls) = &mut self.tls {
            paths.extend([&mut tls.certificate, &mut tls.key]);
        }
        if let Some(Jwt { keys: JwksSource::File(path), .. }) = &mut self.jwt {
            paths.push(path);
        }
        if let Some(Signing { key: KeySource::File(path), .. }) = &mut self.signing {
            paths.push(path);
        }
        for path in paths {
            *path = folder.join(&*path);
        }
    }
}
