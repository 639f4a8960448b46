//! The sanitiser of every language, shown text that comes in pieces.

use std::collections::BTreeMap;

use portcullis::gate::Stopped;
use serde::Deserialize;

use super::{
    Asked, Kind, plugin,
    vector::{event, read},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stream {
    name: String,
    pieces: Vec<String>,
    expect: Expected,
}

/// What must go on after each piece and at the end.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    released: Vec<String>,
    effect: String,
}

pub(super) fn asked(language: &str, file: &str) -> Asked {
    let (gate, mut asked) = (plugin::gate(language, Kind::Sanitiser, "on-finding = \"redact\""), Asked::default());
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for Stream { name, pieces, expect } in read::<Stream>(Kind::Sanitiser, file) {
        let found = tokio.block_on(async {
            let (mut stream, mut released) = (gate.stream(event(&BTreeMap::new(), "{}")), Vec::new());
            for piece in &pieces {
                match stream.push("/text", piece).await {
                    Ok(text) => released.push(text),
                    Err(Stopped) => break,
                }
            }
            let (rest, decision) = stream.finish().await;
            released.push(rest.get("/text").cloned().unwrap_or_default());
            Expected { released, effect: decision.effect.name().to_owned() }
        });
        asked.compare(&name, &found, &expect);
    }
    asked
}
