//! A plugin's config schema: what its config is checked against in the host, before the plugin is asked.
//!
//! The schema is the plugin's own, so it is bounded before it is used: what it unfolds to when its references are
//! followed, and how deep. References that lead in circles are refused; patterns take linear time.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, PatternOptions};
use serde_json::Value;

use crate::{
    document::{Document, DocumentError},
    text::printable,
};

use super::error::ConfigError;

const MAX_BYTES: usize = 256 << 10;
const MAX_DEPTH: usize = 128;
/// Values in the schema, with all that its references lead to.
const MAX_PARTS: u64 = 20_000;
/// A pattern counts as so many: it is compiled.
const PATTERN: u64 = 100;
const MAX_PATTERN_BYTES: usize = 128 << 10;
/// Parts of the schema times bytes of the config: each may have to look at each.
const MAX_WORK: u64 = 200_000_000;
/// Violations that are reported.
const MAX_ERRORS: usize = 100;
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Why a plugin's config schema can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// It is too long.
    #[error("it has {size} bytes, of at most {most}")]
    TooLong {
        /// Its size in bytes.
        size: usize,
        /// What it may have.
        most: usize,
    },
    /// It is not JSON.
    #[error("it is not JSON")]
    Json(#[source] DocumentError),
    /// With all that its references lead to, it is too much, or too much for this config.
    #[error("it unfolds to {parts} parts or more, too many for a config of {config} bytes")]
    TooMuch {
        /// Its parts, as far as they were counted.
        parts: u64,
        /// The config's size.
        config: usize,
    },
    /// It is too deep.
    #[error("it is more than {most} deep, with what its references lead to")]
    TooDeep {
        /// How deep it may be.
        most: usize,
    },
    /// A reference leads back to itself.
    #[error("the reference `{reference}` leads back to itself")]
    Recursive {
        /// The reference.
        reference: String,
    },
    /// A reference leads nowhere, or out of the schema.
    #[error("`{reference}` refers to nothing here: a schema may refer to its own parts, as in `#/$defs/name`")]
    Reference {
        /// The reference.
        reference: String,
    },
    /// It is not JSON Schema 2020-12.
    #[error("it is not JSON Schema 2020-12: {0}")]
    Invalid(String),
}

/// Everything in which a config violates a schema. A plugin without a schema takes anything.
pub(super) fn violations(schema: &str, config: &Document) -> Result<Vec<ConfigError>, SchemaError> {
    if schema.trim().is_empty() {
        return Ok(Vec::new());
    }
    if schema.len() > MAX_BYTES {
        return Err(SchemaError::TooLong { size: schema.len(), most: MAX_BYTES });
    }
    let schema = json(&Document::parse(schema).map_err(SchemaError::Json)?)?;
    let parts = Unfolded::new(&schema).count(&schema, 0)?;
    let config_size = config.text().len();
    let work = parts.saturating_mul(u64::try_from(config_size).unwrap_or(u64::MAX));
    if parts > MAX_PARTS || work > MAX_WORK {
        return Err(SchemaError::TooMuch { parts, config: config_size });
    }
    let patterns = PatternOptions::regex().size_limit(MAX_PATTERN_BYTES).dfa_size_limit(MAX_PATTERN_BYTES);
    let options = jsonschema::options().with_draft(Draft::Draft202012).offline().with_pattern_options(patterns);
    let validator = options.build(&schema).map_err(|error| SchemaError::Invalid(shown(&error.to_string())))?;
    let config = json(config)?;
    // Without the values: a config may hold what should not be in an error.
    let error = |error: jsonschema::ValidationError<'_>| ConfigError {
        pointer: printable(error.instance_path().as_str()),
        message: shown(&error.masked().to_string()),
    };
    Ok(validator.iter_errors(&config).take(MAX_ERRORS).map(error).collect())
}

fn json(document: &Document) -> Result<Value, SchemaError> {
    serde_json::from_str(document.text()).map_err(|_| SchemaError::TooDeep { most: MAX_DEPTH })
}

