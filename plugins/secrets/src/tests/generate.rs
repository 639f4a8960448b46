//! Secrets made at run time: none stands in the repository.

use crate::checksum::Checksum;
use crate::pattern::Pattern;
use crate::rules::Rule;

/// A small generator, so that the same texts are tried every time.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(super) fn of(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..length).map(|_| char::from(alphabet[self.below(alphabet.len())])).collect()
    }

    pub(super) fn hex(&mut self, length: usize) -> String {
        self.of("0123456789abcdef", length)
    }

    pub(super) fn base62(&mut self, length: usize) -> String {
        self.of(BASE62, length)
    }

    pub(super) fn base64(&mut self, length: usize) -> String {
        self.of(&format!("{BASE62}+/"), length)
    }

    pub(super) fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|length| self.hex(length)).join("-")
    }

    /// A password as a person, or a generator of passwords, makes it.
    pub(super) fn password(&mut self) -> String {
        const WORDS: [&str; 8] = ["Tiger", "winter", "Marble", "rocket", "Copper", "violet", "Falcon", "harbor"];
        match self.below(3) {
            0 => format!("{}{}!", WORDS[self.below(8)], 100 + self.below(800)),
            1 => format!("{}{}#{}", self.of("abcdefghjkmnp", 3), 10 + self.below(80), WORDS[self.below(8)]),
            _ => format!("{}4x", self.base62(12)),
        }
    }

    /// One that a pattern describes, and where its value begins.
    pub(super) fn token(&mut self, pattern: &Pattern, checksum: Option<Checksum>) -> (String, usize) {
        let (parts, value) = pattern.parts();
        let mut token = String::new();
        let mut from = 0;
        for (index, part) in parts.iter().enumerate() {
            if index == value {
                from = token.len();
            }
            let bytes: Vec<u8> = part.class.bytes().collect();
            // A long tail of no fixed length is made no longer than it must be, mostly.
            let length = part.least + self.below((part.most - part.least).min(12) + 1);
            let byte = |random: &mut Self| char::from(bytes[random.below(bytes.len())]);
            token.extend((0..length).map(|_| byte(self)));
        }
        if let Some(sum) = checksum.and_then(|checksum| checksum.of(token.as_bytes())) {
            token.truncate(token.len() - sum.len());
            token.push_str(std::str::from_utf8(&sum).unwrap());
        }
        (token, from)
    }

    pub(super) fn of_rule(&mut self, rule: &Rule) -> (String, usize) {
        let choice = self.below(rule.patterns.len());
        self.token(&rule.patterns[choice], rule.checksum)
    }
}

pub(super) const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
