//! Each way in which a single line can be wrong is told from the others.

use portcullis_audit::{MAX_LINE_BYTES, Problem, Reader, VerifyError, verify, verify_file};

use crate::support::{SEVEN, forge, lines, named};

/// What a verifier says of a log whose second line is `line`.
fn problem(line: &[u8]) -> Problem {
    let mut lines = lines(&SEVEN);
    lines[1] = line.to_vec();
    let (line, seq, problem) = named(&lines.concat());
    assert_eq!((line, seq), (2, 1));
    problem
}

fn second() -> Vec<u8> {
    lines(&SEVEN)[1].clone()
}

fn forged(from: &str, to: &str) -> Problem {
    problem(&forge(&second(), from, to))
}

#[test]
fn a_forgery_that_changes_nothing_is_the_same_line() {
    assert_eq!(forge(&second(), "deny", "deny"), second());
}

#[test]
fn bytes_that_are_no_text() {
    assert!(matches!(problem(b"\"\xff\"\n"), Problem::NotUtf8(_)));
}

#[test]
fn text_that_is_no_json() {
    for line in ["\n", "hello\n", "{\n", "\u{feff}{}\n"] {
        assert!(matches!(problem(line.as_bytes()), Problem::NotJson(_)), "{line}");
    }
    // Nothing of a record nests as deep as this.
    let deep = "[".repeat(100_000) + "\n";
    assert!(!matches!(problem(deep.as_bytes()), Problem::NotCanonical));
}

#[test]
fn json_that_is_no_record() {
    for line in ["[]\n", "{}\n", "null\n", "{\"v\":1}\n", "{\"v\":1,\"type\":\"decision\"}\n"] {
        assert!(matches!(problem(line.as_bytes()), Problem::Malformed(_)), "{line}");
    }
}