fn shown(text: &str) -> String {
    const LENGTH: usize = 300;
    printable(&text.chars().take(LENGTH).collect::<String>())
}

/// Counts what a schema unfolds to, each reference's target once.
struct Unfolded<'s> {
    root: &'s Value,
    known: BTreeMap<&'s str, (u64, usize)>,
    open: BTreeSet<&'s str>,
    deepest: usize,
}

impl<'s> Unfolded<'s> {
    fn new(root: &'s Value) -> Self {
        Self { root, known: BTreeMap::new(), open: BTreeSet::new(), deepest: 0 }
    }

    fn count(&mut self, value: &'s Value, depth: usize) -> Result<u64, SchemaError> {
        if depth > MAX_DEPTH {
            return Err(SchemaError::TooDeep { most: MAX_DEPTH });
        }
        self.deepest = self.deepest.max(depth);
        let mut parts = 1_u64;
        match value {
            Value::Array(items) => {
                for item in items {
                    parts = parts.saturating_add(self.count(item, depth + 1)?);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    parts = parts.saturating_add(match (name.as_str(), member) {
                        ("$ref", Value::String(reference)) => self.follow(reference, depth)?,
                        ("$dynamicRef" | "$recursiveRef", Value::String(reference)) => return Err(nowhere(reference)),
                        // Another base or another draft, and references would lead elsewhere than here.
                        ("$id", Value::String(id)) if depth > 0 => return Err(nowhere(id)),
                        ("$schema", Value::String(draft)) if draft.trim_end_matches('#') != DRAFT => {
                            return Err(SchemaError::Invalid(format!("its `$schema` is `{}`", shown(draft))));
                        }
                        ("pattern", Value::String(_)) => PATTERN,
                        ("patternProperties", Value::Object(patterns)) => {
                            let each = u64::try_from(patterns.len()).unwrap_or(u64::MAX);
                            each.saturating_mul(PATTERN).saturating_add(self.count(member, depth + 1)?)
                        }
                        _ => self.count(member, depth + 1)?,
                    });
                }
            }
            _ => {}
        }
        Ok(parts)
    }

    /// What a reference leads to. How deep that is counts from where it is followed.
    fn follow(&mut self, reference: &'s str, depth: usize) -> Result<u64, SchemaError> {
        if let Some(&(parts, below)) = self.known.get(reference) {
            let fits = depth.saturating_add(below) <= MAX_DEPTH;
            return if fits { Ok(parts) } else { Err(SchemaError::TooDeep { most: MAX_DEPTH }) };
        }
        let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        let target = target.ok_or_else(|| nowhere(reference))?;
        if !self.open.insert(reference) {
            return Err(SchemaError::Recursive { reference: shown(reference) });
        }
        let before = std::mem::replace(&mut self.deepest, depth);
        let parts = self.count(target, depth + 1)?;
        self.known.insert(reference, (parts, self.deepest - depth));
        self.deepest = self.deepest.max(before);
        self.open.remove(reference);
        Ok(parts)
    }
}

