use std::fs;

use portcullis::audit::{Body, DecisionRecord, Reader};
use portcullis_gateway::{Config, Gateway, Running};
use portcullis_identity::ClientKey;
use portcullis_tests::{PackFolder, upstream::Upstream};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;

/// A gateway for one test, with a client's key.
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) key: ClientKey,
    pub(crate) http: Client,
    folder: TempDir,
    _pack: PackFolder,
}

/// What is asked of every phase that the tests do not care about.
pub(crate) const OPEN: &str =
    r#"allow-uncovered = ["model-request", "model-response", "tool-definition", "tool-call", "tool-result"]"#;

/// A pack's manifest with these entries.
pub(crate) fn manifest(entries: &str) -> String {
    // A pack has a plugin, be it one for what never happens here.
    let idle = policy("\"agent-plan\"", "").replace("\"policy\"", "\"idle\"");
    format!("name = \"p\"\nversion = \"1\"\n{OPEN}\n{idle}{entries}")
}

/// A policy of these rules, for these phases.
pub(crate) fn policy(phases: &str, rules: &str) -> String {
    format!(
        "[[plugin]]\nid = \"policy\"\ncomponent = \"scripted.wasm\"\nphases = [{phases}]\nconfig = {{ rules = [{rules}] }}\n"
    )
}

impl Bench {
    /// A gateway over a pack with these entries.
    pub(crate) async fn new(upstream: &Upstream, entries: &str) -> Self {
        Self::with(&upstream.base(), entries, "").await
    }

    /// The same, with more lines of configuration.
    pub(crate) async fn with(base: &str, entries: &str, more: &str) -> Self {
        Self::made(base, entries, more, "").await
    }

    /// The same, with more lines about the client too.
    pub(crate) async fn made(base: &str, entries: &str, more: &str, client: &str) -> Self {
        let pack = PackFolder::new(&manifest(entries), &["scripted", "secrets", "mapl"]);
        let (folder, key) = (tempfile::tempdir().unwrap(), ClientKey::generate().unwrap());
        let config = format!(
            "listen = \"127.0.0.1:0\"\napp = \"app\"\npack = {:?}\naudit = \"audit.jsonl\"\ncache = {:?}\nrecord-content = true\n{more}\n\
             [upstream]\nbase-url = \"{base}\"\nkey-variable = \"\"\nheaders = {{ authorization = \"Bearer of-the-gateway\" }}\n\
             [[client]]\nname = \"alice\"\nkey-hash = \"{}\"\nkind = \"user\"\nroles = [\"staff\"]\nmay-ask = true\n{client}",
            pack.path(),
            portcullis_tests::compiled(),
            key.hash(),
        );
        fs::write(folder.path().join("gateway.toml"), config).unwrap();
        let config = Config::read(folder.path().join("gateway.toml"))
            .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)));
        let gateway = Gateway::load(config)
            .await
            .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)));
        let running = gateway.start().await.unwrap();
        Self { running, key, http: Client::new(), folder, _pack: pack }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    /// A request by the client with the key.
    pub(crate) fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let request = self.http.post(self.url(path)).bearer_auth(self.key.reveal());
        request.header("content-type", "application/json").body(body)
    }

    pub(crate) async fn chat(&self, body: &str) -> Response {
        self.post("/v1/chat/completions", body.to_owned()).send().await.unwrap()
    }

    /// The decisions on record so far.
    pub(crate) fn records(&self) -> Vec<DecisionRecord> {
        let log = fs::read(self.folder.path().join("audit.jsonl")).unwrap();
        let records = Reader::new(log.as_slice()).map(Result::unwrap);
        records
            .filter_map(|record| match record.body {
                Body::Decision(decision) => Some(*decision),
                Body::Recovery(_) => None,
            })
            .collect()
    }

    /// Phase, target and effect of each decision so far.
    pub(crate) fn decided(&self) -> Vec<String> {
        let records = self.records().into_iter();
        records
            .map(|record| format!("{} {} {:?}", record.event.phase, record.event.target, record.effect).to_lowercase())
            .collect()
    }
}

/// The `error` of an answer.
pub(crate) async fn error(response: Response) -> Value {
    let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    body["error"].clone()
}

pub(crate) fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// An answer of a chat with this message.
pub(crate) fn completion(message: &str) -> String {
    format!(
        r#"{{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{{"index":0,"message":{message},"logprobs":null,"finish_reason":"stop"}}],"usage":{{"total_tokens":12}}}}"#
    )
}

/// A text of the form of a provider's key, made here so that none stands in a file.
pub(crate) fn secret() -> String {
    ["sk-pr", "oj-", "Ab1Cd2Ef3Gh4Ij5Kl6", "Mn7Op8Qr9St0Uv1Wx2Yz3Ab4Cd5"].concat()
}
