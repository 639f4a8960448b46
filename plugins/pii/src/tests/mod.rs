use portcullis_guest::{Value, json, prelude::*, testing};

use crate::Pii;

mod bank;
mod config;
mod contact;
mod dates;
mod harmless;
mod labels;
mod national;
mod net;
mod plain;
mod restore;
mod speed;
mod stream;
mod style;
mod values;

fn pii(config: &Value) -> Pii {
    testing::sanitiser(config).unwrap()
}

/// The text with `[kind]` in place of everything that is found by default.
fn clean(text: &str) -> String {
    testing::redact(&pii(&json!({})), text).unwrap()
}

/// Whether exactly this value is found in sentences, lists, JSON and forms, as this kind.
#[track_caller]
fn found(value: &str, kind: &str) {
    for (before, after) in [
        ("", ""),
        ("It is ", " now."),
        ("{\"a\": \"", "\"}"),
        ("(", ")"),
        ("x,", ",y"),
        ("<td>", "</td>"),
        ("is ", ".\n"),
    ] {
        assert_eq!(clean(&format!("{before}{value}{after}")), format!("{before}[{kind}]{after}"), "{value}");
    }
}

/// Whether exactly this value is found behind a label.
#[track_caller]
fn labelled(label: &str, value: &str, kind: &str) {
    assert_eq!(clean(&format!("{label}{value}, x")), format!("{label}[{kind}], x"));
}

#[track_caller]
fn harmless(text: &str) {
    assert_eq!(clean(text), text);
}
