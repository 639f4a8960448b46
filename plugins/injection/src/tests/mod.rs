mod config;
mod finding;
mod harmless;
mod phrases;
mod stream;

use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Injection;

fn injection() -> Injection {
    testing::sanitiser(&json!({ "replacement": "#" })).unwrap()
}

/// The text with `#` for each instruction in it.
fn clean(text: &str) -> String {
    testing::redact(&injection(), text).unwrap()
}
