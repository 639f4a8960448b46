use std::{collections::BTreeMap, env, path::PathBuf, sync::Arc};

use async_openai::{
    Client,
    config::{Config, OpenAIConfig},
};
use portcullis::{
    document::Document,
    event::{Subject, SubjectKind},
    gate::Gate,
};
use portcullis_identity::{
    Identity, Verifier,
    signing::{PublicKey, SigningKey},
};
use serde_json::{Value, json};

use super::{
    BuildError, SecureClient,
    transport::{Peer, Shared, http},
    who::{Who, now, user},
};
use crate::{
    Session, ToolAdapter,
    govern::{Family, Governor, Handling},
};

/// How the app is called where nobody says otherwise.
const APP: &str = "secure-openai-app";

/// What a [`SecureClient`] is made of. See [`SecureClient::builder`].
#[must_use]
pub struct SecureClientBuilder {
    gate: Gate,
    config: OpenAIConfig,
    key: Option<String>,
    app: String,
    intent: Option<(PathBuf, Value)>,
    identity: Option<Identity>,
    user_name: Option<String>,
    session: Option<String>,
    tools: Option<ToolAdapter>,
    families: BTreeMap<Family, Handling>,
    unknown: Handling,
    deny_message: Option<String>,
    signing: Option<SigningKey>,
    gateway: Option<Vec<PublicKey>>,
    http: Option<reqwest::Client>,
}

impl SecureClientBuilder {
    pub(super) fn new(gate: Gate) -> Self {
        Self {
            gate,
            config: OpenAIConfig::new(),
            key: None,
            app: APP.to_owned(),
            intent: None,
            identity: None,
            user_name: None,
            session: None,
            tools: None,
            families: BTreeMap::new(),
            unknown: Handling::Deny,
            deny_message: None,
            signing: None,
            gateway: None,
            http: None,
        }
    }

    /// The provider's key. By default that of the variable `OPENAI_API_KEY`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The provider's base URL. By default that of the variable `OPENAI_BASE_URL`, or OpenAI's.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.config = self.config.with_api_base(url.into().trim_end_matches('/'));
        self
    }

    /// The app's name: the first part of every resource, `tool:<app>/generate`. By default `secure-openai-app`.
    pub fn app(mut self, name: impl Into<String>) -> Self {
        self.app = name.into();
        self
    }

    /// What the app says that it is for: a MAPL document, which is enforced beside the gate's pack by the plugin `mapl`,
    /// whose component is at that path. It can only narrow.
    pub fn intent(mut self, mapl: impl Into<PathBuf>, policy: Value) -> Self {
        self.intent = Some((mapl.into(), policy));
        self
    }

    /// The one user that the app acts for, by a token that is good. Without, it acts for itself, or for those that are
    /// [bound](SecureClient::bind_to_user).
    ///
    /// # Errors
    /// A token that is not good.
    pub fn token(mut self, verifier: &Verifier, token: &str) -> Result<Self, BuildError> {
        self.identity = Some(verifier.verify(token, now())?);
        Ok(self)
    }

    /// Whose the token has to be. By default anybody's.
    pub fn user_name(mut self, name: impl Into<String>) -> Self {
        self.user_name = Some(name.into());
        self
    }

    /// The session that requests belong to. By default one of its own.
    pub fn session(mut self, id: impl Into<String>) -> Self {
        self.session = Some(id.into());
        self
    }

    /// Tools that [`SecureClient::invoke_tool`] reaches, beside models. They run in the name of whom the client acts for.
    pub fn tools(mut self, tools: ToolAdapter) -> Self {
        self.tools = Some(tools);
        self
    }

    /// What becomes of operations that are not governed. By default they are recorded.
    pub fn family(mut self, family: Family, handling: Handling) -> Self {
        self.families.insert(family, handling);
        self
    }

    /// What becomes of operations that nobody knows. By default they are denied.
    pub fn unknown(mut self, handling: Handling) -> Self {
        self.unknown = handling;
        self
    }

    /// What callers read where a policy says nothing to them.
    pub fn deny_message(mut self, message: impl Into<String>) -> Self {
        self.deny_message = Some(message.into());
        self
    }

    /// The app's key: each governed request is signed with it, and the signature is in its record.
    pub fn signing(mut self, key: SigningKey) -> Self {
        self.signing = Some(key);
        self
    }

    /// The base URL is that of a gateway: requests to it are signed as HTTP messages (RFC 9421) with the app's
    /// [key](Self::signing), and its answers have to be signed with one of these keys.
    pub fn gateway(mut self, keys: impl IntoIterator<Item = PublicKey>) -> Self {
        self.gateway = Some(keys.into_iter().collect());
        self
    }

    /// What connections are made by. By default one that follows no redirect: it could lead anywhere, with the key.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// There is no key, a name can't be used, a token is somebody else's, or the intent is no policy.
    pub async fn build(self) -> Result<SecureClient, BuildError> {
        let key = self.key.or_else(|| env::var("OPENAI_API_KEY").ok()).filter(|key| !key.trim().is_empty());
        let config = self.config.with_api_key(key.ok_or(BuildError::NoKey)?);
        let expires_at = self.identity.as_ref().and_then(|identity| identity.expires_at);
        let subject = match self.identity {
            None => Subject::new(self.app.as_str(), SubjectKind::Service),
            Some(identity) => match self.user_name {
                Some(expected) if expected != identity.id => {
                    return Err(BuildError::OtherUser { expected, found: identity.id });
                }
                _ => user(identity, &self.app),
            },
        };
        let session = Session::new(self.app, subject)?;
        let session = self.session.into_iter().fold(session, Session::id);
        let gate = match self.intent {
            None => self.gate,
            Some((mapl, policy)) => {
                let pack = self.gate.pack().also("intent", mapl, intent(policy)?).await?;
                self.gate.enforcing(pack)
            }
        };
        let mut governor = Governor::new(gate);
        if let Some(message) = self.deny_message {
            governor = governor.deny_message(message);
        }
        if let Some(key) = &self.signing {
            governor = governor.signing(key.clone());
        }
        // Another part of the process may have chosen one before: either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = match self.http {
            Some(client) => client,
            None => reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?,
        };
        let base = config.url("");
        let base_path = reqwest::Url::parse(&base).map_err(|_| BuildError::BaseUrl(base))?;
        let peer = match (self.signing, self.gateway) {
            (None, Some(_)) => return Err(BuildError::Unsigned),
            (Some(key), Some(answers)) => Some(Peer { key, answers }),
            (_, None) => None,
        };
        let shared = Shared {
            governor,
            http: http(client.clone()),
            base_path: base_path.path().trim_end_matches('/').to_owned(),
            families: self.families,
            unknown: self.unknown,
            peer,
        };
        let base = Client::build(client, config);
        Ok(SecureClient::new(base, Arc::new(shared), Who::new(session, expires_at), self.tools))
    }
}

/// The config of the plugin `mapl` by which nothing but the intent says anything.
fn intent(policy: Value) -> Result<Document, BuildError> {
    let id = policy.get("policy_id").and_then(Value::as_str).ok_or(BuildError::IntentDocument)?.to_owned();
    let everybody = json!({ "policy_id": "global", "version": "1", "resources": ["**"] });
    let config = json!({ "documents": [everybody, policy], "intent": id });
    Document::try_from(config).map_err(|_| BuildError::IntentDocument)
}
