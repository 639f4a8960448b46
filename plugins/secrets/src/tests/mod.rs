mod benign;
mod blocks;
mod config;
mod contexts;
mod formats;
mod generate;
mod places;
mod stream;

use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Secrets;
use generate::Random;

fn secrets() -> Secrets {
    testing::sanitiser(&json!({})).unwrap()
}

thread_local! {
    /// The index of some hundred rules is not made for every text.
    static STOCK: Secrets = secrets();
}

/// The kinds and the values of what is found.
fn find(text: &str) -> Vec<(String, String)> {
    let findings = STOCK.with(|secrets| secrets.scan(text, &ScanContext::new(Phase::ToolResult)).unwrap());
    findings.into_iter().map(|finding| (finding.kind, text.get(finding.range).unwrap().to_owned())).collect()
}

/// The values of what is found.
fn values(text: &str) -> Vec<String> {
    find(text).into_iter().map(|(_, value)| value).collect()
}