fn nowhere(reference: &str) -> SchemaError {
    SchemaError::Reference { reference: shown(reference) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: &str, config: &str) -> Result<Vec<ConfigError>, SchemaError> {
        violations(schema, &Document::parse(config).unwrap())
    }

    #[test]
    fn every_violation_is_reported_with_its_place_and_without_the_value() {
        let schema = r##"{"type": "object", "required": ["limit"], "additionalProperties": false,
            "properties": {"limit": {"$ref": "#/$defs/n"}, "name": {"type": "string", "pattern": "^(a+)+$"}},
            "$defs": {"n": {"type": "number"}}}"##;
        assert_eq!(check(schema, r#"{"limit": 1, "name": "aa"}"#).unwrap(), []);
        let found = check(schema, r#"{"limit": "hush", "name": "hush", "more": 1}"#).unwrap();
        let places: BTreeSet<&str> = found.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(places, BTreeSet::from(["", "/limit", "/name"]));
        assert!(found.iter().all(|error| !error.message.contains("hush")), "{found:?}");
        assert_eq!(check(schema, "{}").unwrap().len(), 1);
        assert_eq!(check("", "[1]").unwrap(), []);
    }

    #[test]
    fn no_more_is_reported_than_anybody_reads() {
        let config = format!("[{}1]", "1,".repeat(10_000));
        assert_eq!(check(r#"{"items": {"type": "string"}}"#, &config).unwrap().len(), MAX_ERRORS);
    }

    #[test]
    fn a_pattern_takes_linear_time() {
        let long = format!(r#""{}b""#, "a".repeat(20_000));
        assert_eq!(check(r#"{"pattern": "^(a+)+$"}"#, &long).unwrap().len(), 1);
        // What only a backtracking engine knows, and what would fill the memory.
        for pattern in [r"(a)\\1", "a{1000}{1000}"] {
            let schema = format!(r#"{{"pattern": "{pattern}"}}"#);
            assert!(matches!(check(&schema, "\"a\""), Err(SchemaError::Invalid(_))), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        assert!(matches!(check("{", "{}"), Err(SchemaError::Json(_))));
        for schema in [r#"{"type": "integre"}"#, "[]", "7", r#"{"$schema": "http://json-schema.org/draft-04/schema#"}"#]
        {
            assert!(matches!(check(schema, "{}"), Err(SchemaError::Invalid(_))), "{schema}");
        }
        let long = format!(r#"{{"title": "{}"}}"#, "x".repeat(MAX_BYTES));
        assert!(matches!(check(&long, "{}"), Err(SchemaError::TooLong { .. })));
    }

    #[test]
    fn a_reference_leads_to_a_part_of_the_schema_and_not_back() {
        for reference in ["http://127.0.0.1:9/x", "#/$defs/none", "#name", "file:///etc/passwd"] {
            let schema = format!(r#"{{"$ref": "{reference}"}}"#);
            assert!(matches!(check(&schema, "{}"), Err(SchemaError::Reference { .. })), "{reference}");
        }
        for schema in [
            r##"{"$ref": "#"}"##,
            r##"{"properties": {"a": {"$ref": "#"}}}"##,
            r##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}"##,
        ] {
            assert!(matches!(check(schema, "{}"), Err(SchemaError::Recursive { .. })), "{schema}");
        }
        for schema in [r##"{"$dynamicRef": "#"}"##, r#"{"properties": {"a": {"$id": "http://a/b"}}}"#] {
            assert!(matches!(check(schema, "{}"), Err(SchemaError::Reference { .. })), "{schema}");
        }
    }

    #[test]
    fn what_unfolds_to_too_much_is_refused() {
        let twice = |at: usize| {
            format!(r##""d{at}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##, at + 1)
        };
        let chain = |length: usize| (0..length).map(twice).collect::<Vec<_>>().join(",");
        let schema = |length| format!(r#"{{"$defs": {{{}, "d{length}": true}}}}"#, chain(length));
        assert!(check(&schema(8), "{}").is_ok());
        assert!(matches!(check(&schema(30), "{}"), Err(SchemaError::TooMuch { .. })));
        assert!(matches!(check(&schema(1_000), "{}"), Err(SchemaError::TooDeep { .. })));

        let deep = format!("{}{}", r#"{"not":"#.repeat(120), "true".to_owned() + &"}".repeat(120));
        assert!(check(&deep, "{}").is_ok());
        let patterns = format!(r#"{{"allOf": [{}true]}}"#, r#"{"pattern": "a"},"#.repeat(300));
        assert!(matches!(check(&patterns, "{}"), Err(SchemaError::TooMuch { .. })));
        let long = format!("[{}1]", "1,".repeat(100_000));
        let many = format!(r#"{{"items": {{"enum": [{}1]}}}}"#, "1,".repeat(2_000));
        assert!(matches!(check(&many, &long), Err(SchemaError::TooMuch { .. })));
    }
}
