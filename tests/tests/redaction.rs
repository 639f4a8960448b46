//! What a sanitiser finds is not left, and nothing else is touched, whatever the payload: compared with a naive redaction
//! of the text.

use std::sync::LazyLock;

use portcullis::{audit::Log, decision::Effect, gate::Gate, pack::Pack};
use portcullis_tests::{PackFolder, tool_call};
use proptest::prelude::*;

/// Texts that are found, and what stands for each. They overlap, and one's replacement makes another.
const FIND: [(&str, Option<&str>); 4] =
    [("ab", None), ("ba\u{20ac}", Some("")), ("aa", Some("x\"\u{20ac}")), ("y", Some("aa"))];
const ROUNDS: usize = 8;

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let find = |(text, replacement): &(&str, Option<&str>)| {
        let replacement = replacement.map(|text| format!(", replacement = {}", quoted(text))).unwrap_or_default();
        format!("{{ text = {}, kind = \"k\", severity = \"high\"{replacement} }}", quoted(text))
    };
    let find: Vec<String> = FIND.iter().map(find).collect();
    let manifest = format!(
        "name = \"redaction\"\nversion = \"0\"\n[[plugin]]\nid = \"s\"\ncomponent = \"scripted.wasm\"\nconfig = {{ find = [{}] }}\n",
        find.join(", ")
    );
    PackFolder::new(&manifest, &["scripted"]).load().unwrap()
});

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// JSON with strings over few letters, so that much is found, escapes, white space, and numbers that must keep their text.
fn json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec!["a", "b", "\u{20ac}", "y", "\\n", "\\u0061", "\\\"", "/", " "]);
    let string = prop::collection::vec(piece, 0..8).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
    let leaf = prop_oneof![
        4 => string.clone(),
        1 => prop::sample::select(vec!["1.50", "-0", "1e400", "null", "12345678901234567890"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let member = (string.clone(), inner.clone()).prop_map(|(name, value)| format!("{name} :{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|list| format!("[ {}]", list.join(" , "))),
            prop::collection::vec(member, 0..4).prop_map(|members| format!("{{{} }}", members.join(","))),
        ]
    })
}

/// One round over JSON text: every string literal is redacted by itself, all else is copied.
fn naive(json: &str) -> String {
    let (mut out, mut rest) = (String::new(), json);
    while let Some(start) = rest.find('"') {
        let mut end = start + 1;
        while !rest[end..].starts_with('"') {
            end += if rest[end..].starts_with('\\') { 2 } else { rest[end..].chars().next().unwrap().len_utf8() };
        }
        let literal = &rest[start..=end];
        let text: String = serde_json::from_str(literal).unwrap();
        let redacted = redacted(&text);
        out.push_str(&rest[..start]);
        out.push_str(&if redacted == text { literal.to_owned() } else { quoted(&redacted) });
        rest = &rest[end + 1..];
    }
    out + rest
}

fn redacted(text: &str) -> String {
    let found = |(find, replacement): &(&'static str, Option<&'static str>)| {
        let replacement = replacement.unwrap_or("[redacted]");
        text.match_indices(find).map(|(at, _)| (at, at + find.len(), replacement)).collect::<Vec<_>>()
    };
    let mut spans: Vec<_> = FIND.iter().flat_map(found).collect();
    spans.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let (mut out, mut done) = (String::new(), 0);
    for (start, end, replacement) in spans {
        if start >= done {
            out.push_str(&text[done..start]);
            out.push_str(replacement);
        }
        done = done.max(end);
    }
    out + &text[done..]
}

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 400 };
    ProptestConfig { cases, failure_persistence: None, max_global_rejects: 1 << 20, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_found_is_left_and_nothing_else_is_touched(json in json()) {
        // A name that stands twice is no payload.
        prop_assume!(json.parse::<portcullis::document::Document>().is_ok());
        let decision = Gate::new(PACK.clone(), Log::in_memory()).decide_blocking(&tool_call(&json));
        let mut expected = json.clone();
        for _ in 0..ROUNDS {
            expected = naive(&expected);
            // Two names became the same.
            if expected.parse::<portcullis::document::Document>().is_err() {
                break;
            }
        }
        match &decision.effect {
            Effect::Allow(payload) => prop_assert_eq!(payload.text(), json),
            Effect::Modify(payload) => {
                prop_assert_eq!(payload.text(), &expected);
                for string in payload.strings() {
                    prop_assert!(FIND.iter().all(|(find, _)| !string.text.contains(find)), "{}", payload.text());
                }
            }
            Effect::Deny(denied) => {
                prop_assert_eq!(&denied.denial.code, "redaction-impossible");
                prop_assert!(expected.parse::<portcullis::document::Document>().is_err(), "{}", expected);
            }
            Effect::Escalate(_) => prop_assert!(false, "a sanitiser does not escalate"),
        }
    }
}
