//! Whatever is done to a log, the verifier names the first line that is not as it was.

use portcullis_audit::{Problem, verify};
use proptest::prelude::*;

use crate::support::{SEVEN, forge, lines, named};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changing_any_byte_names_its_line(position in 0..SEVEN.len() - 1, change in 1..=255_u8) {
        let mut log = SEVEN.clone();
        log[position] ^= change;
        let line = SEVEN[..position].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let (named_line, seq, _) = named(&log);
        prop_assert_eq!((named_line, seq), (line, line - 1));
    }

    #[test]
    fn cutting_the_log_off_within_a_record_is_reported_as_torn(position in 0..SEVEN.len()) {
        let log = &SEVEN[..position];
        let whole = lines(log).iter().filter(|line| line.ends_with(b"\n")).count() as u64;
        let behind = log.iter().rev().take_while(|byte| **byte != b'\n').count() as u64;
        let verified = verify(log).unwrap();
        prop_assert_eq!((verified.records, verified.torn_bytes), (whole, behind));
    }

    #[test]
    fn any_bytes_are_judged_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(verified) = verify(bytes.as_slice()) {
            prop_assert_eq!(verified.records, 0);
        }
    }
}

#[test]
fn an_untouched_log_verifies() {
    let verified = verify(SEVEN.as_slice()).unwrap();
    assert_eq!(verified.records, 7);
    assert_eq!((verified.decisions, verified.recoveries), (6, 1));
    assert_eq!(verified.torn_bytes, 0);
    assert_ne!(verified.first, verified.last);
}

#[test]
fn an_empty_log_verifies() {
    let verified = verify(&b""[..]).unwrap();
    assert_eq!((verified.records, verified.first, verified.last), (0, None, None));
}

#[test]
fn changing_the_last_newline_makes_the_last_record_torn() {
    let mut log = SEVEN.clone();
    *log.last_mut().unwrap() = b' ';
    let verified = verify(log.as_slice()).unwrap();
    assert_eq!(verified.records, 6);
    assert_eq!(verified.torn_bytes as usize, lines(&SEVEN)[6].len());
}

#[test]
fn removing_a_record_names_the_one_that_took_its_place() {
    for removed in 0..6 {
        let mut lines = lines(&SEVEN);
        lines.remove(removed);
        let (line, seq, problem) = named(&lines.concat());
        assert_eq!((line, seq), (removed as u64 + 1, removed as u64));
        assert!(matches!(problem, Problem::WrongSeq { found } if found == seq + 1));
    }
}

#[test]
fn repeating_a_record_names_the_repetition() {
    for repeated in 0..7 {
        let mut lines = lines(&SEVEN);
        lines.insert(repeated + 1, lines[repeated].clone());
        let (line, seq, problem) = named(&lines.concat());
        assert_eq!((line, seq), (repeated as u64 + 2, repeated as u64 + 1));
        assert!(matches!(problem, Problem::WrongSeq { found } if found == seq - 1));
    }
}

#[test]
fn swapping_two_records_names_the_first_of_them() {
    for first in 0..7 {
        for second in first + 1..7 {
            let mut lines = lines(&SEVEN);
            lines.swap(first, second);
            let (line, seq, problem) = named(&lines.concat());
            assert_eq!((line, seq), (first as u64 + 1, first as u64));
            assert!(matches!(problem, Problem::WrongSeq { found } if found == second as u64));
        }
    }
}

#[test]
fn a_record_of_another_log_is_named() {
    let log = portcullis_audit::Log::in_memory();
    crate::support::append_all(&log, 100..107);
    let foreign = lines(&log.memory().unwrap().bytes());
    for place in 1..7 {
        let mut lines = lines(&SEVEN);
        lines[place] = foreign[place].clone();
        let (line, _, problem) = named(&lines.concat());
        assert_eq!(line, place as u64 + 1);
        assert!(matches!(problem, Problem::BrokenChain { .. }));
    }
}

#[test]
fn a_changed_record_with_a_fresh_hash_breaks_the_chain_behind_it() {
    let mut lines = lines(&SEVEN);
    lines[1] = forge(&lines[1], r#""effect":"deny""#, r#""effect":"allow""#);
    let (line, seq, problem) = named(&lines.concat());
    assert_eq!((line, seq), (3, 2));
    assert!(matches!(problem, Problem::BrokenChain { .. }));
}

#[test]
fn a_removed_record_is_named_even_if_the_next_is_renumbered() {
    let mut lines = lines(&SEVEN);
    lines.remove(1);
    lines[1] = forge(&lines[1], r#""seq":2"#, r#""seq":1"#);
    let (line, seq, problem) = named(&lines.concat());
    assert_eq!((line, seq), (2, 1));
    assert!(matches!(problem, Problem::BrokenChain { .. }));
}

#[test]
fn a_first_record_that_follows_something_is_named() {
    let zeros = "0".repeat(64);
    let line = forge(&lines(&SEVEN)[0], &zeros, &"1".repeat(64));
    let (line, _, problem) = named(&line);
    assert_eq!(line, 1);
    assert!(matches!(problem, Problem::BrokenChain { .. }));
}

/// The limit that the front page states: only what was noted elsewhere shows this.
#[test]
fn cutting_off_whole_records_shows_in_the_count_and_the_last_hash_only() {
    let whole = verify(SEVEN.as_slice()).unwrap();
    let cut = verify(lines(&SEVEN)[..5].concat().as_slice()).unwrap();
    assert_eq!((cut.records, cut.torn_bytes), (5, 0));
    assert_ne!(cut.last, whole.last);
}
