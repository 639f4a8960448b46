use async_openai::types::chat::FunctionObject;
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use crate::{
    error::{RegisterError, SchemaFault},
    handler::Handler,
};

/// A registered tool.
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) action: String,
    pub(crate) function: Option<FunctionObject>,
    pub(crate) handler: Handler,
    validator: Option<Validator>,
}

impl Tool {
    pub(crate) fn new(
        name: &str,
        handler: Handler,
        mut function: Option<FunctionObject>,
        action: Option<&str>,
    ) -> Result<Self, RegisterError> {
        let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !letters || !(1..=64).contains(&name.len()) {
            return Err(RegisterError::Name { name: name.to_owned() });
        }
        let mut validator = None;
        if let Some(function) = &mut function {
            if function.name.is_empty() {
                name.clone_into(&mut function.name);
            } else if function.name != name {
                return Err(RegisterError::SchemaName { name: name.to_owned(), schema: function.name.clone() });
            }
            if let Some(parameters) = &function.parameters {
                let compiled = compile(parameters);
                let compiled = compiled.map_err(|source| RegisterError::Schema { name: name.to_owned(), source })?;
                validator = Some(compiled);
            }
        }
        let action = action.unwrap_or(name).to_owned();
        Ok(Self { name: name.to_owned(), action, function, handler, validator })
    }

    /// Whether arguments fit the schema; if not, which part of the schema says so.
    pub(crate) fn check(&self, arguments: &Value) -> Result<(), String> {
        let Some(validator) = &self.validator else { return Ok(()) };
        validator.validate(arguments).map_err(|error| error.schema_path().to_string())
    }
}

/// Compiles a schema so that it asks nobody for other schemas, and no pattern takes more than linear time.
fn compile(schema: &Value) -> Result<Validator, SchemaFault> {
    if !schema.is_object() {
        return Err(SchemaFault::new("it is not a JSON object"));
    }
    let options = jsonschema::options().offline().with_pattern_options(PatternOptions::regex());
    options.build(schema).map_err(|error| SchemaFault::new(error.to_string()))
}

/// A function's description and parameters, as the model is shown them. Registering fills in the name.
///
/// # Example
/// ```
/// use portcullis_openai::schema;
/// use serde_json::json;
///
/// let lookup = schema("Looks a customer up.", json!({
///     "type": "object",
///     "properties": { "id": { "type": "integer" } },
///     "required": ["id"],
///     "additionalProperties": false,
/// }));
/// assert!(lookup.parameters.is_some());
/// ```
#[must_use]
pub fn schema(description: impl Into<String>, parameters: Value) -> FunctionObject {
    FunctionObject {
        name: String::new(),
        description: Some(description.into()),
        parameters: Some(parameters),
        strict: None,
    }
}
