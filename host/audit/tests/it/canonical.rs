//! What goes in comes out, and any canonicaliser agrees on the bytes.

use std::collections::BTreeMap;

use portcullis_audit::{AppendError, Body, DecisionRecord, Level, Log, LogLine, MAX_INTEGER, OutcomeRecord, verify};
use proptest::prelude::*;

use crate::support::{SEVEN, block_on, decision, lines};

fn write(decision: DecisionRecord) -> Vec<u8> {
    let log = Log::in_memory();
    block_on(log.append(decision)).unwrap();
    log.memory().unwrap().bytes()
}

fn written(decision: DecisionRecord) -> DecisionRecord {
    let log = Log::in_memory();
    block_on(log.append(decision)).unwrap();
    match log.memory().unwrap().records().remove(0).body {
        Body::Decision(decision) => *decision,
        other => panic!("{other:?}"),
    }
}

fn assert_canonical(line: &[u8]) {
    let line = std::str::from_utf8(line).unwrap();
    let line = line.strip_suffix('\n').unwrap();
    assert_eq!(serde_json_canonicalizer::pipe(line).unwrap(), line);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_and_any_integer_survive(
        texts in prop::collection::vec(any::<String>(), 4),
        limits in prop::collection::btree_map(any::<String>(), 0..=MAX_INTEGER, 0..8),
        fuel in 0..=MAX_INTEGER,
    ) {
        let mut decision = decision(&texts[0]);
        decision.payload.content = Some(texts[1].clone());
        decision.plugins[0].limits = limits.into();
        decision.plugins[0].fuel = fuel;
        decision.plugins[0].log = vec![LogLine { level: Level::Warn, message: texts[2].clone() }];
        decision.plugins[1].outcome = OutcomeRecord::Escalate {
            code: "c".to_owned(),
            detail: texts[3].clone(),
            approvers: texts,
        };
        let line = write(decision.clone());
        assert_canonical(&line);
        prop_assert_eq!(verify(line.as_slice()).unwrap().records, 1);
        prop_assert_eq!(written(decision.clone()), decision);
    }
}

#[test]
fn every_type_of_record_is_canonical() {
    lines(&SEVEN).iter().for_each(|line| assert_canonical(line));
}

#[test]
fn every_outcome_survives() {
    for json in [
        r#"{"kind":"allow"}"#,
        r#"{"kind":"deny","code":"c","detail":"d","violations":[{"code":"c","pointer":""}]}"#,
        r#"{"kind":"modify","edits":[{"pointer":"/a"}]}"#,
        r#"{"kind":"escalate","code":"c","detail":"d","approvers":["role:lead"]}"#,
        r#"{"kind":"findings","findings":[]}"#,
        r#"{"kind":"failed","code":"trap","detail":"d"}"#,
        r#"{"kind":"skipped"}"#,
    ] {
        let mut decision = decision("0");
        decision.plugins[0].outcome = serde_json::from_str(json).unwrap();
        assert_eq!(written(decision.clone()), decision, "{json}");
    }
}

#[test]
fn text_is_escaped_as_little_as_possible() {
    let line = write(decision("a\u{0}\u{1b}\n\"\\/\u{7f}é\u{2028}\u{1f512}"));
    let line = String::from_utf8(line).unwrap();
    let expected = "\"id\":\"a\\u0000\\u001b\\n\\\"\\\\/\u{7f}é\u{2028}\u{1f512}\"";
    assert!(line.contains(expected), "{line}");
}

/// RFC 8785 orders by UTF-16 units, where U+1F512 comes before U+FB33; by UTF-8 bytes it comes after.
#[test]
fn names_are_in_the_order_of_their_utf16_units() {
    let mut decision = decision("0");
    let names = ["\u{fb33}", "\u{1f512}", "é", "a"];
    decision.plugins[0].limits = names.map(|name| (name.to_owned(), 1)).into_iter().collect::<BTreeMap<_, _>>().into();
    let line = String::from_utf8(write(decision)).unwrap();
    assert!(line.contains("{\"a\":1,\"é\":1,\"\u{1f512}\":1,\"\u{fb33}\":1}"), "{line}");
}

type Field = fn(&mut DecisionRecord, u64);

#[test]
fn an_integer_is_exact_or_refused() {
    let fields: [(&str, Field); 5] = [
        ("event.time_ms", |decision, value| decision.event.time_ms = value),
        ("payload.bytes", |decision, value| decision.payload.bytes = value),
        ("plugins.1.fuel", |decision, value| decision.plugins[1].fuel = value),
        ("plugins.1.time_us", |decision, value| decision.plugins[1].time_us = value),
        ("plugins.1.limits.fuel", |decision, value| {
            decision.plugins[1].limits = BTreeMap::from([("fuel".to_owned(), value)]).into();
        }),
    ];
    for (name, field) in fields {
        let log = Log::in_memory();
        let mut largest = decision("0");
        field(&mut largest, MAX_INTEGER);
        let mut larger = largest.clone();
        field(&mut larger, MAX_INTEGER + 1);

        match block_on(log.append(larger)).unwrap_err() {
            AppendError::UnsafeInteger(error) => {
                assert_eq!((error.field.as_str(), error.value), (name, MAX_INTEGER + 1));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(block_on(log.append(largest.clone())).unwrap().seq, 0);
        let records = log.memory().unwrap().records();
        assert_eq!(records[0].body, Body::Decision(Box::new(largest)));
    }
}
