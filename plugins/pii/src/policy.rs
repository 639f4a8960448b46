use portcullis_guest::{Value, prelude::*};

use crate::config::Config;
use crate::token::Tokens;

/// Puts values back in place of their pseudonyms, in the arguments of tools that may see them.
///
/// A token that does not open (forged, altered, of another key or tenant) stays as it is: it tells the tool nothing.
#[derive(Debug)]
pub struct Restorer {
    config: Config,
    tokens: Option<Tokens>,
}

impl Policy for Restorer {
    type Config = Config;
    const NAME: &str = crate::NAME;
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ToolCall];

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let errors = config.check();
        errors.into_result(Self { tokens: config.tokens(), config })
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let granted = self
            .config
            .restore
            .iter()
            .any(|restore| restore.targets.iter().any(|target| crate::glob::matches(target, &event.target)));
        let Some(tokens) = self.tokens.as_ref().filter(|_| granted) else { return Ok(Verdict::allow()) };
        let json = payload.json();
        if !json.contains(Tokens::PREFIX) {
            return Ok(Verdict::allow());
        }
        let mut restored = Vec::new();
        let payload: Value = json.parse()?;
        self.walk(&payload, String::new(), &event.target, tokens, &mut restored);
        if restored.is_empty() {
            return Ok(Verdict::allow());
        }
        let count = restored.len();
        let edits = restored.into_iter().try_fold(Edits::new(), |edits, (pointer, text)| edits.set(pointer, text))?;
        Ok(Verdict::modify(edits).note(format!("values put back in {count} arguments")))
    }
}

impl Restorer {
    /// Collects the strings that change, each with its pointer. The host has bounded how deep a payload is.
    fn walk(&self, value: &Value, pointer: String, target: &str, tokens: &Tokens, changed: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => changed.extend(self.restored(text, target, tokens).map(|text| (pointer, text))),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(item, format!("{pointer}/{index}"), target, tokens, changed);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    self.walk(member, format!("{pointer}/{name}"), target, tokens, changed);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The text with the values that the target may see; none where nothing changes.
    fn restored(&self, text: &str, target: &str, tokens: &Tokens) -> Option<String> {
        let (mut output, mut done) = (String::new(), 0);
        for token in tokens.find(text) {
            if token.start >= done && self.config.restores(target, token.kind) {
                output.push_str(text.get(done..token.start)?);
                output.push_str(&token.value);
                done = token.end;
            }
        }
        output.push_str(text.get(done..)?);
        (done > 0).then_some(output)
    }
}
