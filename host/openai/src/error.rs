use std::fmt;

/// Why a tool can't be registered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// OpenAI would refuse the name, or policies could mistake it for another one.
    #[error("`{}` is no tool name: use 1 to 64 letters, digits, `_` and `-`, all of them ASCII", name.escape_debug())]
    Name {
        /// The name.
        name: String,
    },
    /// A tool has this name already, be it in other letter case.
    #[error("`{name}` can't be registered: `{taken}` is registered already")]
    Taken {
        /// The name.
        name: String,
        /// The name that is registered.
        taken: String,
    },
    /// The model would be told another name than the one that it has to call.
    #[error("the schema of `{name}` is for `{}`: leave its name empty, or make it the same", schema.escape_debug())]
    SchemaName {
        /// The name.
        name: String,
        /// The name in the schema.
        schema: String,
    },
    /// The parameters are no JSON Schema that arguments could be checked against.
    #[error("the parameters of `{name}` are no usable JSON schema")]
    Schema {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: SchemaFault,
    },
}

/// What is wrong with a JSON schema.
#[derive(Debug)]
pub struct SchemaFault {
    text: String,
}

impl SchemaFault {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for SchemaFault {}

/// Why a session can't be described so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The name would not be one segment of a target.
    #[error("`{}` is no app name: use 1 to 64 letters, digits, `_`, `-` and `.`, all of them ASCII", app.escape_debug())]
    App {
        /// The name.
        app: String,
    },
    /// A context is an object: policies look things up in it by name.
    #[error("the context is not a JSON object")]
    Context,
}
