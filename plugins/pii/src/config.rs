//! What a pack writes.

use std::collections::BTreeMap;
use std::fmt;

use portcullis_guest::ConfigErrors;
use serde::Deserialize;

use crate::glob;
use crate::kind::{Certainty, Kind};
use crate::token::Tokens;

/// What a pack writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What is looked for, as patterns of kinds; `*` stands for any text without a slash.
    pub kinds: Vec<String>,
    /// What is not looked for, as patterns of kinds.
    pub except: Vec<String>,
    /// How sure a finding must be.
    pub certainty: Certainty,
    /// What stands where a finding stood.
    pub style: Style,
    /// The same for single kinds.
    pub styles: BTreeMap<String, Style>,
    /// Values that may pass: exactly so, or every e-mail address that ends so where it begins with `@`.
    pub allow: Vec<String>,
    /// Whether IP addresses that are nobody's (private, loopback, for documentation) are found, too.
    pub reserved_addresses: bool,
    /// The key of pseudonyms: at least 16 bytes in hexadecimal or base64.
    pub key: Option<Secret>,
    /// Whose pseudonyms they are: another tenant's tokens are others, and do not open.
    pub tenant: String,
    /// Where pseudonyms are replaced by their values in a tool's arguments.
    pub restore: Vec<Restore>,
}

/// A permission to see values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// The targets that get values: `*` stands for any text without a slash, `**` for any text.
    pub targets: Vec<String>,
    /// Which kinds of values, as patterns.
    pub kinds: Vec<String>,
}

/// What stands where a finding stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// `[phone]`
    Label,
    /// `****1234`: the last four digits or letters of eight and more; an e-mail address keeps its domain.
    Mask,
    /// `pii_phone_…`: a token that holds the value, and that only the key opens.
    Pseudonym,
}

/// A key, which is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            kinds: vec!["pii/*".to_owned()],
            except: Vec::new(),
            certainty: Certainty::Medium,
            style: Style::Label,
            styles: BTreeMap::new(),
            allow: Vec::new(),
            reserved_addresses: true,
            key: None,
            tenant: String::new(),
            restore: Vec::new(),
        }
    }
}

impl Config {
    /// What is wrong.
    pub(crate) fn check(&self) -> ConfigErrors {
        let mut errors = ConfigErrors::new();
        let mut known = |pointer: String, pattern: &str| {
            if !Kind::ALL.iter().any(|kind| glob::matches(pattern, kind.name())) {
                let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                errors.add(pointer, format!("`{pattern}` is no kind; there are {}", all.join(", ")));
            }
        };
        for (name, patterns) in [("kinds", &self.kinds), ("except", &self.except)] {
            patterns.iter().enumerate().for_each(|(index, pattern)| known(format!("/{name}/{index}"), pattern));
        }
        for (index, restore) in self.restore.iter().enumerate() {
            let kinds = restore.kinds.iter().enumerate();
            kinds.for_each(|(kind, pattern)| known(format!("/restore/{index}/kinds/{kind}"), pattern));
        }
        for kind in self.styles.keys().filter(|kind| Kind::named(kind).is_none()) {
            errors.add(format!("/styles/{}", kind.replace('/', "~1")), format!("`{kind}` is no kind"));
        }
        let sealed = self.style == Style::Pseudonym || self.styles.values().any(|style| *style == Style::Pseudonym);
        match (&self.key, self.tokens()) {
            (Some(_), None) => errors.add("/key", "the key is not at least 16 bytes in hexadecimal or base64"),
            (None, _) if sealed || !self.restore.is_empty() => errors.add("/key", "pseudonyms need a key"),
            _ => {}
        }
        errors
    }

    /// What makes pseudonyms; none without a key.
    pub(crate) fn tokens(&self) -> Option<Tokens> {
        let Secret(text) = self.key.as_ref()?;
        let key = from_hex(text).or_else(|| from_base64(text)).filter(|key| key.len() >= 16)?;
        Tokens::new(&key, &self.tenant)
    }

    /// Whether a kind is looked for.
    pub(crate) fn wants(&self, kind: Kind) -> bool {
        let listed = |patterns: &[String], name: &str| patterns.iter().any(|pattern| glob::matches(pattern, name));
        listed(&self.kinds, kind.name()) && !listed(&self.except, kind.name())
    }

    pub(crate) fn style(&self, kind: Kind) -> Style {
        self.styles.get(kind.name()).copied().unwrap_or(self.style)
    }

    /// Whether a target may see values of a kind.
    pub(crate) fn restores(&self, target: &str, kind: Kind) -> bool {
        let any = |patterns: &[String], text: &str| patterns.iter().any(|pattern| glob::matches(pattern, text));
        self.restore.iter().any(|restore| any(&restore.targets, target) && any(&restore.kinds, kind.name()))
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks(2).map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok()).collect()
}

/// Of both alphabets, with and without padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for symbol in text.trim_end_matches('=').bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}
