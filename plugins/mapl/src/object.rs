//! Objects of a policy document, read member by member; what is wrong is noted with its pointer.

use serde_json::{Map, Value};

use crate::report::Report;

/// An object and where it stands in the config.
pub(crate) struct Object<'a> {
    members: &'a Map<String, Value>,
    pub(crate) at: String,
}

impl<'a> Object<'a> {
    pub(crate) fn new(value: &'a Value, at: impl Into<String>, report: &mut Report) -> Option<Self> {
        let at = at.into();
        match value {
            Value::Object(members) => Some(Self { members, at }),
            other => {
                report.error(at, format!("is {}, but must be an object", kind(other)));
                None
            }
        }
    }

    /// The members in the order of their names: a map has that of the text where somebody turns on serde_json's
    /// `preserve_order`, and what is answered must not depend on that.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let mut members: Vec<_> = self.members.iter().collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        members.into_iter()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.members.get(key)
    }

    /// The pointer of a member.
    pub(crate) fn place(&self, key: &str) -> String {
        format!("{}/{}", self.at, escape(key))
    }

    /// Reports every member that is none of these, with the one that was probably meant.
    pub(crate) fn only(&self, known: &[&str], report: &mut Report) {
        for (key, _) in self.members().filter(|(key, _)| !known.contains(&key.as_str())) {
            let shown = key.escape_debug();
            let message = match suggestion(key, known) {
                Some(meant) => format!("there is no key `{shown}` here; did you mean `{meant}`?"),
                None => format!("there is no key `{shown}` here; there are {}", known.join(", ")),
            };
            report.error(self.place(key), message);
        }
    }

    pub(crate) fn string(&self, key: &str, report: &mut Report) -> Option<&'a str> {
        self.typed(key, "a string", Value::as_str, report)
    }

    pub(crate) fn boolean(&self, key: &str, report: &mut Report) -> Option<bool> {
        self.typed(key, "true or false", Value::as_bool, report)
    }

    pub(crate) fn count(&self, key: &str, report: &mut Report) -> Option<u64> {
        self.typed(key, "a whole number that is not negative", Value::as_u64, report)
    }

    pub(crate) fn list(&self, key: &str, report: &mut Report) -> Option<&'a Vec<Value>> {
        self.typed(key, "a list", Value::as_array, report)
    }

    pub(crate) fn object(&self, key: &str, report: &mut Report) -> Option<Object<'a>> {
        Object::new(self.get(key)?, self.place(key), report)
    }

    /// The strings of a list, each with its pointer.
    pub(crate) fn strings(&self, key: &str, report: &mut Report) -> Option<Vec<(&'a str, String)>> {
        let mut strings = Vec::new();
        for (index, element) in self.list(key, report)?.iter().enumerate() {
            let at = format!("{}/{index}", self.place(key));
            match element.as_str() {
                Some(text) => strings.push((text, at)),
                None => report.error(at, format!("is {}, but must be a string", kind(element))),
            }
        }
        Some(strings)
    }

    fn typed<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
        report: &mut Report,
    ) -> Option<T> {
        let value = self.get(key)?;
        let read = read(value);
        if read.is_none() {
            report.error(self.place(key), format!("is {}, but must be {expected}", kind(value)));
        }
        read
    }
}

/// One of the known words that a misspelt one was probably meant to be.
pub(crate) fn suggestion<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = |known: &&&str| strsim::damerau_levenshtein(word, known) <= 1 + known.len() / 5;
    known.iter().filter(near).min_by_key(|known| strsim::damerau_levenshtein(word, known)).copied()
}

/// A name as a token of a JSON pointer.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What a value is, for people.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "`null`",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
