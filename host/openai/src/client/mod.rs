//! The drop-in client: async-openai's own, with a gate between it and the network.

mod builder;
mod error;
mod invoke;
mod transport;
mod who;

use std::sync::Arc;

use async_openai::{
    Audio, Batches, Chat, Client, Completions, Containers, Conversations, Embeddings, Evals, Files, FineTuning, Images,
    Models, Moderations, Responses, Uploads, VectorStores, config::OpenAIConfig,
};
use portcullis::gate::Gate;
use portcullis_identity::Identity;

pub use builder::SecureClientBuilder;
pub use error::{BindError, BuildError, ClientError};

use crate::{Session, ToolAdapter};
use transport::{Shared, Transport};
use who::{Who, user};

/// async-openai's client, with the same methods and types, of which every request is decided, recorded and, with a key,
/// signed before it is sent, and every answer before it is handed out.
///
/// | Resource | Methods |
/// |---|---|
/// | `tool:<app>/generate` | `chat().create`, `chat().create_stream` |
/// | `tool:<app>/complete` | `completions().create`, `completions().create_stream` |
/// | `tool:<app>/embed` | `embeddings().create` and the like |
/// | `tool:<app>/respond` | `responses().create`, `responses().create_stream` |
///
/// Everything else passes, and each use of it is recorded, unless the operator
/// [wants it otherwise](SecureClientBuilder::family). What the client sends goes through one place, so there is no
/// method that gets around it. A request that a provider was too busy for is sent again as async-openai does it; it was
/// decided once.
///
/// Methods hand out async-openai's error; [`ClientError::of`] finds in it why something was not allowed.
///
/// # Example
/// ```no_run
/// use async_openai::types::chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs};
/// use portcullis::gate::Gate;
/// use portcullis_identity::Identity;
/// use portcullis_openai::SecureClient;
///
/// async fn ask(gate: Gate, alice: Identity) -> Result<(), Box<dyn std::error::Error>> {
///     let client = SecureClient::builder(gate).app("support").build().await?;
///     let alice = client.bind_to_user(alice)?;
///     let hello = ChatCompletionRequestUserMessage::from("Hello!").into();
///     let request = CreateChatCompletionRequestArgs::default().model("gpt-4.1-mini").messages(vec![hello]).build()?;
///     let answer = alice.chat().create(request).await?;
///     println!("{:?}", answer.choices);
///     alice.unbind();
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct SecureClient {
    client: Client<OpenAIConfig>,
    shared: Arc<Shared>,
    who: Who,
    tools: Option<ToolAdapter>,
}

macro_rules! groups {
    ($($name:ident $group:ident $doc:literal;)*) => {
        /// The groups of methods, as async-openai has them.
        impl SecureClient {
            $(
                #[doc = $doc]
                #[must_use]
                pub fn $name(&self) -> $group<'_, OpenAIConfig> {
                    self.client.$name()
                }
            )*
        }
    };
}

groups! {
    chat Chat "Chat completions: governed. Stored ones pass.";
    completions Completions "Text completions: governed.";
    embeddings Embeddings "Embeddings: governed.";
    responses Responses "The Responses API: creating is governed, reading and deleting pass.";
    conversations Conversations "Conversations: they pass.";
    models Models "Models: they pass.";
    images Images "Images: they pass.";
    audio Audio "Speech: it passes.";
    files Files "Files: they pass.";
    uploads Uploads "Uploads in parts: they pass.";
    fine_tuning FineTuning "Training: it passes.";
    moderations Moderations "Moderations: they pass.";
    batches Batches "Batches: they pass, though they can carry what a chat may not.";
    vector_stores VectorStores "Vector stores: they pass.";
    containers Containers "Containers: they pass.";
    evals Evals "Evaluations: they pass.";
}

impl SecureClient {
    /// Begins a client whose calls are decided by a gate.
    pub fn builder(gate: Gate) -> SecureClientBuilder {
        SecureClientBuilder::new(gate)
    }

    fn new(base: Client<OpenAIConfig>, shared: Arc<Shared>, who: Who, tools: Option<ToolAdapter>) -> Self {
        let transport = Transport { shared: Arc::clone(&shared), who: who.clone() };
        Self { client: base.with_http_service(transport), shared, who, tools }
    }

    fn acting(&self, who: Who) -> Self {
        Self::new(self.client.clone(), Arc::clone(&self.shared), who, self.tools.clone())
    }

    /// A client with the same methods that acts for a user: their rights decide, through this app. The user's token is
    /// looked at again at each use.
    ///
    /// # Errors
    /// This client acts for a user already, or the token has expired.
    pub fn bind_to_user(&self, user: Identity) -> Result<Self, BindError> {
        let session = &self.who.session;
        if session.subject().kind == portcullis::event::SubjectKind::User {
            return Err(BindError::ForUser(session.subject().id.clone()));
        }
        user.at(who::now())?;
        let expires_at = user.expires_at;
        let bound = session.like(self::user(user, session.app()));
        Ok(self.acting(Who::bound(bound, expires_at)))
    }

    /// Whether a user is bound. Not so for the app's own client.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.who.is_bound()
    }

    /// Ends what [`SecureClient::bind_to_user`] began, for all clones of this client: whatever is called from now on is
    /// [`ClientError::Unbound`]. Answers whether a user was bound until now.
    pub fn unbind(&self) -> bool {
        self.who.unbind()
    }

    /// The same client, acting through an agent of the app as well: user, app and agent are in each record.
    #[must_use]
    pub fn through_agent(&self, agent: impl Into<String>) -> Self {
        self.acting(self.who.within(self.who.session.clone().through(agent)))
    }

    /// The same client, in a session of this name.
    #[must_use]
    pub fn in_session(&self, id: impl Into<String>) -> Self {
        self.acting(self.who.within(self.who.session.clone().id(id)))
    }

    /// In whose name, and through whom, it acts.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.who.session
    }

    /// The gate that decides.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        self.shared.governor.gate()
    }
}
