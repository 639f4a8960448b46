mod apart;
mod benign;
mod config;
mod data;
mod disguise;
mod families;
mod languages;
mod spans;
mod stream;

use portcullis_guest::prelude::*;
use portcullis_guest::{Value, json, testing};

use crate::Injection;

fn injection() -> Injection {
    testing::sanitiser(&json!({ "replacement": "#" })).unwrap()
}

/// What should not pass in the text.
fn found(injection: &Injection, text: &str) -> Vec<Finding> {
    let findings = injection.scan(text, &ScanContext::new(Phase::ToolResult)).unwrap();
    findings.into_iter().filter(|finding| finding.severity >= Severity::Medium).collect()
}

/// A small generator, so that the same texts are tried every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}
