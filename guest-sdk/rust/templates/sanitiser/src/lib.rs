//! Words that nobody should read are taken out.

use portcullis_guest::prelude::*;

/// What `[plugin.config]` in pack.toml says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

impl Sanitiser for Words {
    type Config = Self;
    const NAME: &str = "{{name}}";
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    fn configure(config: Self) -> Result<Self, ConfigErrors> {
        if config.words.iter().any(String::is_empty) {
            return Err(ConfigErrors::at("/words", "a word is empty"));
        }
        Ok(config)
    }

    fn scan(&self, text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
        // Spans are bytes of the UTF-8 text, as everywhere in Rust.
        let find = |word: &String| {
            let length = word.len();
            let finding = move |at| Finding::new("word", Severity::High, at..at + length).replace_with("[removed]");
            text.match_indices(word.as_str()).map(move |(at, _)| finding(at)).collect::<Vec<_>>()
        };
        Ok(self.words.iter().flat_map(find).collect())
    }
}

export_sanitiser!(Words);

#[cfg(test)]
mod tests {
    use portcullis_guest::{json, testing};

    use super::*;

    #[test]
    fn a_word_is_replaced() {
        let words: Words = testing::sanitiser(&json!({ "words": ["swordfish"] })).unwrap();
        assert_eq!(testing::redact(&words, "é swordfish!").unwrap(), "é [removed]!");
    }
}
