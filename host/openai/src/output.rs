use serde_json::Value;

/// Any error, as handlers may answer it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a handler may answer: JSON, text, or a result of either.
///
/// For a type of your own, `serde_json::to_value` makes JSON of it.
#[diagnostic::on_unimplemented(
    message = "a tool can't answer `{Self}`",
    note = "answer a `serde_json::Value`, a `String`, or a `Result` of one of them; `serde_json::to_value` makes a `Value`"
)]
pub trait ToolOutput {
    /// The JSON that it comes to; a string goes to the model as it is.
    ///
    /// # Errors
    /// The tool has failed. The text is for the operator; the model never reads it.
    fn into_output(self) -> Result<Value, BoxError>;
}

impl ToolOutput for Value {
    fn into_output(self) -> Result<Value, BoxError> {
        Ok(self)
    }
}

impl ToolOutput for String {
    fn into_output(self) -> Result<Value, BoxError> {
        Ok(Value::String(self))
    }
}

impl ToolOutput for &str {
    fn into_output(self) -> Result<Value, BoxError> {
        Ok(self.into())
    }
}

impl<T: ToolOutput, E: Into<BoxError>> ToolOutput for Result<T, E> {
    fn into_output(self) -> Result<Value, BoxError> {
        self.map_err(Into::into)?.into_output()
    }
}
