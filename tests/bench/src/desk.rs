//! Where built plugins are, the engine that runs them, and payloads of a size.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use portcullis::plugin::{Runtime, RuntimeOptions};

/// Where `cargo xtask guests` puts what it builds.
#[must_use]
pub fn built(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(path)
}

/// An engine of the gate, with its defaults, and compiled code kept from the last run.
///
/// # Errors
/// The engine can't be started.
pub fn runtime() -> Result<Runtime> {
    let options = RuntimeOptions { cache: Some(built("compiled")), ..RuntimeOptions::default() };
    Runtime::new(&options).context("the engine can't be started")
}

/// Arguments of exactly so many bytes, with two fields, `/fee` and `/amount`, behind all the rest.
///
/// # Errors
/// Fewer bytes than the fields take.
pub fn payload(bytes: usize) -> Result<String> {
    const ITEM: &str = r#"{"sku":"A-102-77","count":3,"price":12.50,"note":"left at the \"desk\", twice"},"#;
    const LAST: &str = r#"null],"fee":2,"amount":40}"#;
    const FRAME: usize = r#"{"note":"","items":["#.len() + LAST.len();
    let room = bytes.checked_sub(FRAME).context("there is no room for the fields")?;
    let (items, note) = (ITEM.repeat(room / ITEM.len()), "n".repeat(room % ITEM.len()));
    Ok(format!(r#"{{"note":"{note}","items":[{items}{LAST}"#))
}

#[cfg(test)]
mod tests {
    use portcullis::document::Document;

    use super::*;

    #[test]
    fn payloads_are_json_of_the_size_that_was_asked_for() {
        for bytes in [100, 1000, 64 << 10, 1 << 20] {
            let text = payload(bytes).expect("there is room");
            assert_eq!(text.len(), bytes);
            let document = Document::parse(text).expect("it is JSON");
            assert_eq!(document.get("/fee").map(|value| value.raw().to_owned()).as_deref(), Some("2"));
            assert_eq!(document.get("/amount").map(|value| value.raw().to_owned()).as_deref(), Some("40"));
        }
    }
}
