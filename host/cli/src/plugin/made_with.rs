//! What a component says of the languages and tools that it was made with. Its own word: nobody has checked it.

use portcullis::text::printable;
use wasm_metadata::Producers;

/// `language Rust`, `processed-by rustc 1.95.0`. Empty where it says nothing that can be read.
pub(super) fn made_with(component: &[u8]) -> Vec<String> {
    let producers = Producers::from_wasm(component).ok().flatten();
    let mut said = Vec::new();
    for (field, values) in producers.iter().flat_map(Producers::iter) {
        said.extend(values.iter().map(|(name, version)| printable(format!("{field} {name} {version}").trim_end())));
    }
    said
}