#[test]
fn a_member_that_is_missing_unknown_or_of_another_type() {
    for (from, to) in [
        (r#","rounds":1"#, ""),
        (r#""rounds":1"#, r#""rounds":"1""#),
        (r#""rounds":1"#, r#""rounds":1,"surprise":1"#),
        (r#""v":1"#, r#""surprise":1,"v":1"#),
        (r#""kind":"deny""#, r#""kind":"perhaps""#),
        (r#""effect":"deny""#, r#""effect":"perhaps""#),
        (r#"sha256:b"#, "sha256:B"),
        (r#""time_ms":1767225600000"#, r#""time_ms":-1"#),
        (r#""time_ms":1767225600000"#, r#""time_ms":1e400"#),
    ] {
        let problem = forged(from, to);
        // A number that is out of range for any float is no JSON to this parser.
        let expected = matches!(problem, Problem::Malformed(_)) || to.contains("e400");
        assert!(expected, "{to}: {problem:?}");
    }
}

#[test]
fn a_type_that_names_another_member() {
    let swapped = forged(r#""type":"decision""#, r#""type":"recovery""#);
    assert!(matches!(swapped, Problem::Malformed(_)));
    let recovery = r#""recovery":{"bytes":0,"digest":"sha256:00"},"seq""#;
    let both = recovery.replace("00\"", &("0".repeat(64) + "\""));
    assert!(matches!(forged(r#""seq""#, &both), Problem::Malformed(_)));
}

#[test]
fn a_version_or_type_of_the_future() {
    let version = forged(r#""v":1"#, r#""v":2"#);
    assert!(matches!(version, Problem::UnknownVersion { found: 2 }));
    let kind = forged(r#""type":"decision""#, r#""type":"checkpoint""#);
    assert!(matches!(kind, Problem::UnknownType { found } if found == "checkpoint"));
    let line = b"{\"v\":7,\"type\":\"leaf\",\"leaf\":[]}\n";
    assert!(matches!(problem(line), Problem::UnknownVersion { found: 7 }));
    let line = b"{\"v\":1,\"type\":\"leaf\",\"leaf\":[]}\n";
    assert!(matches!(problem(line), Problem::UnknownType { .. }));
}

/// Each parses to a record, and hashes to what it states.
#[test]
fn another_spelling_of_the_same_record() {
    for (from, to) in [
        (r#""seq":1"#, r#""seq": 1"#),
        (r#""rounds":1}"#, r#""rounds":1 }"#),
        ("alice", r"\u0061lice"),
        ("refunds.md §2", r"refunds.md \u00a72"),
        (r#""bytes":120"#, r#""after":null,"bytes":120"#),
        (r#""level":"info","message":"checked one amount""#, r#""message":"checked one amount","level":"info""#),
        (r#""deadline_ms":50,"fuel":10000000"#, r#""fuel":10000000,"deadline_ms":50"#),
    ] {
        let problem = forged(from, to);
        assert!(matches!(problem, Problem::NotCanonical), "{to}: {problem:?}");
    }
}

/// A reader that takes the first and one that takes the last must not see different records.
#[test]
fn a_member_that_is_there_twice() {
    for (from, to) in [
        (r#""seq":1"#, r#""seq":1,"seq":1"#),
        (r#""effect":"deny""#, r#""effect":"allow","effect":"deny""#),
        (r#""found":"250""#, r#""found":"50","found":"250""#),
        (r#""kind":"deny""#, r#""kind":"allow","kind":"deny""#),
    ] {
        let problem = forged(from, to);
        assert!(matches!(problem, Problem::Malformed(_)), "{to}: {problem:?}");
    }
    // The parser lets these pass; the canonical form does not.
    let limits = forged(r#""deadline_ms":50"#, r#""deadline_ms":9,"deadline_ms":50"#);
    assert!(matches!(limits, Problem::NotCanonical), "{limits:?}");

    let log = portcullis_audit::Log::in_memory();
    let mut decision = crate::support::decision("0");
    decision.plugins[0].outcome = portcullis_audit::OutcomeRecord::Skipped;
    crate::support::block_on(log.append(decision)).unwrap();
    let line = log.memory().unwrap().bytes();
    for surprise in [r#"{"kind":"skipped","x":1}"#, r#"{"code":"no","kind":"skipped"}"#] {
        let line = forge(&line, r#"{"kind":"skipped"}"#, surprise);
        let (_, _, problem) = named(&line);
        assert!(matches!(problem, Problem::NotCanonical | Problem::Malformed(_)), "{problem:?}");
    }
}

#[test]
fn carriage_returns_are_not_canonical() {
    let mut line = second();
    line.insert(line.len() - 1, b'\r');
    assert!(matches!(problem(&line), Problem::NotCanonical));
}

#[test]
fn a_stated_hash_that_is_not_the_records() {
    let text = String::from_utf8(second()).unwrap();
    let changed = text.replace("alice", "mallory");
    match problem(changed.as_bytes()) {
        Problem::WrongHash { stated, computed } => assert_ne!(stated, computed),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_integer_that_readers_would_disagree_about() {
    let recovery = &lines(&SEVEN)[3];
    for (line, from, to, field) in [
        (&second(), r#""time_ms":1767225600000"#, r#""time_ms":9007199254740992"#, "event.time_ms"),
        (&second(), r#""fuel":48210"#, r#""fuel":9007199254740992"#, "plugins.0.fuel"),
        (&second(), r#""fuel":10000000"#, r#""fuel":9007199254740992"#, "plugins.0.limits.fuel"),
        (&second(), r#""seq":1,"#, r#""seq":9007199254740992,"#, "seq"),
        (&second(), r#""seq":1,"time_ms":"#, r#""seq":1,"time_ms":9007"#, "time_ms"),
        (recovery, r#""bytes":17"#, r#""bytes":9007199254740992"#, "recovery.bytes"),
    ] {
        match problem(&forge(line, from, to)) {
            Problem::UnsafeInteger(error) => assert_eq!(error.field, field),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_line_without_end_is_given_up_at_the_bound() {
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    match verify(endless).unwrap_err() {
        VerifyError::Record { line: 1, seq: 0, problem } => {
            assert!(matches!(problem, Problem::LineTooLong));
        }
        other => panic!("{other:?}"),
    }
    let mut longest = vec![b'x'; MAX_LINE_BYTES];
    longest.push(b'\n');
    assert!(matches!(problem(&longest), Problem::NotJson(_)));
    longest.insert(0, b'x');
    assert!(matches!(problem(&longest), Problem::LineTooLong));
}

#[test]
fn a_reader_gives_the_good_records_and_ends_at_the_first_bad_one() {
    let mut lines = lines(&SEVEN);
    lines[2] = b"{}\n".to_vec();
    let log = lines.concat();
    let items: Vec<_> = Reader::new(log.as_slice()).collect();
    assert_eq!(items.len(), 3);
    assert!(items[0].is_ok() && items[1].is_ok() && items[2].is_err());
}

#[test]
fn a_missing_file_is_told_from_a_bad_one() {
    let folder = tempfile::tempdir().unwrap();
    let error = verify_file(folder.path().join("none")).unwrap_err();
    assert!(matches!(error, VerifyError::Open { .. }));
    let error = verify_file(folder.path()).unwrap_err();
    assert!(matches!(error, VerifyError::Read { line: 1, .. }));
}
