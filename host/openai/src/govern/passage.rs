//! Operations that pass without being governed.

use std::{fmt, str::FromStr};

use portcullis::{decision::Denial, document::Document, event::Phase};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Governor, Refusal};
use crate::Session;

macro_rules! families {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// Operations of one kind that are not governed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Family { $(#[doc = $doc] $variant,)* }

        impl Family {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name, in configurations and in resources: `tool:<app>/fine-tuning`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

families! {
    Models "models" "Which models there are.";
    Images "images" "Making and changing images.";
    Audio "audio" "Speech to text, and back.";
    Files "files" "Files, and uploads in parts.";
    FineTuning "fine-tuning" "Training of models.";
    Moderations "moderations" "What a provider thinks of a text.";
    Batches "batches" "Many requests in one file: they may carry what a chat may not.";
    Assistants "assistants" "Assistants, their threads and runs.";
    VectorStores "vector-stores" "Stores of documents to search in.";
    Responses "responses" "Stored responses and conversations: to read, cancel or delete.";
    Completions "completions" "Stored chat completions: to read, change or delete.";
    Videos "videos" "Making videos.";
    Containers "containers" "Where a provider runs code.";
    Evals "evals" "Evaluations, and graders.";
    Realtime "realtime" "Sessions of speech in real time.";
    Agents "agents" "Agents that a provider runs, their sessions and secrets.";
    Skills "skills" "What such agents can do.";
    Webhooks "webhooks" "Where a provider tells what has happened.";
    Other "other" "What is none of these.";
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Family {
    type Err = UnknownFamily;

    fn from_str(text: &str) -> Result<Self, UnknownFamily> {
        Self::ALL.iter().copied().find(|family| family.name() == text).ok_or_else(|| UnknownFamily(text.to_owned()))
    }
}

/// A text that names no family of operations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no family of operations")]
pub struct UnknownFamily(String);

/// What an operator wants of operations that are not governed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handling {
    /// They pass, and nothing is recorded.
    Pass,
    /// They pass, and each is recorded before it happens.
    Record,
    /// They don't pass, and each attempt is recorded.
    Deny,
}

impl Governor {
    /// Lets an operation pass that is not governed, as the operator wants; answers its record.
    ///
    /// # Errors
    /// It is denied, or can't be recorded.
    pub async fn passage(
        &self,
        family: Family,
        handling: Handling,
        session: &Session,
        method: &str,
        path: &str,
    ) -> Result<Option<String>, Refusal> {
        if handling == Handling::Pass {
            return Ok(None);
        }
        let payload = Document::try_from(json!({ "method": method, "path": path }));
        // Two strings are not nested too deep.
        let payload = payload.unwrap_or_else(|_| Document::empty_object());
        let event = session.event(Phase::ModelRequest, family.name(), family.name(), payload);
        let denial = (handling == Handling::Deny).then(|| Denial {
            message: Some(format!("{family} are not available here.")),
            ..Denial::new("operation-denied", format!("the operator denies the operations `{family}`"))
        });
        let decision = self.gate.note(&event, denial).await;
        self.passed(&decision)?;
        Ok(Some(decision.id))
    }
}
